import type { Command } from 'commander';
import type { Cell } from '../../cells/cell';
import type { SearchSpace } from '../../cells/space';
import { type EngineName, engineNames } from '../../engines/engine';
import { loadPredictor, type Predictor } from '../../predictor/predictor';
import { type ServeSettings, serveCommand } from '../../protocol/commands/serve';
import type { FromPredictor, ModelSummary, ToPredictor } from '../../protocol/predictor';
import { toPredictor } from '../../protocol/schemas/processes';
import { readValue } from '../../protocol/schemas/readJson';
import { safeText } from '../../text/safeText';
import { writeError } from '../../text/terminal';
import { addDeclared } from '../declaredCommand';
import { startEngineFor } from '../engine/engineFor';
import { usageError } from '../failure';
import { earlierPredictor, isOfSpace } from '../input/earlierPredictor';
import { modelFolder, shippedModels } from '../input/shippedModels';
import { hasPrior, transferModel } from '../input/transferModel';
import { cellScores, chancesOf } from '../output/cellScores';

interface ServeOptions {
  readonly models: string;
  /** Folders by space. */
  readonly predictors: ReadonlyMap<string, string>;
  /** Whether spaces without a predictor of their own are ranked by what other spaces taught. */
  readonly estimates: boolean;
}

/** `renas serve`: the predictor process of the language server. Speaks `src/protocol/predictor.ts` over Node's IPC. */
export function addServe(program: Command): void {
  addDeclared(program, serveCommand, serve);
}

/** `NAME=TEXT` of each; throws one sentence for anything else. */
function pairs(flag: string, texts: readonly string[]): readonly (readonly [name: string, text: string])[] {
  return texts.map(pair => {
    const [, name, text] = /^([^=]+)=(.+)$/s.exec(pair) ?? [];
    if (name === undefined || text === undefined) throw usageError(`${flag} takes NAME=TEXT, not "${pair}".`);
    return [name, text];
  });
}

function isEngine(name: string): name is EngineName {
  return engineNames.some(engine => engine === name);
}

async function serve({ models = shippedModels, predictors, without, ownOnly }: ServeSettings): Promise<void> {
  const options = {
    models,
    predictors: new Map(pairs('--predictor', predictors)),
    estimates: ownOnly !== true,
  };
  const unwanted: Partial<Record<EngineName, string>> = {};
  for (const [name, why] of pairs('--without', without)) {
    if (!isEngine(name)) throw usageError(`--without names no engine: "${name}".`);
    unwanted[name] = why;
  }
  if (!process.send)
    throw usageError('renas serve is started by the language server, which talks to it over an IPC channel.');
  const send = (message: FromPredictor) => void process.send?.(message);
  const engine = await startEngineFor('hints', {
    without: unwanted,
    onTry: name => send({ kind: 'trying', engine: name }),
  });
  if (!process.connected) return;
  process.on('disconnect', () => process.exit(0));
  const answer = createAnswers(options, send, error => {
    if (engine.name === 'wasm' || engine.name === 'cpu') return;
    // A GPU's errors stay: only a new process is rid of them, and after two of them the engine.
    writeError(safeText(`${engine.name} failed: ${said(error)}\n`, 'terminal'));
    process.exit(3);
  });
  let turn = Promise.resolve();
  process.on('message', message => {
    const read = readValue<ToPredictor>(toPredictor, message, 'a message of the language server');
    // A request is answered even where it can't be read: somebody waits for it.
    if (typeof read === 'string') refuse(message, read, send);
    else turn = turn.then(() => answer(read));
  });
  send({ kind: 'ready', engine: engine.name, reason: engine.reason });
}

function refuse(message: unknown, reason: string, send: (message: FromPredictor) => void): void {
  const id = (message as { readonly id?: unknown } | null | undefined)?.id;
  if (typeof id === 'number')
    send({ kind: 'failed', id, message: `The predictor can't read the request: ${reason}.` });
  else writeError(safeText(`${reason}.\n`, 'terminal'));
}

type SpaceModel =
  | {
      readonly predictor: Predictor;
      /** It learns from what is measured in the workspace. */
      readonly live?: true;
      readonly metric?: string;
    }
  | { readonly reason: string };

