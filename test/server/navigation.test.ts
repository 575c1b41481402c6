import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parameterPredictor } from './parameterPredictor';
import { labSpace, twoCells } from './samples';
import { cursorIn, startTestClient, type TestClient, withRanges } from './testClient';

let client: TestClient;
beforeEach(async () => {
  client = await startTestClient(parameterPredictor());
});
afterEach(() => client.close());

/** The text around the marks that a definition is found at. */
async function definitionOf(marked: string): Promise<string[]> {
  const { text, offset } = cursorIn(marked);
  const found = await client.open(text).definition(offset);
  return found.map(({ range }) => {
    const line = withRanges(text, [range]).split('\n')[range.start.line];
    return line?.trim() ?? '';
  });
}

describe('definition', () => {
  it.each([
    ['a vertex', twoCells.replace('conv1x1(a)', 'conv1x1(|a)'), ['⟦a⟧ = maxpool3x3(input)']],
    ['a space declared here', labSpace.replace(': lab', ': la|b'), ['space ⟦lab⟧ {']],
    [
      'an operation of such a space',
      labSpace.replace('sep3x3(in', 'sep|3x3(in'),
      ['⟦sep3x3⟧ = separable(kernel: 3)'],
    ],
    ['a shipped space', twoCells.replace('nasbench', 'nas|bench'), []],
    ['the input', twoCells.replace('(input', '(in|put'), []],
  ])('of %s', async (_, marked, expected) => {
    expect(await definitionOf(marked)).toEqual(expected);
  });
});

describe('references', () => {
  it('are those of the same cell', async () => {
    const { text, offset } = cursorIn(twoCells.replace('  a = conv3x3', '  |a = conv3x3'));
    const document = client.open(text);
    const all = await document.references(offset);
    expect(
      withRanges(
        text,
        all.map(({ range }) => range),
      ).split('cell deep')[1],
    ).toBe(` {
  ⟦a⟧ = conv3x3(input)
  b = conv3x3(⟦a⟧)
  output = concat(⟦a⟧, b)
}
`);
    expect(await document.references(offset, false)).toHaveLength(2);
    expect(await document.highlights(offset)).toHaveLength(3);
  });
});

describe('rename', () => {
  it('renames a vertex in its cell alone', async () => {
    const { text, offset } = cursorIn(twoCells.replace('conv3x3(a)', 'conv3x3(a|)'));
    const document = client.open(text);
    expect(await document.prepareRename(offset)).toMatchObject({ placeholder: 'a' });
    expect(await document.rename(offset, 'first')).toBe(
      text.replace(
        /a = conv3x3\(input\)\n {2}b = conv3x3\(a\)\n {2}output = concat\(a, b\)/,
        'first = conv3x3(input)\n  b = conv3x3(first)\n  output = concat(first, b)',
      ),
    );
  });

  it('renames a space and an operation declared in the file', async () => {
    const space = cursorIn(labSpace.replace('space lab', 'space l|ab'));
    const document = client.open(space.text);
    expect(await document.rename(space.offset, 'spring')).toBe(
      labSpace.replace('space lab', 'space spring').replace(': lab', ': spring'),
    );
    expect(await document.rename(labSpace.indexOf('sep3x3('), 'sep')).toBe(
      labSpace.replaceAll('sep3x3', 'sep'),
    );
  });

  it.each([
    ['input', twoCells.replace('(input', '(in|put'), 'x', 'same name in every cell'],
    ['a shipped space', twoCells.replace('nasbench', 'nas|bench'), 'x', 'comes with ReNAS'],
    ['to a name that is taken', twoCells.replace('conv3x3(a)', 'conv3x3(|a)'), 'b', 'already taken'],
    ['to what is no name', twoCells.replace('conv3x3(a)', 'conv3x3(|a)'), '3x', 'is not a name'],
  ])('refuses %s, and says why', async (_, marked, newName, reason) => {
    const { text, offset } = cursorIn(marked);
    await expect(client.open(text).rename(offset, newName)).rejects.toThrow(reason);
  });

  it('says beforehand why a name can not be renamed', async () => {
    const document = client.open(twoCells);
    await expect(document.prepareRename(twoCells.indexOf('input'))).rejects.toThrow(
      'same name in every cell',
    );
    await expect(document.prepareRename(twoCells.indexOf('conv1x1'))).rejects.toThrow(
      'is an operation of nasbench101, which comes with ReNAS',
    );
    await expect(document.prepareRename(twoCells.indexOf('concat'))).rejects.toThrow(
      'belongs to the language',
    );
    expect(await document.prepareRename(twoCells.indexOf('{'))).toBeNull();
  });
});
