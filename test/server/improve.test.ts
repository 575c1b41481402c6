import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  CodeLensRefreshRequest,
  CodeLensRequest,
  type CompletionList,
  CompletionRequest,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import * as lsp from '../../src/protocol/lsp';
import { nasbenchMacro } from '../unit/networks/sources';
import { parameterPredictor } from './parameterPredictor';
import { labSpace, twoCells } from './samples';
import { cursorIn, startTestClient, type TestClient, type TestDocument } from './testClient';
import { until } from './until';

const commented = `use nasbench101

cell c {
  first  = conv1x1(input)   // the narrow one
  second = maxpool3x3(first /* only */)
  output = concat(second)
}
`;

const onEdges = `cell e : nasbench201 {
  n1 = skip(input)
  n2 = skip(input) + none(n1) // joins
  output = skip(n1) + skip(n2)
}
`;

let client: TestClient;
beforeEach(async () => {
  client = await startTestClient(parameterPredictor(), { commands: true });
});
afterEach(() => client.close());

function target(document: TestDocument, text: string): lsp.CellTarget {
  const before = document.text().slice(0, document.text().indexOf(text)).split('\n');
  return { uri: document.uri, position: { line: before.length - 1, character: before.at(-1)!.length } };
}

async function edits(document: TestDocument, cell: string): Promise<lsp.RankedEdits> {
  const answer: lsp.EditsAnswer = await client.connection.sendRequest(
    lsp.rankedEdits,
    target(document, cell),
  );
  if ('refused' in answer) throw new Error(answer.refused);
  return answer;
}

function applied(document: TestDocument, { changes }: lsp.RankedEdits['edits'][number]): string {
  return TextDocument.applyEdits(TextDocument.create('', 'cell', 0, document.text()), [...changes]);
}