/** Answers one message after the other; a model is loaded when its space is first named. */
function createAnswers(
  options: ServeOptions,
  send: (message: FromPredictor) => void,
  onError: (error: unknown) => void,
): (message: ToPredictor) => Promise<void> {
  const loaded = new Map<string, Promise<Predictor>>();
  const models = new Map<string, SpaceModel>();
  const answerFor = (space: string, model: SpaceModel) => {
    models.set(space, model);
    send(
      'predictor' in model
        ? { kind: 'model', space, model: summary(model), reason: '' }
        : { kind: 'model', space, model: undefined, reason: model.reason },
    );
  };
  return async message => {
    if (message.kind === 'space') {
      const space = message.space as SearchSpace;
      const model = await findModel(space, message.trainWith ?? '"ReNAS: Train Predictor…"', options, loaded);
      answerFor(space.name, model);
      return;
    }
    if (message.kind === 'measured') {
      const model = models.get(message.space);
      if (!model || 'reason' in model || !model.live) return;
      const { cells, values, trainings, metric } = message;
      const { space } = model.predictor;
      answerFor(space.name, {
        predictor: await transferModel(space, options.models, {
          cells: cells as readonly Cell[],
          values,
          trainings,
        }),
        live: true,
        ...(cells.length > 0 ? { metric } : {}),
      });
      return;
    }
    const { id } = message;
    const model = models.get(message.space);
    if (!model || 'reason' in model)
      return send({
        kind: 'failed',
        id,
        message: model?.reason ?? `The space ${message.space} was not sent.`,
      });
    try {
      const { predictor } = model;
      send(
        message.kind === 'score'
          ? { kind: 'scores', id, scores: await cellScores(predictor, message.cells as readonly Cell[]) }
          : {
              kind: 'chances',
              id,
              chances: await chancesOf(predictor, message.pairs as readonly (readonly [Cell, Cell])[]),
            },
      );
    } catch (error) {
      onError(error);
      send({ kind: 'failed', id, message: `The predictor failed on these cells: ${said(error)}` });
    }
  };
}

async function findModel(
  space: SearchSpace,
  trainWith: string,
  { predictors, models, estimates }: ServeOptions,
  loaded: Map<string, Promise<Predictor>>,
): Promise<SpaceModel> {
  const folder = modelFolder(space, predictors.get(space.name), models);
  if (folder === undefined && estimates && hasPrior(models))
    try {
      return { predictor: await transferModel(space, models), live: true };
    } catch (error) {
      return { reason: `Nothing can be estimated for space ${space.name}: ${said(error)}` };
    }
  if (folder === undefined)
    return {
      reason: `No predictor for space ${space.name} yet. Train one on a table of its measured cells with ${trainWith}.`,
    };
  try {
    const loading = loaded.get(folder) ?? loadPredictor(folder);
    loaded.set(folder, loading);
    const predictor = await loading;
    if (isOfSpace(predictor, space)) return { predictor };
    const going = estimates && (await earlierPredictor(predictor, space, models));
    if (going) return { predictor: going };
    return {
      reason: `The predictor in ${folder} was trained for another space ${space.name} than the one declared here. Train one for this space with ${trainWith}.`,
    };
  } catch (error) {
    loaded.delete(folder);
    return { reason: `The predictor in ${folder} can't be loaded: ${said(error)}` };
  }
}

function said(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0]!;
}

function summary({
  predictor,
  metric,
}: {
  readonly predictor: Predictor;
  readonly metric?: string;
}): ModelSummary {
  const { card, basis, measured, before } = predictor;
  const teaching = metric ?? (basis === 'own' ? undefined : card.label);
  return {
    ...(basis === 'own' ? {} : { basis, learned: measured }),
    ...(before === undefined ? {} : { before }),
    ...(teaching ? { metric: teaching } : {}),
    name: card.name,
    recipe: card.recipe,
    source: card.source,
    kendallTau: card.kendallTau,
    ...(card.folds === undefined ? {} : { folds: card.folds }),
  };
}
