import { afterEach, beforeEach, expect, it } from 'vitest';
import { nasbenchMacro } from '../unit/networks/sources';
import { parameterPredictor } from './parameterPredictor';
import { labSpace, twoCells } from './samples';
import { startTestClient, type TestClient } from './testClient';

let client: TestClient;
beforeEach(async () => {
  client = await startTestClient(parameterPredictor());
});
afterEach(() => client.close());

const cell = (...lines: string[]) =>
  `use nasbench101\n\ncell c {\n${lines.map(line => `  ${line}\n`).join('')}}\n`;
const six = [
  'a = conv3x3(input)',
  'b = conv3x3(input + a)',
  'c = conv3x3(input + a + b)',
  'd = conv3x3(input)',
];

it.each([
  [
    'a misspelt name',
    'unbound-name',
    cell('first = conv3x3(input)', 'output = concat(frist)'),
    cell('first = conv3x3(input)', 'output = concat(first)'),
  ],
  [
    'a misspelt operation',
    'unknown-operation',
    cell('a = conv3x4(input)', 'output = concat(a)'),
    cell('a = conv3x3(input)', 'output = concat(a)'),
  ],
  [
    'a misspelt operation of a published spelling',
    'invalid-spelling',
    'use nasbench201\n\ncell c = "|nor_conv_3x3~0|+|none~0|skip_conect~1|+|none~0|none~1|avg_pool_3x3~2|"\n',
    'use nasbench201\n\ncell c = "|nor_conv_3x3~0|+|none~0|skip_connect~1|+|none~0|none~1|avg_pool_3x3~2|"\n',
  ],
  ['a misspelt space', 'unknown-space', twoCells.replace('nasbench101', 'nasbench1o1'), twoCells],
  [
    'an edge over the limit, joined by a comma',
    'too-many-edges',
    cell(...six, 'output = concat(a, c, d)'),
    cell(...six, 'output = concat(a, c)'),
  ],
  [
    'an edge over the limit, joined by a plus',
    'too-many-edges',
    cell(...six.slice(0, 3), 'd = conv3x3(a + b + c + input)', 'output = concat(d)'),
    cell(...six.slice(0, 3), 'd = conv3x3(a + b + c)', 'output = concat(d)'),
  ],
  [
    'an unused vertex',
    'unused-vertex',
    cell('a = conv3x3(input)', 'b = conv1x1(a)', 'output = concat(a)'),
    cell('a = conv3x3(input)', 'output = concat(a)'),
  ],
  [
    'a measurement without its sign',
    'missing-equals',
    cell('a = conv3x3(input)', 'output = concat(a)', 'measured accuracy 0.93'),
    cell('a = conv3x3(input)', 'output = concat(a)', 'measured accuracy = 0.93'),
  ],
  [
    'a limit of a space without its sign',
    'missing-equals',
    labSpace.replace(/edges <= /, 'edges '),
    labSpace.replace(/edges <= /, 'edges = '),
  ],
  [
    'a missing output',
    'missing-output',
    cell('a = conv3x3(input)', 'b = conv1x1(a)'),
    cell('a = conv3x3(input)', 'b = conv1x1(a)', 'output = concat(b)'),
  ],
  [
    'a cell that is there twice, with its documentation',
    'duplicate-cell',
    `${twoCells}\n/// One.\n/// Two /// slashes.\ncell again {\n  x = maxpool3x3(input)\n  y = conv1x1(x)\n  output = concat(y)\n}\n`,
    `${twoCells}\n`,
  ],
])('mends %s', async (_, code, before, after) => {
  const document = client.open(before);
  const found = (await document.diagnostics()).find(each => each.code === code);
  expect(found).toBeDefined();
  const at = document.offsetAt(found!.range.start);
  const action = (await document.codeActions(at)).find(
    each => each.kind === 'quickfix' && each.diagnostics?.[0]?.code === code,
  );
  expect(document.applied(action?.edit)).toBe(after);
});

const network = '  network {';
/** Without a spelling and cells, which would have to say the choice too. */
const macro = nasbenchMacro.slice(0, nasbenchMacro.indexOf('cell best')).replace(/ {2}spelling = .*\n/, '');
const trained = (...lines: string[]) =>
  macro.replace('  counting = macs\n', ['  counting = macs', ...lines, ''].join('\n'));

