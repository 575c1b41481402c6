// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of snippets are written so
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CodeActionKind } from 'vscode-languageserver/node';
import { parameterPredictor } from './parameterPredictor';
import { twoCells } from './samples';
import { cursorIn, startTestClient, type TestClient, withRanges } from './testClient';
import { until } from './until';

let client: TestClient;
beforeEach(async () => {
  client = await startTestClient(parameterPredictor());
});
afterEach(() => client.close());

async function labelsAt(marked: string): Promise<string[]> {
  const { text, offset } = cursorIn(marked);
  return (await client.open(text).completion(offset)).map(({ label }) => label);
}

/** What a snippet leaves if one takes the first choice everywhere. */
function expanded(insertText: string): string {
  return insertText.replace(/\$\{\d+\|([^,|]*)[^}]*\|\}/g, '$1').replace(/\$\{\d+:([^}]*)\}|\$\d/g, '$1');
}

describe('diagnostics', () => {
  it('say what is wrong and where, for the present text alone', async () => {
    const document = client.open(twoCells.replace('concat(b)', 'concat(c)'));
    const found = await document.diagnostics();
    expect(found.map(({ range }) => withRanges(document.text(), [range]).match(/⟦.*⟧/)?.[0])).toContain(
      '⟦c⟧',
    );
    expect(found[0]?.code).toMatch(/^[a-z-]+$/);
    document.replace('concat(c)', 'concat(b)');
    expect(await document.diagnostics()).toEqual([]);
  });

  it('grey out what the cell is read without', async () => {
    const document = client.open(
      twoCells.replace('  output = concat(a, b)', '  c = conv1x1(a)\n  output = concat(a, b)'),
    );
    expect(await document.diagnostics()).toMatchObject([{ severity: 2, code: 'unused-vertex', tags: [1] }]);
  });

  it('go when the document is closed', async () => {
    const document = client.open(twoCells.replace('concat(b)', 'concat(c)'));
    expect(await document.diagnostics()).not.toEqual([]);
    document.close();
    await until(() => document.lastPublished()?.diagnostics.length === 0);
  });
});

