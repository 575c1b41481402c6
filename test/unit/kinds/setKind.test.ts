import './setKind';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { canonicalHash } from '../../../src/cells/canonical';
import { totalCosts } from '../../../src/cells/costs';
import { drawCell } from '../../../src/cells/drawing/draw';
import { enumerateCells, sampleCells, spaceSize } from '../../../src/cells/enumerate';
import { isCellOf } from '../../../src/cells/limits';
import { neighbours } from '../../../src/cells/mutate';
import { createRandom } from '../../../src/cells/random';
import { spaceKey } from '../../../src/cells/spaceKey';
import { readSpelling, writeSpelling } from '../../../src/cells/spelling';
import { formatDocument } from '../../../src/document/formatDocument';
import { printCell } from '../../../src/document/printCell';
import { printSpace } from '../../../src/document/printSpace';
import { readDocument } from '../../../src/document/readDocument';
import { readSpaces } from '../../../src/document/readSpaces';
import { exportCell } from '../../../src/exchange/export/exportCell';
import { search } from '../../../src/search/search';
import { cellFacts } from '../../../src/server/features/cellFacts';
import { hover } from '../../../src/server/features/hover';
import { askPython, findPython } from '../../pythonOracle';

const source = `space mixes {
  operations on set {
    conv3x3
    conv5x5
    sep3x3
    maxpool3x3
    skip
  }
  size = 3
  skeleton {
    image = 8x8x3
    stem = 12
    stacks = 2
    cells = 2
    classes = 5
    between = residual
  }
}

cell best : mixes {
  set = [skip, conv3x3, sep3x3]
}
`;
const document = readDocument(source);
const space = document.spaces.get('mixes')!;
const best = document.cells[0]!;

describe('a kind of space that a test registers', () => {
  it('is checked and read', () => {
    expect(document.diagnostics).toEqual([]);
    expect(best.cell).toEqual({ chosen: [0, 2, 4] });
    const wrong = (cell: string) =>
      readDocument(source.replace('[skip, conv3x3, sep3x3]', cell)).diagnostics.map(({ message }) => message);
    expect(wrong('[skip, conv3x3]')).toEqual(['Choose 3 different operations.']);
    expect(wrong('[skip * 3]')).toEqual(['Choose 3 different operations.']);
    expect(wrong('[skip, conv3x3, sep3x4]')).toEqual([
      "mixes has no operation 'sep3x4'; did you mean 'sep3x3'?",
    ]);
    expect(wrong('conv3x3(input)')).toEqual(["A cell of mixes lists its choices as 'set = [ … ]'."]);
    expect(
      readDocument(source.replace('size = 3', 'size = 9')).diagnostics.map(({ message }) => message),
    ).toEqual(["'size' is a whole number from 1 to 5."]);
  });

  it('is formatted and printed as it was read', () => {
    expect(formatDocument(source.replace('[skip, conv3x3', '[ skip,conv3x3'))).toBe(source);
    expect([...readSpaces(printSpace(space)).values()]).toEqual([space]);
    const printed = printCell(space, best.cell!, { name: 'again' });
    expect(printed).toBe('cell again : mixes {\n  set = [conv3x3, sep3x3, skip]\n}\n');
    expect(readDocument(source + printed).cells[1]!.hash).toBe(best.hash);
  });

  it('has n-choose-k cells with different hashes, and uniform samples', () => {
    const cells = [...enumerateCells(space)];
    expect(cells).toHaveLength(10);
    expect(spaceSize(space)).toBe(10);
    expect(new Set(cells.map(cell => canonicalHash(space, cell))).size).toBe(10);
    expect(cells.every(cell => isCellOf(space, cell))).toBe(true);
    expect(cells.map(cell => readSpelling(space, writeSpelling(space, cell)))).toEqual(cells);
    expect(neighbours(space, cells[0]!)).toHaveLength(6);
    const counts = new Map<string, number>();
    const random = createRandom(5);
    for (let i = 0; i < 4000; i++) {
      const [cell] = sampleCells(space, 1, random);
      const spelling = writeSpelling(space, cell!);
      counts.set(spelling, (counts.get(spelling) ?? 0) + 1);
    }
    // χ² with 9 degrees of freedom: above 27.9 in one of a thousand runs of a uniform sampler.
    const chi = [...counts.values()].reduce((sum, count) => sum + (count - 400) ** 2 / 400, 0);
    expect(counts.size).toBe(10);
    expect(chi).toBeLessThan(27.9);
    const [other] = readSpaces(source.replace('size = 3', 'size = 2')).values();
    expect(spaceKey(other!)).not.toBe(spaceKey(space));
  });

  it('is searched', async () => {
    const result = await search({ space, strategy: 'evolution', budget: 10, top: 3, seed: 1 }, async cells =>
      Float32Array.from(cells, cell => -totalCosts(space, cell).parameters),
    );
    const cheapest = [...enumerateCells(space)].sort(
      (a, b) => totalCosts(space, a).parameters - totalCosts(space, b).parameters,
    );
    expect(result.found[0]!.cell).toEqual(cheapest[0]);
  });

  it('is shown in a hover, with a drawing, costs by operation and a description', () => {
    const at = (word: string) =>
      JSON.stringify(hover(document, new Map(), () => undefined, source.indexOf(word)));
    expect(at('mixes {')).toContain('10 cells · operations on set · size = 3');
    expect(at('best')).toContain(
      `${totalCosts(space, best.cell!).parameters}`.replace(/\B(?=(\d{3})+$)/g, ','),
    );
    expect(cellFacts(best)!.sites.map(({ operation }) => operation)).toEqual(['conv3x3', 'sep3x3', 'skip']);
    expect(cellFacts(best)!.sites[0]!.parameters).toBe(2 * (9 * 12 * 12 + 24) + 2 * (9 * 24 * 24 + 48));
    const svg = drawCell(space, best.cell!);
    for (const name of ['conv3x3', 'sep3x3', 'skip', 'output']) expect(svg).toContain(name);
  });

  const torch = findPython(['torch', 'numpy']);
  it.skipIf('why' in torch)('is exported to PyTorch with the parameters that are computed', () => {
    const cells = [...enumerateCells(space)];
    const tasks = cells.map(cell => {
      const exported = exportCell('pytorch', { space, cell, name: 'mix' });
      return { code: exported.kind === 'text' ? exported.text : '', model: 'Network()', input: [2, 3, 8, 8] };
    });
    const script = path.join(import.meta.dirname, '../exchange/torchOracle.py');
    const answers = askPython('python' in torch ? torch.python : '', script, tasks) as {
      shape: number[];
      parameters: number;
    }[];
    expect(answers.map(({ parameters }) => parameters)).toEqual(
      cells.map(cell => totalCosts(space, cell).parameters),
    );
    for (const { shape } of answers) expect(shape).toEqual([2, 5]);
  });
});