it.each([
  [
    'writes the training',
    macro.replace(network, `  choose rate = 0.1 | 0.2\n${network}`),
    trained('  training {', '    choose rate = 0.1 | 0.2', '  }'),
  ],
  [
    'adds to the training',
    trained('  training {', '    images = 5 // Few.', '  }').replace(
      network,
      `  choose rate = 0.1 | 0.2\n  where rate >= 0.1\n${network}`,
    ),
    trained('  training {', '    images = 5 // Few.', '    choose rate = 0.1 | 0.2', '  }').replace(
      network,
      `  where rate >= 0.1\n${network}`,
    ),
  ],
  [
    'adds to the training on one line',
    trained('  training { images = 5 }').replace(network, `  choose rate = 0.1 | 0.2\n${network}`),
    trained('  training { images = 5', '    choose rate = 0.1 | 0.2', '  }'),
  ],
])('moves a choice that no network uses: %s', async (_, before, after) => {
  const document = client.open(before);
  expect((await document.diagnostics()).map(({ code }) => code)).toEqual(['unused-choice']);
  const actions = await document.codeActions(before.indexOf('rate'));
  const titles = actions.filter(({ kind }) => kind === 'quickfix').map(({ title }) => title);
  const removal = before.includes('where rate') ? [] : ["Remove 'rate'"];
  expect(titles).toEqual([...removal, "Move 'rate' into 'training { … }'"]);
  const moved = document.applied(actions.find(({ title }) => title.startsWith('Move'))?.edit);
  expect(moved).toBe(after);
  expect(await client.open(moved).diagnostics()).toEqual([]);
});

it('mends all of a file at once, but for what would take a cell away', async () => {
  const slips = twoCells.replace('conv1x1(a)', 'conv1x1(a +)').replace('a = conv3x3', 'a = conv3x33');
  const twice = `cell again {\n  x = maxpool3x3(input)\n  y = conv1x1(x)\n  loose = conv1x1(y)\n  output = concat(y)\n}\n`;
  const mended = twice.replace('  loose = conv1x1(y)\n', '');
  const third = mended.replace('again', 'third');
  const document = client.open(`${slips}\n${twice}${third}`);
  const codes = (await document.diagnostics()).map(({ code }) => code);
  expect(codes.sort()).toEqual(['duplicate-cell', 'missing-operand', 'unknown-operation', 'unused-vertex']);
  const [action, ...others] = await document.codeActions(0, 0, ['source.fixAll']);
  expect(others).toEqual([]);
  expect(document.applied(action?.edit)).toBe(`${twoCells}\n${mended}${third}`);
  expect((await document.codeActions(0)).map(({ kind }) => kind)).not.toContain('source.fixAll');
  const at = document.text().indexOf('conv3x33');
  const fixes = await document.codeActions(at, at, ['quickfix']);
  expect(fixes.map(({ title, kind, isPreferred }) => [title, kind, isPreferred])).toEqual([
    ["Change to 'conv3x3'", 'quickfix', true],
    ["Change to 'conv1x1'", 'quickfix', undefined],
    ["Change to 'maxpool3x3'", 'quickfix', undefined],
  ]);
});

it('does not offer to take measured figures away with a duplicate', async () => {
  const text = `${twoCells}\ncell again {\n  x = maxpool3x3(input)\n  y = conv1x1(x)\n  output = concat(y)\n  measured acc = 91 %\n}\n`;
  const document = client.open(text);
  expect(await document.diagnostics()).toMatchObject([{ code: 'duplicate-cell' }]);
  const actions = await document.codeActions(text.indexOf('again'));
  expect(actions.filter(({ kind }) => kind === 'quickfix')).toEqual([]);
});

it('moves a space into a file of its own, with its documentation', async () => {
  const document = client.open(labSpace);
  const actions = await document.codeActions(labSpace.indexOf('space lab') + 7);
  const move = actions.find(({ kind }) => kind === 'refactor.move');
  const first = labSpace.indexOf('cell first');
  expect(move?.edit?.documentChanges).toEqual([
    { kind: 'create', uri: 'file:///cells/lab.cell', options: { overwrite: false, ignoreIfExists: false } },
    {
      textDocument: { uri: 'file:///cells/lab.cell', version: null },
      edits: [expect.objectContaining({ newText: `${labSpace.slice(0, first).trimEnd()}\n` })],
    },
    {
      textDocument: { uri: document.uri, version: 1 },
      edits: [
        {
          range: {
            start: { line: 0, character: 0 },
            end: { line: labSpace.slice(0, first).split('\n').length - 1, character: 0 },
          },
          newText: '',
        },
      ],
    },
  ]);
  expect((await document.codeActions(first + 5)).some(({ kind }) => kind === 'refactor.move')).toBe(false);
});