describe('completion of operations', () => {
  const ask = async (document: TestDocument, offset: number) => {
    const position = TextDocument.create('', '', 0, document.text()).positionAt(offset);
    return (await client.connection.sendRequest(CompletionRequest.type, {
      textDocument: { uri: document.uri },
      position,
    })) as CompletionList;
  };

  /** `label rank`, once the list is complete. */
  async function ranked(marked: string): Promise<string[]> {
    const { text, offset } = cursorIn(marked);
    const document = client.open(text);
    const { items, isIncomplete } = await ask(document, offset);
    expect(isIncomplete).toBe(false);
    return items.map(({ label, labelDetails }) => `${label} ${labelDetails?.description ?? '–'}`);
  }

  it('is in the order of the ranks, whatever is asked first', async () => {
    const operations = await ranked(commented.replace('conv1x1(input)', 'con|v1x1(input)'));
    expect(operations.map(each => each.split(' ')[0])).toEqual(['conv3x3', 'conv1x1', 'maxpool3x3']);
    for (const each of operations) expect(each).toMatch(/ top \S+ %$/);
  });

  it('is incomplete, without ranks, where the predictor does not answer within a second', async () => {
    await client.close();
    client = await startTestClient(parameterPredictor({ gate: () => new Promise(() => {}) }));
    const { text, offset } = cursorIn(commented.replace('conv1x1(input)', 'con|v1x1(input)'));
    const { items, isIncomplete } = await ask(client.open(text), offset);
    expect(isIncomplete).toBe(true);
    expect(items.map(({ labelDetails }) => labelDetails)).toEqual([undefined, undefined, undefined]);
  });

  it('ranks by the very cell that the operation would give', async () => {
    const [best] = await ranked(commented.replace('conv1x1(input)', '|conv1x1(input)'));
    const changed = client.open(commented.replace('conv1x1(input)', 'conv3x3(input)'));
    await until(async () => (await changed.labels()).length > 0);
    expect(await changed.labels()).toEqual([`c: ${best?.replace('conv3x3 ', '')}`]);
  });

  it.each([
    [
      'no operands yet',
      'use nasbench101\ncell c {\n  a = conv1x1(input)\n  b = |\n  output = concat(a)\n}\n',
    ],
    ['no output yet', 'use nasbench101\ncell c {\n  a = conv1x1(input)\n  b = |\n}\n'],
    ['no brace yet', 'use nasbench101\ncell c {\n  a = conv1x1(input)\n  b = |'],
  ])('ranks with %s', async (_, marked) => {
    const operations = await ranked(marked);
    expect(operations.map(each => each.split(' ')[0])).toEqual(['conv3x3', 'conv1x1', 'maxpool3x3']);
    for (const each of operations) expect(each).toMatch(/ top \S+ %$/);
  });

  it('ranks operations on edges, and says with what', async () => {
    const marked = onEdges.replace('skip(n2)', '|');
    expect((await ranked(marked))[0]).toMatch(/^conv3x3 top/);
    const { text, offset } = cursorIn(marked);
    const document = client.open(text);
    const [item] = await document.completion(offset);
    expect(item?.documentation).toMatchObject({
      value: expect.stringMatching(/Predicted top \S+ % with `output = conv3x3\(n2\)`\.$/),
    });
    expect(item?.detail).toMatch(/^top \S+ % · conv\(kernel: 3\)$/);
  });

  it.each([
    ['a layer that is written', 'low  = [mb5, mb5]', 'low  = [mb5, m|b5]', ['mb5', 'mb3', 'skip']],
    ['a layer of a list that goes on', 'mid  = [mb5, mb3, mb5]', 'mid  = [|]', ['mb5', 'mb3', 'skip']],
    ['a layer without a bracket yet', 'low  = [mb5, mb5]', 'low  = [mb5, |', ['mb5', 'mb3', 'skip']],
  ])('ranks %s of a network', async (_, before, marked, wanted) => {
    const items = await ranked(nasbenchMacro.replace(before, marked));
    expect(items.map(each => each.split(' ')[0])).toEqual(wanted);
    for (const each of items) expect(each).toMatch(/ top \S+ %$/);
  });

  it('ranks sizes of a network, and those chosen within a layer', async () => {
    const space = nasbenchMacro
      .slice(0, nasbenchMacro.indexOf('cell best'))
      .replace(/ {2}spelling = .*\n/, '')
      .replace('  network {', '  choose width = 16..64 by 16\n  network {')
      .replace('conv3x3(input, channels: 32)', 'conv3x3(input, channels: width)')
      .replace('kernel: 3, expand: 3', 'kernel: 3, expand: 3..5');
    const cell =
      'cell c : nbmacro {\n  low = [mb3(expand: 5), mb5]\n  mid = [mb5 * 3]\n  high = [mb5 * 3]\n  width = 64\n}\n';
    const names = async (before: string, marked: string) =>
      (await ranked(space + cell.replace(before, marked))).map(each => each.replace(/ top .*/, ''));
    expect(await names('width = 64', 'width = |')).toEqual(['64', '48', '32', '16']);
    expect(await names('expand: 5', 'expand: |')).toEqual(['5', '4', '3']);
    expect(await names('mid = [mb5 * 3]', 'mid = [|]')).toEqual(['mb5', 'mb3', 'skip']);
  });

  it('inserts the name alone in front of parentheses', async () => {
    const { text, offset } = cursorIn(commented.replace('conv1x1(input)', 'co|(input)'));
    const items = await client.open(text).completion(offset);
    expect(items.map(({ insertText }) => insertText)).toEqual([undefined, undefined, undefined]);
  });
});