describe('completion', () => {
  const inCell = (line: string) =>
    `use nasbench101\ncell c {\n  a = conv1x1(input)\n  ${line}\n  output = concat(a)\n}\n`;

  it.each([
    ['declarations at the top', '|', ['cell', 'cell', 'use', 'space', 'space', 'operation']],
    ['a declaration half written', `${twoCells}ce|`, ['cell', 'cell', 'use', 'space', 'space', 'operation']],
    ['spaces after use', 'use |', expect.arrayContaining(['nasbench101', 'nasbench201'])],
    ['spaces after the colon', 'cell c : |', expect.arrayContaining(['nasbench101', 'nasbench201'])],
    ['operations in a binding', inCell('b = |'), ['conv3x3', 'conv1x1', 'maxpool3x3']],
    ['the same in a word', inCell('b = con|'), ['conv3x3', 'conv1x1', 'maxpool3x3']],
    ['names bound above in parentheses', inCell('b = conv1x1(|)'), ['a', 'input']],
    ['names after +', inCell('b = conv1x1(input + |)'), ['a', 'input']],
    [
      'what may feed the output',
      'use nasbench101\ncell c {\n  a = conv1x1(input)\n  output = |\n}',
      ['concat', 'a', 'input'],
    ],
    ['statements on a new line', 'use nasbench101\ncell c {\n  |\n}', ['a', 'output', 'measured']],
    [
      'the metrics of other cells',
      'use nasbench101\ncell c { output = concat(input); measured acc = 1 % }\ncell d {\n  |\n}',
      ['a', 'output', 'measured', 'measured acc'],
    ],
    [
      'names of metrics behind measured',
      'use nasbench101\ncell c { output = concat(input); measured "val/acc" = 1 %; measured nll = 2 }\ncell d {\n  a = conv1x1(input)\n  measured |\n}',
      ['val/acc', 'nll'],
    ],
    [
      'no metric that the cell has',
      'use nasbench101\ncell c { output = concat(input); measured acc = 1; measured nll = 2 }\ncell d {\n  measured acc = 2\n  measured n|\n}',
      ['nll'],
    ],
    [
      'the arguments of a measured line',
      inCell('measured acc = 93.1 % (|'),
      ['epochs', 'seeds', 'deviation', 'goal'],
    ],
    ['arguments in a word', inCell('measured acc = 93.1 (epochs: 12, se|)'), ['seeds', 'deviation', 'goal']],
    ['no deviation behind ±', inCell('measured acc = 93.1 ± 0.2 % (seeds: 3, |)'), ['epochs', 'goal']],
    ['goals', inCell('measured "val/acc" = 93.1 (goal: |)'), ['max', 'min']],
    ['nothing for a measured number', inCell('measured acc = |'), []],
    ['nothing for a number of epochs', inCell('measured acc = 1 (epochs: |)'), []],
    [
      'statements behind a measured line',
      inCell('measured acc = 1 (epochs: 2)\n  |'),
      ['b', 'output', 'measured'],
    ],
    ['operations for a vertex called measured', inCell('measured = |'), ['conv3x3', 'conv1x1', 'maxpool3x3']],
    [
      'what an operation takes',
      'space s {\n  operations on vertices {\n    a = conv(kernel: 3, |',
      ['dilation', 'groups'],
    ],
    [
      'no property twice',
      'space s {\n  operations on edges { skip }\n  vertices = 4\n  |\n  output = sum\n}',
      ['edges', 'merge', 'skeleton'],
    ],
    [
      'operations alone on edges',
      'cell c : nasbench201 {\n  a = |\n}',
      expect.arrayContaining(['skip', 'avgpool3x3']),
    ],
    [
      'properties of a space',
      'space s {\n  |\n}',
      expect.arrayContaining(['operations', 'vertices', 'skeleton']),
    ],
    [
      'the catalogue',
      'space s {\n  operations on vertices {\n    a = |',
      expect.arrayContaining(['conv', 'separable']),
    ],
    ['where operations stand', 'space s {\n  operations on |', ['vertices', 'edges', 'layers']],
    ['values of a property', 'space s {\n  output = |', ['concat', 'sum']],
    [
      'properties of a skeleton',
      'space s {\n  skeleton {\n    |',
      expect.arrayContaining(['stem', 'stacks']),
    ],
    ['nothing in a comment', 'use nasbench101 // |', []],
    ['nothing for a new name', 'cell |', []],
  ])('offers %s', async (_, marked, expected) => {
    const labels = await labelsAt(marked);
    if (Array.isArray(expected)) expect([...labels].sort()).toEqual([...expected].sort());
    else expect(labels).toEqual(expected);
  });

  it('begins a cell without an error', async () => {
    const { text, offset } = cursorIn('use nasbench201\n|');
    const [cell] = await client.open(text).completion(offset);
    const written = expanded(cell?.insertText ?? '');
    expect(written).toBe('cell name {\n\tn1 = conv1x1(input)\n\tn2 = conv1x1(n1)\n\toutput = skip(n2)\n}');
    expect(await client.open(text + written).diagnostics()).toEqual([]);
    const [free] = await client.open('').completion(0);
    expect(free?.insertText).toMatch(/^cell \$\{1:name\} : \$\{2\|nasbench101,/);
  });

  it('completes a measured line to one without an error', async () => {
    const [other, last] = [
      'use nasbench101\ncell c { output = concat(input); measured "val/$acc}" = 1 % }\n',
      '\n  a = conv1x1(input)\n  output = concat(a)\n}\n',
    ];
    const inserted = async (line: string) => {
      const before = `${other}cell d {\n  ${line}`;
      const [item] = await client.open(before + last).completion(before.length);
      return `${line}${item?.insertText ?? ''}`;
    };
    const name = await inserted('measured ');
    expect(name).toBe('measured "val/\\$acc\\}" = $0 %');
    const line = `${name.replaceAll('\\', '').replace('$0', '93.1')} (`;
    const first = (await inserted(line)).replace(/\$\{1:(\d+)\}/, '$1');
    const goal = await inserted(`${first}, seeds: 3, deviation: 0.2, `);
    expect(goal).toMatch(/goal: \$\{1\|max,min\|\}$/);
    const whole = `${goal.replace(/\$\{1\|(\w+).*$/, '$1')})`;
    expect(whole).toBe('measured "val/$acc}" = 93.1 % (epochs: 200, seeds: 3, deviation: 0.2, goal: max)');
    expect(await client.open(`${other}cell d {\n  ${whole}${last}`).diagnostics()).toEqual([]);
  });

  it('begins each declaration without an error, in the form that the formatter gives', async () => {
    // The first has an empty body, since what it may hold depends on the space that is chosen.
    const [, ...items] = await client.open('').completion(0);
    expect(items).toHaveLength(5);
    for (const { insertText } of items) {
      const text = `${expanded(insertText ?? '')}\n`;
      const document = client.open(text);
      expect(await document.diagnostics(), text).toEqual([]);
      expect(await document.formatted()).toBe(text.replaceAll('\t', '  '));
    }
  });

  it.each([
    ['a = conv1x1(input)', 'b'],
    ['n1 = conv1x1(input)\n  n2 = conv1x1(n1)', 'n3'],
    ['x = conv1x1(input)', 'y'],
    ['z = conv1x1(input)', 'a'],
    ['left = conv1x1(input)', 'a'],
  ])('names the vertex after %s %s', async (lines, name) => {
    expect((await labelsAt(`use nasbench101\ncell c {\n  ${lines}\n  |\n}`))[0]).toBe(name);
  });

  it('accepts an operation with the vertices in scope as a choice, and leaves its parentheses', async () => {
    const inserted = async (marked: string) => {
      const { text, offset } = cursorIn(marked);
      return (await client.open(text).completion(offset)).find(({ label }) => label === 'conv1x1')
        ?.insertText;
    };
    expect(await inserted(inCell('b = |'))).toBe('conv1x1(${1|a,input|})$0');
    expect(await inserted('cell c : nasbench101 {\n  a = |\n}')).toBe('conv1x1(${1:input})$0');
  });

  it('offers the name bound last first', async () => {
    expect(await labelsAt(inCell('b = conv1x1(|)'))).toEqual(['a', 'input']);
  });
});

describe('formatting', () => {
  it('gives the formatted text in one edit, and none for a formatted text', async () => {
    const document = client.open(twoCells.replace('a = maxpool3x3(input)', 'a=maxpool3x3( input )'));
    expect(await document.formatted()).toBe(twoCells);
    expect(await client.open(twoCells).formatted()).toBe(twoCells);
  });
});

describe('code actions', () => {
  it('mend what a diagnostic has a fix for', async () => {
    const text = twoCells.replace('conv1x1(a)', 'conv1x(a)');
    const document = client.open(text);
    const [found] = await document.diagnostics();
    expect(found).toMatchObject({ severity: 1, source: 'renas' });
    const actions = await document.codeActions(text.indexOf('conv1x('));
    const fix = actions.find(({ kind }) => kind === 'quickfix');
    expect(document.applied(fix?.edit)).toBe(twoCells);
    expect(
      await document.codeActions(text.indexOf('deep') + 20, undefined, [CodeActionKind.QuickFix]),
    ).toEqual([]);
  });

  it('turn a cell into its published spelling, and back into the same cell', async () => {
    const deep = twoCells.indexOf('deep');
    const document = client.open(twoCells);
    const [spell] = await document.codeActions(deep);
    const spelled = client.open(document.applied(spell?.edit));
    expect(spelled.text()).toContain(
      'cell deep = "0100001100010000:input,conv3x3-bn-relu,conv3x3-bn-relu,output"\n',
    );
    const [expand] = await spelled.codeActions(deep);
    const expanded = client.open(spelled.applied(expand?.edit));
    expect(expanded.text()).toMatch(/cell deep \{\n(.*\n){3}\}\n/);
    expect(await expanded.diagnostics()).toEqual([]);
    const hashes = [document, spelled, expanded].map(
      async each => /Hash `(.*?)`/.exec(await each.hoverText(deep))?.[1],
    );
    expect(new Set(await Promise.all(hashes))).toEqual(new Set([expect.any(String)]));
  });
});

describe('outline and folds', () => {
  it('show cells with their vertices', async () => {
    const symbols = await client.open(twoCells).symbols();
    expect(symbols).toMatchObject([
      {
        name: 'pooled',
        children: [{ name: 'a', detail: 'maxpool3x3(input)' }, { name: 'b' }, { name: 'output' }],
      },
      { name: 'deep', children: [{ name: 'a' }, { name: 'b' }, { name: 'output' }] },
    ]);
  });

  it('fold bodies and leave the closing brace', async () => {
    const folds = await client.open(twoCells).folds();
    expect(folds?.map(({ startLine, endLine }) => [startLine, endLine])).toEqual([
      [3, 6],
      [9, 12],
    ]);
  });
});
