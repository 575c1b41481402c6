import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parameterPredictor } from './parameterPredictor';
import { labSpace, twoCells } from './samples';
import { cursorIn, startTestClient, type TestClient, withRanges } from './testClient';

let client: TestClient;
beforeEach(async () => {
  client = await startTestClient(parameterPredictor());
});
afterEach(() => client.close());

describe('semantic tokens', () => {
  it('say what each word of a cell stands for', async () => {
    const tokens = await client
      .open(
        'use nasbench101\n\n/// Doc.\ncell c {\n  a = conv3x3(input)\n  measured acc = 91.5 %\n  output = concat(a)\n}\n',
      )
      .tokens();
    expect(tokens).toEqual([
      'use keyword',
      'nasbench101 namespace',
      '/// Doc. comment.documentation',
      'cell keyword',
      'c class.declaration',
      'a variable.declaration',
      'conv3x3 function',
      'input variable.defaultLibrary',
      'measured keyword',
      'acc property',
      '91.5 number',
      'output variable.defaultLibrary',
      'concat function.defaultLibrary',
      'a variable',
    ]);
  });

  it('say what each word of a space stands for', async () => {
    const tokens = await client.open(labSpace).tokens();
    expect(tokens).toEqual(
      expect.arrayContaining([
        'space keyword',
        'lab namespace.declaration',
        'operations keyword',
        'on keyword',
        'sep3x3 function.declaration',
        'separable function.defaultLibrary',
        'kernel property',
        '3 number',
        'edges property',
        'skeleton keyword',
        '32x32x3 number',
        'lab namespace',
      ]),
    );
  });

  it('come line by line, and for the lines asked for alone', async () => {
    const text = `/* one\r\n two */\r\n${twoCells.replaceAll('\n', '\r\n')}`;
    const document = client.open(text);
    expect((await document.tokens()).slice(0, 2)).toEqual(['/* one comment', ' two */ comment']);
    const line = text.slice(0, text.indexOf('cell deep')).split('\n').length;
    const range = { start: { line, character: 0 }, end: { line: line + 1, character: 0 } };
    const tokens = await document.tokens(range);
    expect(tokens).toContain('deep class.declaration');
    expect(tokens).not.toContain('pooled class.declaration');
  });
});

describe('selection ranges', () => {
  it('grow from the name to the file', async () => {
    const { text, offset } = cursorIn(twoCells.replace('concat(a, b)', 'concat(|a, b)'));
    const texts = await client.open(text).selections(offset);
    expect(texts.slice(0, 3)).toEqual(['a', 'concat(a, b)', 'output = concat(a, b)']);
    expect(texts.at(-2)).toMatch(/^cell deep \{[\s\S]*\}$/);
    expect(texts.at(-1)).toBe(text);
  });

  it('hold a comment', async () => {
    expect((await client.open(twoCells).selections(twoCells.indexOf('Pools')))[0]).toBe(
      '/// Pools, then convolves.',
    );
  });
});

describe('linked editing', () => {
  it('changes the name of a vertex in its cell', async () => {
    const { text, offset } = cursorIn(twoCells.replace('  a = conv3x3', '  |a = conv3x3'));
    const linked = await client.open(text).linked(offset);
    expect(withRanges(text, linked?.ranges ?? []).split('cell deep')[1]).toBe(
      ' {\n  ⟦a⟧ = conv3x3(input)\n  b = conv3x3(⟦a⟧)\n  output = concat(⟦a⟧, b)\n}\n',
    );
  });

  it.each([
    ['the input', twoCells.replace('(input', '(in|put')],
    ['a name bound twice', twoCells.replace('  b = conv1x1(a)', '  |a = conv1x1(a)')],
    ['an operation', twoCells.replace('conv1x1', 'conv|1x1')],
  ])('leaves %s', async (_, marked) => {
    const { text, offset } = cursorIn(marked);
    expect(await client.open(text).linked(offset)).toBeNull();
  });
});