describe('improve', () => {
  async function improve(document: TestDocument, at: number) {
    const action = (await document.codeActions(at)).find(({ title }) => title.startsWith('Improve: '));
    if (!action) throw new Error('The first answer has no improvement.');
    return action;
  }

  it('is the best single edit, with its gain, and changes its tokens alone', async () => {
    const document = client.open(commented);
    const action = await improve(document, commented.indexOf('second'));
    const [best] = (await edits(document, 'c {')).edits;
    expect(action.title).toMatch(/^Improve: .+ \(top \S+ % → \S+ %\)$/);
    expect(action.title).toContain(best!.title);
    expect(document.applied(action.edit)).toBe(applied(document, best!));
    expect(document.applied(action.edit)).toContain('// the narrow one');
  });

  it('gives the rank that it promises', async () => {
    for (const text of [commented, onEdges]) {
      const document = client.open(text);
      const { edits: all } = await edits(document, text === commented ? 'c {' : 'e :');
      expect(all.length).toBeGreaterThan(5);
      for (const edit of [all[0]!, all[1]!, all.at(-1)!]) {
        const after = client.open(applied(document, edit));
        expect((await after.diagnostics()).filter(({ severity }) => severity === 1)).toEqual([]);
        await until(async () => (await after.labels()).length > 0);
        expect((await after.labels())[0]).toContain(edit.rank);
      }
    }
  });

  it('keeps names and comments whatever edit is chosen, the best first', async () => {
    const document = client.open(onEdges);
    const { edits: all, cell, version } = await edits(document, 'e :');
    expect({ cell, version }).toEqual({ cell: 'e', version: 1 });
    for (const edit of all) expect(applied(document, edit)).toMatch(/n1 = .*\n {2}n2 = .* \/\/ joins\n/);
    const shares = all.map(({ rank }) => Number(/[\d.]+/.exec(rank)?.[0]));
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(all.map(({ title }) => title)).toContain('n1 = skip(input) → conv3x3(input)');
    expect(new Set(all.map(edit => applied(document, edit))).size).toBe(all.length);
  });

  it('changes operations and edges, and puts vertices in and takes them out', async () => {
    const document = client.open(commented);
    const all = new Map(
      (await edits(document, 'c {')).edits.map(edit => [edit.title, applied(document, edit)]),
    );
    const lines = (title: string) => all.get(title)?.split('\n').slice(3, -2);
    const [first, second, output] = commented.split('\n').slice(3, -2) as [string, string, string];
    expect(lines('first = conv1x1 → conv3x3')).toEqual([first.replace('conv1x1', 'conv3x3'), second, output]);
    expect(lines('second = maxpool3x3(first) → maxpool3x3(first + input)')).toEqual([
      first,
      second.replace('first ', 'first + input '),
      output,
    ]);
    expect(lines('a = conv3x3(first) into second')).toEqual([
      first,
      '  a = conv3x3(first)',
      second.replace('(first', '(a'),
      output,
    ]);
    expect(lines('without first')).toEqual([
      '     // the narrow one',
      second.replace('first', 'input'),
      output,
    ]);
  });

  it('edits a published spelling', async () => {
    const text =
      'cell s : nasbench201 = "|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|skip_connect~0|nor_conv_3x3~1|nor_conv_3x3~2|"\n';
    const document = client.open(text);
    const action = await improve(document, 5);
    expect(action.title).toMatch(/^Improve: input to output: skip → conv3x3 \(/);
    expect(document.applied(action.edit)).toBe(text.replace('skip_connect', 'nor_conv_3x3'));
  });

  it('is not offered for a cell with errors, or where nothing is better', async () => {
    const broken = client.open(commented.replace('concat(second)', 'concat(third)'));
    expect(await client.connection.sendRequest(lsp.rankedEdits, target(broken, 'c {'))).toEqual({
      refused: 'Cell c has errors, so its edits are not ranked.',
    });
    const best = client.open(
      'cell b : nasbench201 {\n  n1 = conv3x3(input)\n  n2 = conv3x3(input) + conv3x3(n1)\n  output = conv3x3(input) + conv3x3(n1) + conv3x3(n2)\n}\n',
    );
    expect((await edits(best, 'b :')).edits.some(({ better }) => better)).toBe(false);
    const titles = (await best.codeActions(40)).map(({ title }) => title);
    expect(titles).toEqual(['Show all single edits by rank']);
  });

  it('says why where no predictor answers', async () => {
    await client.close();
    client = await startTestClient(parameterPredictor({ without: ['lab'] }));
    const document = client.open(labSpace);
    expect(await client.connection.sendRequest(lsp.rankedEdits, target(document, 'first'))).toEqual({
      refused: 'No predictor for space lab yet.',
    });
    expect(await document.codeActions(labSpace.indexOf('a = sep'))).toEqual([]);
  });
});

describe('hints of operations', () => {
  it('are off until they are wanted, and name the best other operation', async () => {
    const document = client.open(commented);
    expect((await document.hints()).length).toBe(1);
    await client.connection.sendNotification(lsp.featuresChanged, { operationHints: true });
    await until(() => client.refreshes() === 1);
    const hints = await document.hints();
    expect(hints.length).toBe(3);
    const [, first, second] = hints;
    expect(String(first?.label)).toMatch(/^→ conv3x3 top \S+ %$/);
    expect(first?.position).toEqual({ line: 3, character: '  first  = conv1x1'.length });
    expect(second?.position.line).toBe(4);
    await client.connection.sendNotification(lsp.featuresChanged, { operationHints: false });
    expect((await document.hints()).length).toBe(1);
  });
});

describe('code lenses', () => {
  const lenses = async (document: TestDocument) =>
    (await client.connection.sendRequest(CodeLensRequest.type, { textDocument: { uri: document.uri } })) ??
    [];
  const titles = async (document: TestDocument) =>
    (await lenses(document)).map(({ range, command }) => `${document.textAt(range)}: ${command?.title}`);

  it('stand above each cell of a space, and offer nothing while it has an error', async () => {
    const document = client.open(twoCells);
    const offers = ['Improve', 'Search from here', 'Measure', 'Compare', 'Export'];
    const [pooled, deep] = ['pooled', 'deep'].map(name => offers.map(title => `${name}: ${title}`));
    expect(await titles(document)).toEqual([...pooled!, ...deep!]);
    document.replace('concat(a, b)', 'concat(a, ');
    expect(await titles(document)).toEqual([...pooled!, 'deep: No rank while the cell has errors']);
    document.replace('use nasbench101', 'use nasbench');
    expect(await titles(document)).toEqual([]);
  });

  it('offer to measure some cells above each space that the file declares', async () => {
    const document = client.open(labSpace);
    const found = await lenses(document);
    const [above] = found;
    expect(await titles(document)).toContain('lab: Measure some cells');
    expect(above?.command).toMatchObject({ command: 'renas.measureSome', arguments: ['lab'] });
    document.replace('conv3x3', 'conv3x');
    expect(await titles(document)).not.toContain('lab: Measure some cells');
  });

  it('offer training where two cells are measured', async () => {
    const one = twoCells.replace('concat(b)', 'concat(b)\n  measured acc = 90 %');
    expect(await titles(client.open(one))).not.toContain('pooled: Train on this file');
    const both = client.open(one.replace('concat(a, b)', 'concat(a, b)\n  measured acc = 91 %'));
    expect((await titles(both)).filter(each => each.includes('Train'))).toEqual([
      'pooled: Train on this file',
    ]);
  });

  it('go and come with the setting, and are not for clients without the commands', async () => {
    const document = client.open(twoCells);
    let refreshed = 0;
    client.connection.onRequest(CodeLensRefreshRequest.type, () => void refreshed++);
    await client.connection.sendNotification(lsp.featuresChanged, { codeLenses: false });
    await until(() => refreshed === 1);
    expect(await lenses(document)).toEqual([]);
    await client.connection.sendNotification(lsp.featuresChanged, { codeLenses: true });
    expect(await lenses(document)).toHaveLength(10);
    await client.close();
    client = await startTestClient(parameterPredictor());
    expect(await lenses(client.open(twoCells))).toEqual([]);
  });
});

describe('compare', () => {
  it('lists the other cells of the space, and shows two side by side', async () => {
    const document = client.open(`${labSpace}\n${twoCells}`);
    await until(async () => (await document.labels()).length === 3);
    const described: lsp.CellAnswer = await client.connection.sendRequest(
      lsp.cellAt,
      target(document, 'pooled'),
    );
    if ('refused' in described) throw new Error(described.refused);
    expect(described).toMatchObject({ name: 'pooled', space: 'nasbench101', declared: false });
    expect(described.others).toMatchObject([{ name: 'deep', rank: expect.stringMatching(/^top/) }]);
    const cells = [target(document, 'pooled'), described.others[0]!.target];
    const compared: lsp.CompareAnswer = await client.connection.sendRequest(lsp.compareCells, { cells });
    if ('refused' in compared) throw new Error(compared.refused);
    expect(compared.title).toBe('pooled and deep');
    expect(compared.markdown.match(/data:image\/svg\+xml;base64,/g)).toHaveLength(2);
    expect(compared.markdown).toMatch(/\| Predicted \| top \S+ % \| top \S+ % \|/);
    expect(compared.markdown).toMatch(/\| Operations \| 1 × maxpool3x3, 1 × conv1x1 \| 2 × conv3x3 \|/);
  });

  it('marks the better of two figures measured alike, by the goal of the metric', async () => {
    const cell = (name: string, vertex: string, ...lines: string[]) =>
      `cell ${name} : nasbench101 {\n  a = ${vertex}(input)\n  output = concat(a)\n${lines.map(line => `  measured ${line}\n`).join('')}}\n`;
    const document = client.open(
      cell(
        'one',
        ...([
          'conv1x1',
          'acc = 93.1 %',
          'loss = 0.4',
          'score = 2 (goal: min)',
          'top1 = 90 (epochs: 12)',
        ] as const),
        ...(['f1 = 0.9', 'psnr = 30', 'psnr = 31', 'auc = 1'] as const),
      ) +
        cell(
          'two',
          ...(['conv3x3', 'acc = 92 %', 'loss = 0.5', 'score = 1', 'top1 = 91 (epochs: 200)'] as const),
          ...(['f1 = 80 %', 'psnr = 29', 'auc = 1'] as const),
        ),
    );
    const cells = [target(document, 'one'), target(document, 'two')];
    const compared: lsp.CompareAnswer = await client.connection.sendRequest(lsp.compareCells, { cells });
    if ('refused' in compared) throw new Error(compared.refused);
    const shown = compared.markdown.replaceAll('\\', '').split('\n');
    expect(shown.filter(line => line.startsWith('| Measured'))).toEqual([
      '| Measured acc | 93.1 %, better | 92 % |',
      '| Measured loss | 0.4, better | 0.5 |',
      '| Measured score | 2 | 1, better |',
      '| Measured top1 at 12 epochs | 90 | – |',
      '| Measured f1 | 0.9 | 80 % |',
      '| Measured psnr | 31 | 29 |',
      '| Measured auc | 1 | 1 |',
      '| Measured top1 at 200 epochs | – | 91 |',
    ]);
  });

  it('says how far the ranks may be off, and how likely one is the better', async () => {
    await client.close();
    client = await startTestClient(
      parameterPredictor({ judge: top => ({ low: top / 2, high: 2 * top, unlike: false }) }),
    );
    const document = client.open(twoCells);
    const cells = [target(document, 'pooled'), target(document, 'cell deep')];
    const compared: lsp.CompareAnswer = await client.connection.sendRequest(lsp.compareCells, { cells });
    if ('refused' in compared) throw new Error(compared.refused);
    expect(compared.markdown).toMatch(
      /\*\*deep\*\* is predicted to be better than \*\*pooled\*\* with a chance of 73 %\./,
    );
    expect(compared.markdown).toMatch(/\| Predicted \| top 5\.2 % \(80 % interval: 2\.6 to 10 %\) \| top/);
    const drawn: lsp.DrawAnswer = await client.connection.sendRequest(lsp.drawCells, {
      cells,
      marked: true,
      direction: 'down',
    });
    const { edits: all } = await edits(document, 'cell deep');
    for (const { better, chance } of all) expect(chance! > 0.5).toBe(better);
    const [first, second] = drawn.cells as readonly lsp.DrawnCell[];
    expect(first!.chance! + second!.chance!).toBeCloseTo(1);
    expect(second!.chance).toBeGreaterThan(0.7);
    expect(first!.score).toMatchObject({ low: expect.any(Number), high: expect.any(Number), unlike: false });
  });

  it('knows that a space is the file’s own', async () => {
    const document = client.open(labSpace);
    const described = await client.connection.sendRequest(lsp.cellAt, target(document, 'first'));
    expect(described).toMatchObject({ space: 'lab', declared: true, others: [] });
  });
});

describe('export', () => {
  const ask = (document: TestDocument, form?: string): Promise<lsp.ExportAnswer> =>
    client.connection.sendRequest(lsp.exportCell, { cell: target(document, 'pooled'), form });

  it('lists the forms, and writes those that are text', async () => {
    const document = client.open(twoCells);
    const listed = await ask(document);
    expect('forms' in listed && listed.forms.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['pytorch', 'onnx', 'dot', 'svg', 'arch-string', 'model-spec']),
    );
    expect(await ask(document, 'dot')).toMatchObject({
      text: expect.stringContaining('digraph'),
      extension: 'dot',
    });
    expect(await ask(document, 'pytorch')).toMatchObject({ text: expect.stringContaining('torch') });
    expect(await ask(document, 'nonsense')).toHaveProperty('refused');
  });
});

