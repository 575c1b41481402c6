import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { canonicalHash } from '../../../src/cells/canonical';
import { totalCosts } from '../../../src/cells/costs';
import { findStart } from '../../../src/cli/input/findStart';
import { builtInSpaces } from '../../../src/document/builtInSpaces';
import { search } from '../../../src/search/search';

const space = builtInSpaces().get('nasbench201')!;
let folder: string;
let file: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'renas-'));
  file = path.join(folder, 'mine.cell');
  writeFileSync(
    file,
    `cell lone : nasbench201 {
  n1 = skip(input)
  n2 = skip(input)
  output = conv1x1(n2)
}
cell twin : nasbench201 { n1 = skip(input); n2 = skip(input); output = skip(n2) }
cell twin : nasbench201 { n1 = skip(input); n2 = skip(input); output = skip(n1) }
cell broken : nasbench201 { output = skip(nowhere) }
cell other : nasbench101 { output = concat(input) }
`,
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

it('names a cell of a file, which a search scores first and a local one improves on', async () => {
  const start = findStart(`${file}:lone`, space);
  const parameters = async (cells: readonly (typeof start)[]) =>
    Float32Array.from(cells, cell => totalCosts(space, cell).parameters);
  const options = { space, strategy: 'local', top: 1, seed: 0, start: [start] } as const;
  const first = await search({ ...options, budget: 1 }, parameters);
  expect(first.found.map(({ cell }) => canonicalHash(space, cell))).toEqual([canonicalHash(space, start)]);
  const [better] = (await search({ ...options, budget: 60 }, parameters)).found;
  expect(better!.score).toBeGreaterThan(first.found[0]!.score);
});

it.each([
  ['nothing.cell', 'names no cell'],
  ['mine.cell:none', 'has no cell none; it has lone, twin, twin, broken, other.'],
  ['mine.cell:twin', 'has 2 cells called twin'],
  ['mine.cell:broken', 'has errors, so no search can start from it'],
  ['mine.cell:other', 'Cell other is one of nasbench101, and the search is in nasbench201'],
  ['gone.cell:lone', 'cannot be read'],
])('says why it can’t start from %s', (named, why) => {
  expect(() => findStart(path.join(folder, named), space)).toThrow(why);
});
