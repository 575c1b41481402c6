import type { Cell } from '../../src/cells/cell';
import { sampleCells } from '../../src/cells/enumerate';
import { buildNetwork } from '../../src/cells/network/buildNetwork';
import { flatten } from '../../src/cells/network/flatten';
import { createRandom } from '../../src/cells/random';
import { builtInSpaces } from '../../src/document/builtInSpaces';
import { startEngine } from '../../src/engines/engine';
import { networkFeatures } from '../../src/predictor/features/network/networkFeatures';
import { readNetwork } from '../../src/predictor/features/network/reading';
import { readPrior } from '../../src/predictor/prior/priorFolder';
import { createSpacePredictor, preparePrior } from '../../src/predictor/prior/spacePredictor';

/** Processor milliseconds of one call: the median of several, and the least. */
async function timed<T = undefined>(
  calls: number,
  work: (given: T) => unknown,
  given: (call: number) => T = () => undefined as T,
): Promise<string> {
  const spent: number[] = [];
  for (let call = 0; call < calls; call++) {
    const fresh = given(call);
    const before = process.cpuUsage();
    await work(fresh);
    const { user, system } = process.cpuUsage(before);
    spent.push((user + system) / 1000);
  }
  spent.sort((a, b) => a - b);
  const short = (value: number) => value.toPrecision(3);
  return `${short(spent[Math.floor(spent.length / 2)]!)} (${short(spent[0]!)})`;
}

/** Prints what estimates from other spaces take, in processor milliseconds: medians, and the least in brackets. */
export async function printTransferSpeed(models: string): Promise<void> {
  await startEngine('wasm');
  console.log('Processor milliseconds: median (least).\n');
  console.log(
    '| space | made ready, first time | ready again | ten cells learned | one cell | 100 cells, none measured | 100 cells, ten measured | one network, its features | layers |',
  );
  console.log('|---|---|---|---|---|---|---|---|---|');
  const { prior } = await readPrior(models);
  for (const name of ['nasbench101', 'nasbench201']) {
    const space = builtInSpaces().get(name)!;
    const first = await timed(1, () => preparePrior(space, prior));
    const ready = await timed(7, () => preparePrior(space, prior));
    const prepared = preparePrior(space, prior);
    const fresh = (seed: number, count: number) => sampleCells(space, count, createRandom(seed));
    const measured = { cells: fresh(1, 10), values: [...Array(10).keys()] };
    const learn = await timed(15, () => createSpacePredictor(prepared, measured));
    const plain = createSpacePredictor(prepared);
    const learned = createSpacePredictor(prepared, measured);
    const one = await timed(
      50,
      (cells: readonly Cell[]) => learned.judge!(cells),
      call => fresh(100 + call, 1),
    );
    const before = await timed(
      15,
      (cells: readonly Cell[]) => plain.judge!(cells),
      call => fresh(100 + call, 100),
    );
    const after = await timed(
      15,
      (cells: readonly Cell[]) => learned.judge!(cells),
      call => fresh(100 + call, 100),
    );
    const cells = fresh(1, 200);
    let at = 0;
    let layers = 0;
    const features = await timed(200, () => {
      const reading = readNetwork(flatten(buildNetwork({ space, cell: cells[at++]!, name: 'cell' })));
      layers = Math.max(layers, reading.layers.length);
      networkFeatures([reading]);
    });
    console.log(`| ${[name, first, ready, learn, one, before, after, features, layers].join(' | ')} |`);
  }
}