describe('signature help', () => {
  it.each([
    ['an operation of the space', twoCells.replace('conv1x1(a)', 'conv1x1(|'), 'conv1x1(vertex + …)', 0],
    [
      'one by its published name',
      twoCells.replace('conv1x1(a)', 'conv1x1-bn-relu(|a)'),
      'conv1x1(vertex + …)',
      0,
    ],
    ['the join', twoCells.replace('concat(a, b)', 'concat(a, |b)'), 'concat(vertex, …)', 0],
    ['one on edges', 'cell c : nasbench201 {\n  a = skip(|', 'skip(vertex)', 0],
    [
      'the catalogue',
      labSpace.replace('separable(kernel: 3)', 'separable(|'),
      'separable(kernel: number, dilation: 1)',
      0,
    ],
    [
      'its next argument',
      labSpace.replace('separable(kernel: 3)', 'conv(kernel: 3, |'),
      'conv(kernel: number, dilation: 1, groups: 1)',
      1,
    ],
    [
      'an argument by its name',
      labSpace.replace('separable(kernel: 3)', 'conv(groups: |'),
      'conv(kernel: number, dilation: 1, groups: 1)',
      2,
    ],
  ])('is given for %s', async (_, marked, label, parameter) => {
    const { text, offset } = cursorIn(marked);
    const help = await client.open(text).signature(offset);
    expect(help?.signatures[0]?.label).toBe(label);
    expect(help?.activeParameter).toBe(parameter);
  });

  it.each([
    ['outside of parentheses', twoCells.replace('conv1x1(a)', 'conv1x1(a)|')],
    ['for no operation', twoCells.replace('conv1x1(a)', 'what(|')],
    ['in a comment', `${twoCells}// conv1x1(|`],
  ])('is none %s', async (_, marked) => {
    const { text, offset } = cursorIn(marked);
    expect(await client.open(text).signature(offset)).toBeNull();
  });
});

describe('formatting of parts', () => {
  const ugly = twoCells
    .replace('a = maxpool3x3(input)', 'a=maxpool3x3( input )')
    .replace('a = conv3x3(input)', 'a=conv3x3-bn-relu( input )');

  it('formats the declarations in the range alone', async () => {
    const at = ugly.indexOf('cell deep') + 12;
    const once = twoCells.replace('a = maxpool3x3(input)', 'a=maxpool3x3( input )');
    expect(await client.open(ugly).rangeFormatted(at, at)).toBe(once);
    expect(await client.open(ugly).rangeFormatted(0, ugly.length)).toBe(twoCells);
    const windows = ugly.replaceAll('\n', '\r\n');
    expect(await client.open(windows).rangeFormatted(0, windows.length)).toBe(
      twoCells.replaceAll('\n', '\r\n'),
    );
  });

  it('formats a declaration as its brace is typed', async () => {
    expect(await client.open(ugly).typed(ugly.length - 1, '}')).toBe(
      twoCells.replace('a = maxpool3x3(input)', 'a=maxpool3x3( input )'),
    );
  });

  it.each(['\n', '\r\n'])(
    'formats a statement as its line ends with %j, and the line typed on not',
    async lineBreak => {
      const text = ugly.replace('( input )\n', '( input )\n    \n').replaceAll('\n', lineBreak);
      const cursor = text.indexOf(`( input )${lineBreak}`) + 9 + lineBreak.length + 4;
      expect(await client.open(text).typed(cursor, '\n')).toBe(
        text.replace('a=maxpool3x3( input )', 'a = maxpool3x3(input)'),
      );
    },
  );

  it('leaves what is half written', async () => {
    const text = 'use nasbench101\ncell c {\n  a=conv3x3(\n  \n}\n';
    expect(await client.open(text).typed(text.indexOf('  \n') + 2, '\n')).toBe(text);
  });
});
