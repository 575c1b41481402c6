import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { totalCosts } from '../../../src/cells/costs';
import type { NamedCell } from '../../../src/cells/network/buildNetwork';
import { builtInSpaces } from '../../../src/document/builtInSpaces';
import { exportCell } from '../../../src/exchange/export/exportCell';
import { graphSpace } from '../../graphs';
import { askPython, findPython } from '../../pythonOracle';
import { type ExportedNetwork, goldenExport, packedWeights, runExport } from './exports';
import { goldenCells } from './figures';
import { stored } from './goldenFile';
import { exampleCells, smallSpaces } from './goldenSpaces';

const torch = findPython(['torch', 'numpy']);
const python = 'python' in torch ? torch.python : '';
const oracle = path.join(import.meta.dirname, '../exchange/torchOracle.py');

const sets: Readonly<Record<string, () => NamedCell[]>> = {
  ...Object.fromEntries(
    smallSpaces.map(space => [
      space.name,
      () => goldenCells(space, 8).map((cell, i) => ({ space, cell, name: `golden-${i}` })),
    ]),
  ),
  shipped: () =>
    [...builtInSpaces().values()].flatMap(space =>
      goldenCells(graphSpace(space), 1).map((cell, i) => ({ space, cell, name: `${space.name}_${i}` })),
    ),
  examples: () => exampleCells().slice(0, 3),
};

describe('exported networks have the weights, the shapes and the outputs they had', () => {
  it.each(Object.keys(sets).flatMap(name => [[name, false] as const, [name, true] as const]))(
    '%s, alone: %s',
    async (name, alone) => {
      const cells = sets[name]!();
      const runs: ExportedNetwork[] = [];
      for (const named of cells) runs.push(await runExport(named, alone));
      const found = goldenExport(cells, runs);
      const wanted = stored('exports', `${name}${alone ? ', alone' : ''}`, found);
      expect(found.weights).toEqual(wanted.weights);
      for (const [i, { output }] of runs.entries()) {
        const scale = largest(output);
        for (const [k, value] of wanted.outputs[i]!.entries())
          expect(Math.abs(output[k]! - value) / scale, `output ${k} of cell ${i}`).toBeLessThan(1e-4);
      }
      // The text may change; nobody wants to read a much longer one.
      expect(found.pytorch).toBeLessThanOrEqual(1.2 * wanted.pytorch);
      expect(found.keras).toBeLessThanOrEqual(1.2 * wanted.keras);
      if (python) expectSameInTorch(cells, runs, alone);
    },
    300_000,
  );
});

function largest(values: Float32Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3);
}

/** The PyTorch code has these weights by these names and no others, and computes the same from them. */
function expectSameInTorch(
  cells: readonly NamedCell[],
  runs: readonly ExportedNetwork[],
  alone: boolean,
): void {
  const files: Record<string, Uint8Array> = {};
  const tasks = cells.map((named, i) => {
    const run = runs[i]!;
    const exported = exportCell('pytorch', named, { alone });
    if (exported.kind !== 'text') throw new Error('no PyTorch code');
    files[`weights${i}`] = packedWeights(run);
    files[`images${i}`] = Buffer.from(run.images.buffer);
    return {
      code: exported.text,
      model: alone ? /^ {4}model = (.*)\.eval\(\)$/m.exec(exported.text)![1] : 'Network()',
      input: run.input,
      weights: `weights${i}`,
      names: run.weights.map(({ name }) => name),
      images: `images${i}`,
    };
  });
  const answers = askPython(python, oracle, tasks, files) as { output: number[]; parameters: number }[];
  for (const [i, { output, parameters }] of answers.entries()) {
    const ours = runs[i]!.output;
    const scale = largest(ours);
    expect(output).toHaveLength(ours.length);
    const worst = output.reduce((most, value, k) => Math.max(most, Math.abs(value - ours[k]!)), 0);
    expect(worst / scale, `cell ${i}`).toBeLessThan(1e-4);
    if (!alone) expect(parameters).toBe(totalCosts(cells[i]!.space, cells[i]!.cell).parameters);
  }
}
