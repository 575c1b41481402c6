import path from 'node:path';
import type { Cell } from '../../cells/cell';
import type { Goal } from '../../cells/goal';
import type { SearchSpace } from '../../cells/space';
import { trainPredictor } from '../../predictor/train';
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
  /** The values are what is expected, against which no predictor can be judged. */
  readonly expected: boolean;
  /** How far two trainings of one cell differ, where that is known. */
  readonly deviation: number | undefined;
  /** The file that they stand in. */
  readonly file: string;
  readonly seed: number;
}

/**
 * Trains a predictor on all that a loop has measured and writes it into the run's directory. Gives what the record says of
 * it; nothing where the cells are too few or too alike to learn an order from, which the run then says.
 */
export async function learnPredictor(
  measured: LoopMeasurements,
  run: string,
  engines: Failover,
  output: RunOutput,
): Promise<{ readonly model?: string }> {
  const { space, label, goal, cells, values, expected, deviation, file, seed } = measured;
  const { recipe, reference } = trainCommand.options;
  const say = (text: string) => output.event({ event: 'message', text });
  const done = (count: number) =>
    output.event({ event: 'progress', phase: 'predictor', done: count, total: 1, overall: 1 });
  done(0);
  try {
    const data = {
      file: path.basename(file),
      sha256: await sha256Of(file),
      ...(deviation === undefined ? {} : { deviation }),
    };
    const prior = await unseenPrior(space, shippedModels);
    const known = {
      ...{ space, cells, labels: values, goal, label, data, seed, prior },
      recipe: recipe.default,
      reference: reference.default,
      checkpoint: output.checkpoint,
    };
    const folds = prior && !expected ? foldsOfFew(cells.length) : undefined;
    const trained = await engines.run(engine =>
      withWorkers(engine.name, say, threads => {
        const versions = {
          renas: process.env['RENAS_VERSION'] ?? '0.0.0',
          node: process.version.slice(1),
          engine: engine.name,
        };
        const options = { ...known, ...threads, versions };
        return folds === undefined
          ? trainPredictor({ ...options, samples: 'all' }, () => {}, output.signal)
          : trainOnAll(options, folds, () => {}, output.signal);
      }),
    );
    await replaceFolder(path.join(run, modelName), trained.save);
    trained.predictor.dispose();
    done(1);
    const tau = trained.card.kendallTau;
    const judged = tau === undefined ? '' : `: τ ${tau.toFixed(2)} by cross-validation`;
    say(
      `A predictor has learned from the ${formatCount(trained.card.trained)} cells that were measured${judged}.`,
    );
    return { model: modelName };
  } catch (error) {
    if (!output.signal.aborted) say(`No predictor was trained on what was measured. ${messageOf(error)}`);
    return {};
  }
}
