import path from 'node:path';
import type { Cell } from '../../cells/cell';
import type { Goal } from '../../cells/goal';
import type { SearchSpace } from '../../cells/space';
import type { ModelCard } from '../../predictor/modelCard';
import { type FirstPredictor, trainPredictor } from '../../predictor/train';
import { foldsOfFew, trainOnAll } from '../../predictor/trainOnAll';
import { trainCommand } from '../../protocol/commands/train';
import { formatCount } from '../../protocol/words';
import { sha256Of } from '../../runs/inputs';
import type { Failover } from '../engine/failover';
import { withWorkers } from '../engine/workers';
import { messageOf } from '../failure';
import { shippedModels } from '../input/shippedModels';
import { unseenPrior } from '../input/transferModel';
import { replaceFolder } from '../output/replaceFile';
import type { RunOutput } from '../run/runOutput';

const modelName = 'model';

/** Cells that a loop has measured, and what they are to be ranked by. */
export interface LoopMeasurements {
  readonly space: SearchSpace;
  readonly label: string;
  readonly goal: Goal;
  readonly cells: readonly Cell[];
  /** One a cell, as measured. */
  readonly values: readonly number[];
  /** Of how many trainings each is the mean. */
  readonly trainings: readonly number[];
  /** The values are what is expected, against which no predictor can be judged. */
  readonly expected: boolean;
  /** How far two trainings of one cell differ, where that is known. */
  readonly deviation: number | undefined;
  /** The file that they stand in. */
  readonly file: string;
  readonly seed: number;
}

/**
 * Trains a predictor on all that a loop has measured and writes it into the run's directory. Of a loop that was cancelled it
 * is the first that the recipe has, since somebody waits for the end. Gives what the record says of it; nothing where the
 * cells are too few or too alike to learn an order from, which the run then says.
 */
export async function learnPredictor(
  measured: LoopMeasurements,
  run: string,
  engines: Failover,
  output: RunOutput,
): Promise<{ readonly model?: string }> {
  const { space, label, goal, cells, values, trainings, expected, deviation, file, seed } = measured;
  const cancelled = output.signal.aborted;
  const enough = new AbortController();
  const signal = cancelled ? enough.signal : output.signal;
  const { recipe, reference } = trainCommand.options;
  const say = (text: string) => output.event({ event: 'message', text });
  const done = (count: number) =>
    output.event({ event: 'progress', phase: 'predictor', done: count, total: 1, overall: 1 });
  done(0);
  let saved: ModelCard | undefined;
  try {
    const data = {
      file: path.basename(file),
      sha256: await sha256Of(file),
      ...(deviation === undefined ? {} : { deviation }),
    };
    const prior = await unseenPrior(space, shippedModels);
    const known = {
      ...{ space, cells, labels: values, trainings, goal, label, data, seed, prior },
      recipe: recipe.default,
      reference: reference.default,
      ...(cancelled ? {} : { checkpoint: output.checkpoint }),
    };
    const folder = path.join(run, modelName);
    const onFirst = async ({ card, save }: FirstPredictor) => {
      await replaceFolder(folder, save);
      saved = card;
      enough.abort();
    };
    const folds = prior && !expected && !cancelled ? foldsOfFew(cells.length) : undefined;
    const trained = await engines.run(engine =>
      withWorkers(engine.name, say, threads => {
        const versions = {
          renas: process.env['RENAS_VERSION'] ?? '0.0.0',
          node: process.version.slice(1),
          engine: engine.name,
        };
        const options = { ...known, ...threads, versions, ...(cancelled ? { onFirst } : {}) };
        return folds === undefined
          ? trainPredictor({ ...options, samples: 'all' }, () => {}, signal)
          : trainOnAll(options, folds, () => {}, signal);
      }),
    );
    await replaceFolder(folder, trained.save);
    trained.predictor.dispose();
    saved = trained.card;
  } catch (error) {
    if (!saved && (cancelled || !signal.aborted))
      say(`No predictor was trained on what was measured. ${messageOf(error)}`);
  }
  if (!saved) return {};
  done(1);
  const tau = saved.kendallTau;
  const judged = tau === undefined ? '' : `: τ ${tau.toFixed(2)} by cross-validation`;
  const which = cancelled && saved.recipe === recipe.default ? 'A first predictor' : 'A predictor';
  say(`${which} has learned from the ${formatCount(saved.trained)} cells that were measured${judged}.`);
  return { model: modelName };
}
