import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { GraphCell } from '../../../src/cells/cell';
import { totalCosts } from '../../../src/cells/costs';
import { enumerateCells } from '../../../src/cells/enumerate';
import { addCosts } from '../../../src/cli/commands/costs';
import { addLoop } from '../../../src/cli/commands/loop';
import { addSearch } from '../../../src/cli/commands/search';
import { printCell } from '../../../src/document/printCell';
import { printSpace } from '../../../src/document/printSpace';
import { readDocument } from '../../../src/document/readDocument';
import { startEngine } from '../../../src/engines/engine';
import { loadPredictor } from '../../../src/predictor/predictor';
import { trainPredictor } from '../../../src/predictor/train';
import { outputOf } from '../../commandLine';
import { edgeSpace, vertexSpace } from '../cells/spaces';

const lab = { ...vertexSpace, name: 'lab', vertices: 5 };
const cells = [...enumerateCells(lab)];
/** A device that takes a millisecond for two million operations. */
const latency = (cell: (typeof cells)[number]) => totalCosts(lab, cell).flops / 2e6;

let folder: string;
const inFolder = (name: string) => path.join(folder, name);
beforeAll(async () => {
  await startEngine('wasm');
  folder = mkdtempSync(path.join(tmpdir(), 'renas-'));
  writeFileSync(inFolder('lab.cell'), printSpace(lab));
  const options = {
    space: lab,
    recipe: 'default',
    cells,
    labels: cells.map(latency),
    samples: 80,
    seed: 1,
    reference: 'all',
    label: 'latency_ms',
    data: { file: 'phone.csv', sha256: '0'.repeat(64) },
    versions: { renas: 'test' },
    epochs: 300,
  } as const;
  const slow = await trainPredictor({ ...options, goal: 'min' }, () => {});
  await slow.save(inFolder('phone'));
  const fast = await trainPredictor({ ...options, label: 'throughput', epochs: 2 }, () => {});
  await fast.save(inFolder('throughput'));
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  process.exitCode = undefined;
  vi.restoreAllMocks();
});

/** The objects printed, one a line. */
async function lines(...args: string[]): Promise<Record<string, never>[]> {
  const out = await outputOf([addCosts, addLoop, addSearch], [...args, '--json']);
  return out
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));
}

const ofLab = () => ['--space', `${inFolder('lab.cell')}:lab`, '--costs', inFolder('phone')];

describe('a predictor that was trained on a latency', () => {
  it('says milliseconds, about as far off as its card states', async () => {
    const { card, scoreNow, score } = await loadPredictor(inFolder('phone'));
    const { scores, values, error } = card.values!;
    expect(scores).toEqual([...scores].sort((a, b) => a - b));
    expect(values).toEqual([...values].sort((a, b) => b - a));
    const slowest = Math.max(...cells.map(latency));
    expect(error).toBeLessThan(0.1 * slowest);
    const some = cells.slice(0, 50);
    const together = await score(some);
    for (const [i, cell] of some.entries()) expect(scoreNow!(cell)).toBeCloseTo(together[i]!, 4);
  });

  it('is a cost of cells, a limit and one side of a front', async () => {
    const [cell] = cells.filter(each => latency(each) > 0);
    writeFileSync(inFolder('a.cell'), `${printSpace(lab)}\n${printCell(lab, cell!, { name: 'a' })}`);
    const [costs] = await lines('costs', inFolder('a.cell'), '--costs', inFolder('phone'));
    const { error } = (await loadPredictor(inFolder('phone'))).card.values!;
    expect(Math.abs(costs!['latency_ms']! - latency(cell!))).toBeLessThan(6 * error!);

    const sorted = cells.map(latency).sort((a, b) => a - b);
    const max = sorted[Math.floor(sorted.length / 3)]!;
    const found = (
      await lines(
        'search',
        ...ofLab(),
        '--max',
        `latency_ms=${max}`,
        '--pareto',
        'latency_ms',
        '--budget',
        '200',
        '--predictor',
        inFolder('throughput'),
      )
    ).find(line => line['pareto'] !== undefined)!;
    const best: { cell: string; costs: { latency_ms: number } }[] = found['found']!;
    expect(best.length).toBeGreaterThan(0);
    for (const each of best) {
      expect(each.costs.latency_ms).toBeLessThanOrEqual(max);
      const { cells: found } = readDocument(`${printSpace(lab)}\n${each.cell}`);
      expect(latency(found[0]!.cell as GraphCell)).toBeLessThan(max + 6 * error!);
    }
    expect((found['pareto']! as unknown[]).length).toBeGreaterThan(0);
  });

  it('is refused in one sentence where it is of another space, or more of its label is better', async () => {
    await expect(
      lines('search', '--space', 'nasbench201', '--costs', inFolder('phone'), '--max', 'latency_ms=5'),
    ).rejects.toThrow(
      `The predictor in ${inFolder('phone')} was trained for lab, and not for ${edgeSpace.name} as it is now: name another one with --costs.`,
    );
    await expect(
      lines('search', '--space', `${inFolder('lab.cell')}:lab`, '--costs', inFolder('throughput')),
    ).rejects.toThrow(/gives no cost: more throughput is better for it; train one on a column of which less/);
  });
});
