import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { totalCosts } from '../../../src/cells/costs';
import { describeChange } from '../../../src/cells/describeChange';
import { sampleCells } from '../../../src/cells/enumerate';
import { createRandom } from '../../../src/cells/random';
import type { SearchSpace } from '../../../src/cells/space';
import { findModel } from '../../../src/cli/input/findModel';
import { knownCells } from '../../../src/cli/measure/knownCells';
import { cellScores } from '../../../src/cli/output/cellScores';
import { readTable } from '../../../src/datasets/readTable';
import { printCell } from '../../../src/document/printCell';
import { readDocument } from '../../../src/document/readDocument';
import { refit } from '../../../src/document/refit';
import { startEngine } from '../../../src/engines/engine';
import { kendallTau } from '../../../src/predictor/metrics';
import type { Predictor } from '../../../src/predictor/predictor';
import { readPrior } from '../../../src/predictor/prior/priorFolder';
import { trainPredictor } from '../../../src/predictor/train';
import { formatBasis } from '../../../src/protocol/words';

const models = path.resolve(import.meta.dirname, '../../../models');

function declared(operations: readonly string[], stem = 16): string {
  return [
    'space mine {',
    `  operations on edges {\n    ${operations.join('\n    ')}\n  }`,
    '  vertices = 4',
    `  skeleton {\n    image = 32x32x3\n    stem = ${stem}\n    stacks = 3\n    cells = 2\n    classes = 10\n    between = residual\n  }`,
    '}',
  ].join('\n');
}

const spaceOf = (text: string) => readDocument(text).spaces.get('mine')!;
const operations = ['none', 'skip', 'sep3x3', 'sep5x5', 'maxpool3x3'];
const before = declared(operations);
const mine = spaceOf(before);
const grown = spaceOf(declared([...operations, 'dil3x3']));
const wider = spaceOf(declared(operations, 24));
const smaller = spaceOf(declared(operations.slice(0, 4)));
const other = spaceOf(declared(['none', 'conv1x1', 'conv3x3']));

/** Fewer weights are better: against what other spaces taught. */
const qualityOf = (space: SearchSpace, cell: Parameters<typeof totalCosts>[1]) =>
  90 - totalCosts(space, cell).parameters / 1e4;
const measured = sampleCells(mine, 40, createRandom(1));
const values = measured.map(cell => qualityOf(mine, cell));

let folder = '';
let model = '';
let file = '';
beforeAll(async () => {
  await startEngine('cpu');
  folder = mkdtempSync(path.join(tmpdir(), 'renas-changes-'));
  model = path.join(folder, 'model');
  const { prior } = await readPrior(path.join(models, 'any'));
  const trained = await trainPredictor(
    {
      ...{ space: mine, recipe: 'default', cells: measured, labels: values, samples: 'all', seed: 3 },
      ...{ reference: 200, label: 'accuracy', data: { file: 'measured.cell', sha256: '0'.repeat(64) } },
      ...{ versions: { renas: 'test' }, prior },
    },
    () => {},
  );
  await trained.save(model);
  trained.predictor.dispose();
  file = path.join(folder, 'measured.cell');
  const cells = measured.map((cell, i) =>
    printCell(mine, cell, { name: `c${i + 1}`, measured: [{ metric: 'accuracy', value: values[i]! }] }),
  );
  writeFileSync(file, [before, ...cells, ''].join('\n'));
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const scoresOf = async (predictor: Predictor, cells: Parameters<Predictor['score']>[0]) =>
  Array.from(await predictor.score(cells));

describe('a space that has changed since', () => {
  it.each([
    [grown, 'dil3x3 was added'],
    [smaller, 'maxpool3x3 was removed'],
    [wider, 'its skeleton was changed'],
    [other, 'conv1x1 and conv3x3 were added and 4 parts were removed'],
  ])('says what was done to it', (space, change) => {
    expect(describeChange(mine, space)).toBe(change);
  });

  it.each([
    ['an operation was added', grown, 'dil3x3 was added'],
    ['its network is wider', wider, 'its skeleton was changed'],
    ['an operation was taken out', smaller, 'maxpool3x3 was removed'],
  ])('keeps the ranks of the predictor, as estimates: %s', async (_, space, change) => {
    const earlier = await findModel(mine, model, models);
    const now = await findModel(space, model, models);
    expect(now).toMatchObject({ basis: 'transfer', measured: 40, before: change });
    const drawn = sampleCells(mine, 200, createRandom(9));
    const fitting = refit(drawn, mine, space).flatMap((cell, i) => (cell ? [{ cell, was: drawn[i]! }] : []));
    expect(fitting.length).toBeGreaterThan(40);
    const tau = kendallTau(
      await scoresOf(
        earlier,
        fitting.map(({ was }) => was),
      ),
      await scoresOf(
        now,
        fitting.map(({ cell }) => cell),
      ),
    );
    expect(tau).toBeGreaterThan(0.8);
    const [score] = await cellScores(now, sampleCells(space, 1, createRandom(2)));
    expect(score).toMatchObject({ basis: 'transfer', learned: 40, before: change });
    // Nothing has said how far these may be off.
    expect(score).not.toHaveProperty('low');
    expect(formatBasis('mine', score!)).toBe(
      `learned from 40 measured cells before ${change}, and other spaces`,
    );
  });

  it('ranks cells with the new operation by what was learned', async () => {
    const cells = sampleCells(grown, 200, createRandom(4));
    const quality = cells.map(cell => qualityOf(grown, cell));
    const tauOf = async (predictor: Predictor) => kendallTau(await scoresOf(predictor, cells), quality);
    const now = await tauOf(await findModel(grown, model, models));
    const nothingLearned = await tauOf(await findModel(grown, undefined, models));
    // Other spaces alone say the opposite.
    expect(nothingLearned).toBeLessThan(-0.2);
    expect(now).toBeGreaterThan(0.2);
  });

  it('has no ranks from cells that are no cells of it', async () => {
    await expect(findModel(other, model, models)).rejects.toThrow(
      `The predictor in ${model} was trained for another space than mine is now (conv1x1 and conv3x3 were added and 4 parts were removed), and too few of its cells fit mine to rank these.`,
    );
  });

  it('learns again from the same cells', async () => {
    const table = await readTable(file, grown, ['accuracy']);
    expect(table.cells).toHaveLength(40);
    expect(table.labels['accuracy']![0]).toBeCloseTo(values[0]!, 9);
    expect(table.notes).toContain('40 cells measured before mine was changed count.');
    const left = refit(measured, mine, smaller).filter(cell => cell !== undefined).length;
    const some = await readTable(file, smaller, ['accuracy']);
    expect(some.cells).toHaveLength(left);
    expect(some.notes.join(' ')).toMatch(
      new RegExp(
        `^${left} cells measured before .* ${40 - left} cells no longer fit mine and are left out: c`,
      ),
    );
  });

  it('counts its measurements in a loop that goes on', async () => {
    const said: string[] = [];
    const known = await knownCells(file, grown, 'accuracy', undefined, text => said.push(text));
    expect(known).toHaveLength(40);
    expect(said).toEqual([`40 cells of ${file} count as measured, 40 of them from before mine was changed.`]);
  });
});