describe('import', () => {
  const spec = `best = api.ModelSpec(
    matrix=[[0, 1, 0], [0, 0, 1], [0, 0, 0]],
    ops=['input', 'conv3x3-bn-relu', 'output'])`;
  const ask = (text: string, uri?: string, position?: lsp.WirePosition): Promise<lsp.ImportAnswer> =>
    client.connection.sendRequest(lsp.importCells, { text, uri, position });

  it('turns another tool’s text into a declaration, under a name that is free', async () => {
    expect(await ask(spec)).toEqual({
      text: 'cell best : nasbench101 {\n  a = conv3x3(input)\n  output = concat(a)\n}\n',
      names: ['best'],
      notImported: [],
      mixed: false,
    });
    const document = client.open(`${twoCells}\ncell best : nasbench101 { output = concat(input) }\n`);
    const imported = await ask(spec, document.uri, { line: 1, character: 0 });
    expect(imported).toMatchObject({
      names: ['best2'],
      text: expect.stringMatching(/^\ncell best2 : [\s\S]*\n}\n$/),
    });
    const between = await ask(spec, document.uri, { line: 8, character: 0 });
    expect(between).toMatchObject({ text: expect.stringMatching(/^\ncell best2 : [\s\S]*\n}\n$/) });
  });

  const top = { line: 0, character: 0 };
  const arch =
    '|nor_conv_3x3~0|+|nor_conv_3x3~0|avg_pool_3x3~1|+|skip_connect~0|nor_conv_3x3~1|skip_connect~2|';

  it('takes all cells of a pasted text, and keeps as comments what is no cell', async () => {
    const document = client.open('');
    const short = "Genotype(normal=[('sep_conv_3x3', 0), ('sep_conv_7x7', 1)], normal_concat=[2])";
    const text = `# Found on Tuesday.\r\nfirst = "${arch}"\r\n\r\nimport torch\r\nBAD = ${short}\r\nlast = '${arch}'  # again\r\n`;
    const cell = (name: string) =>
      `cell ${name} : nasbench201 {\n  n1 = conv3x3(input)\n  n2 = conv3x3(input) + avgpool3x3(n1)\n  output = skip(input) + conv3x3(n1) + skip(n2)\n}\n`;
    const why =
      'BAD: darts has no operation "sep_conv_7x7"; it has maxpool3x3, avgpool3x3, skip, sep3x3, sep5x5, dil3x3, dil5x5. Declare a space like darts with `sep7x7 = separable(kernel: 7) aka "sep_conv_7x7"`, and import it there.';
    expect(await ask(text, document.uri, top)).toEqual({
      text: `// Found on Tuesday.\n${cell('first')}\n// import torch\n// Not imported: ${why}\n// BAD = ${short}\n\n${cell('last')}\n// again\n`,
      names: ['first', 'last'],
      notImported: [why],
      mixed: false,
    });
  });

  it.each([
    `// best of Tuesday's run: ${arch} (93.8 %), keep for the paper`,
    `/// The best: ${arch}`,
    `| cell | accuracy |\n| --- | --- |\n| ${arch} | 93.8 |`,
    `We found ${arch} after 12 hours.`,
    `2024-11-30 12:00:00 genotype = "${arch}"`,
  ])('leaves a pasted text that only mentions a cell as it is: %s', async text => {
    const document = client.open('');
    expect(await ask(text, document.uri, top)).toEqual({
      refused:
        'The text holds more than cells, so it is pasted as it is. Paste As… or Import Cell from Clipboard takes the cells alone.',
    });
    // The command has no position.
    expect(await ask(text, document.uri)).toMatchObject({ names: [expect.any(String)], mixed: true });
  });

  it('takes the fenced blocks of an answer, and the prose around them as comments', async () => {
    const document = client.open('');
    const cell =
      'cell better : nasbench201 {\n  n1 = conv3x3(input)\n  n2 = conv3x3(n1)\n  output = skip(input) + conv3x3(n2)\n}';
    const text = `Here is a stronger cell:\n\`\`\`cell\n${cell}\n\`\`\`\nIt keeps the shortcut of ${arch}.\n`;
    expect(await ask(text, document.uri, top)).toEqual({
      text: `// Here is a stronger cell:\n${cell}\n\n// It keeps the shortcut of ${arch}.\n`,
      names: ['better'],
      notImported: [],
      mixed: false,
    });
    expect(await ask(`Try\n~~~python\nx = "${arch}"\n~~~`, document.uri, top)).toMatchObject({
      names: ['x'],
      text: expect.stringMatching(/^\/\/ Try\ncell x : nasbench201 \{/),
    });
  });

  it('leaves alone what is written in the language, what is no cell, and the inside of cells', async () => {
    const document = client.open(twoCells);
    const spelled = 'cell s : nasbench201 = "|none~0|+|none~0|none~1|+|skip_connect~0|none~1|none~2|"';
    expect(await ask(spelled, document.uri)).toHaveProperty('refused');
    expect(await ask('import torch', document.uri)).toHaveProperty('refused');
    expect(await ask(spec, document.uri, { line: 4, character: 2 })).toEqual({
      refused: 'A cell can be declared between others, not inside one.',
    });
  });
});
