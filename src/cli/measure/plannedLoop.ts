import { canonicalHash } from '../../cells/canonical';
import { drawCells, spaceSize } from '../../cells/enumerate';
import { keepsTo } from '../../cells/namedCosts';
import { createRandom } from '../../cells/random';
import type { SearchSpace } from '../../cells/space';
import type { MeasureRequest } from '../../measure/measurer';
import type { LoopSettings } from '../../protocol/commands/loop';
import { maxWithPrior } from '../../search/loop/candidatePrior';
import { startEngineFor } from '../engine/engineFor';
import { usageError } from '../failure';
import { readAskedCosts } from '../input/askedCosts';
import { shippedModels } from '../input/shippedModels';
import { priorOf } from '../input/transferModel';
import type { Plan, PlannedTrainings } from './check';

/** How many epochs the loop trains for, and its verification. */
export function fidelitiesOf({ epochs, fidelity, verifyEpochs }: LoopSettings): {
  readonly loop: number | undefined;
  readonly verify: number | undefined;
} {
  const given = fidelity === undefined ? undefined : /^epochs=(\d{1,9})$/.exec(fidelity)?.[1];
  if (fidelity !== undefined && !Number(given))
    throw usageError(`--fidelity is a number of epochs, as epochs=12, and not ${JSON.stringify(fidelity)}.`);
  const full = verifyEpochs ?? epochs;
  if (given !== undefined && full === undefined)
    throw usageError('With --fidelity, say how many epochs are full: --epochs or --verify-epochs.');
  return { loop: given === undefined ? epochs : Number(given), verify: full };
}

/** The trainings of a loop, and those of its verification. */
function plannedTrainings(flags: LoopSettings): readonly PlannedTrainings[] {
  const { loop, verify } = fidelitiesOf(flags);
  const count = Math.min(flags.verify, flags.budget) * flags.verifySeeds;
  return [
    { count: flags.budget + flags.repeat, epochs: loop },
    ...(count > 0 ? [{ count, epochs: verify, verify: true }] : []),
  ];
}

/** At least so many of the cells drawn stand for those that a loop trains. */
const fewestLikely = 10;

/** What a loop is expected to train: cells like the best ones by its prior, as large a share as it trains of the space. */
export async function plannedLoop(space: SearchSpace, flags: LoopSettings): Promise<Plan> {
  const requests = await sampleRequests(space, flags);
  const trainings = plannedTrainings(flags);
  await startEngineFor('hints');
  const prior = await priorOf(space, shippedModels);
  if (!prior) return { requests, trainings };
  const scores = prior(requests.map(({ cell }) => cell));
  const order = [...requests.keys()].sort((a, b) => scores[b]! - scores[a]!);
  const share = Math.min(1, flags.budget / spaceSize(space));
  const count = Math.max(fewestLikely, Math.round(share * order.length));
  return { requests, likely: order.slice(0, count).map(i => requests[i]!), trainings };
}

/** Cells to try a command on, as many as the loop and its verification train. */
export async function sampleRequests(
  space: SearchSpace,
  flags: LoopSettings,
): Promise<readonly MeasureRequest[]> {
  const epochs = fidelitiesOf(flags).loop;
  const { limits } = await readAskedCosts(flags, space);
  const cells = drawCells(space, maxWithPrior, createRandom(flags.seed)).filter(cell =>
    keepsTo(limits, cell),
  );
  return cells.map((cell, i) => ({
    ...{ space, cell, epochs, name: `cell${i + 1}` },
    hash: canonicalHash(space, cell),
    seed: flags.seed,
  }));
}
