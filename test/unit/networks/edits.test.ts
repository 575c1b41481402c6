import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalHash } from '../../../src/cells/canonical';
import { sampleCells } from '../../../src/cells/enumerate';
import { neighbours } from '../../../src/cells/mutate';
import { createRandom } from '../../../src/cells/random';
import { writeSpelling } from '../../../src/cells/spelling';
import { printCell } from '../../../src/document/printCell';
import { editedPart } from '../../../src/document/readDeclaration';
import { readDocument } from '../../../src/document/readDocument';
import { readSpaces } from '../../../src/document/readSpaces';
import { singleEdits } from '../../../src/document/singleEdits';
import { mobileMacro, nasbenchMacro, publishedNetworks } from './sources';

const spaces = [nasbenchMacro, mobileMacro, publishedNetworks].flatMap(source =>
  [...readSpaces(source).values()].map(space => ({ source, space })),
);

/** The text after each edit of its last cell, by title. */
function editsOf(text: string): Map<string, string> {
  const read = readDocument(text);
  const whole = { start: 0, end: text.length };
  return new Map(
    singleEdits(read, read.cells.at(-1)!).map(({ title, edits }) => [title, editedPart(text, whole, edits)]),
  );
}

describe('single edits of networks', () => {
  it('are all neighbours, each once, and give, read as text, the very cells that they say', () => {
    const drawn = fc.tuple(fc.constantFrom(...spaces), fc.nat(1_000_000), fc.boolean());
    fc.assert(
      fc.property(drawn, ([{ source, space }, seed, spelled]) => {
        const cell = sampleCells(space, 1, createRandom(seed))[0]!;
        const printed = spelled
          ? `cell drawn : ${space.name} = "${writeSpelling(space, cell)}"\n`
          : printCell(space, cell, { name: 'drawn' });
        const text = `${source}\n${printed}`;
        const read = readDocument(text);
        const edits = singleEdits(read, read.cells.at(-1)!);
        const near = neighbours(space, cell).map(each => canonicalHash(space, each));
        expect(new Set(edits.map(({ hash }) => hash))).toEqual(new Set(near));
        expect(edits.length).toBe(new Set(near).size);
        for (const { edits: changes, hash } of edits.slice(0, 5)) {
          const after = readDocument(editedPart(text, { start: 0, end: text.length }, changes));
          expect(after.cells.at(-1)?.hash).toBe(hash);
        }
      }),
      { numRuns: 15 },
    );
  });

  it('change the item of a layer alone, and say which', () => {
    const cell =
      'cell c : nbmacro {\n  low  = [mb5, skip] // first\n  mid  = [mb5, mb3, /* last */ mb5]\n  high = [mb5 * 2, mb3]\n}\n';
    const after = editsOf(`${nasbenchMacro}\n${cell}`);
    const of = (title: string) => after.get(title)?.slice(nasbenchMacro.length + 1);
    expect(of('mid, layer 3: mb5 → skip')).toBe(cell.replace('/* last */ mb5', '/* last */ skip'));
    expect(of('low, layer 1: mb5 → mb3')).toBe(cell.replace('low  = [mb5', 'low  = [mb3'));
    expect(of('high, layer 2: mb5 → mb3')).toBe(cell.replace('[mb5 * 2, mb3]', '[mb5, mb3 * 2]'));
  });

  it('change a choice, and the spelling where the cell is written by it', () => {
    const cell = 'cell c : mobile_widths = "1234123"\n';
    const after = editsOf(`${mobileMacro}\n${cell}`);
    expect(after.get('c6: 768 → 1024')).toBe(`${mobileMacro}\n${cell.replace('1234123', '1234124')}`);
    expect(after.size).toBe(21);
  });
});
