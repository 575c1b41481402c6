import { type ChildProcess, fork } from 'node:child_process';
import type { Cell } from '../../cells/cell';
import type { SearchSpace } from '../../cells/space';
import type { PredictorStatus } from '../../protocol/lsp';
import type { FromPredictor, ModelSummary, ToPredictor } from '../../protocol/predictor';
import { fromPredictor } from '../../protocol/schemas/processes';
import { readValue } from '../../protocol/schemas/readJson';
import {
  type CellPair,
  type MeasuredOfSpace,
  type PredictorLink,
  type PredictorLinkListener,
  predictionKey,
  type ScoreAnswer,
} from './predictorLink';

export interface PredictorProcessOptions {
  /** Absolute path of the script that holds the `serve` command. */
  readonly program: string;
  /** The Node program that runs it. */
  readonly node: string;
  /** The folder with the shipped predictors. */
  readonly models: string;
  readonly chosenModels: Readonly<Record<string, string>>;
  /** How the user trains a predictor where there is none: the end of a sentence. */
  readonly trainWith: string;
  /** Whether spaces without a predictor of their own are ranked by what other spaces taught. Default: true. */
  readonly estimates?: boolean;
  readonly listener: PredictorLinkListener;
  /** Milliseconds. */
  readonly times?: Partial<typeof usualTimes>;
}

const usualTimes = {
  /** From the start of the process until its engine is up. */
  start: 60_000,
  /** From a request until its answer, the loading of a model included. */
  answer: 30_000,
  firstRestart: 500,
  lastRestart: 30_000,
  /** Work shorter than this is not shown as work. */
  busy: 300,
};

/** These always work where they start at all: when a process ends with one of them, it was not the engine. */
const lastResorts: readonly string[] = ['wasm', 'cpu'];
/** An engine with which the process has ended so often is left out from then on. */
const maxCrashes = 2;

interface Request {
  readonly space: SearchSpace;
  readonly work: ScoreWork | CompareWork;
  /** How many processes have ended while they worked on it. */
  crashes: number;
}

interface ScoreWork {
  readonly kind: 'score';
  readonly cells: readonly Cell[];
  readonly answer: (answer: ScoreAnswer) => void;
}

interface CompareWork {
  readonly kind: 'compare';
  readonly pairs: readonly CellPair[];
  readonly answer: (chances: readonly number[] | undefined) => void;
}

type Finished = Extract<FromPredictor, { readonly id: number }>;

/**
 * The child process that runs `renas serve`. It works on one request at a time, in order but for comparisons: somebody waits for
 * those, so they come first. When it ends without being
 * asked to, or falls silent, it is started again after a pause that doubles; what it was working on is sent once more.
 * When it ends twice with an engine that can be done without, it goes on without that engine.
 */
export function startPredictorProcess(options: PredictorProcessOptions): PredictorLink {
  const times = { ...usualTimes, ...options.times };
  const { listener } = options;
  const waiting: Request[] = [];
  let chosen = options.chosenModels;
  let estimates = options.estimates ?? true;
  /** By the key of the space. */
  const measuredOf = new Map<string, MeasuredOfSpace>();
  let child: ChildProcess | undefined;
  let engine: { readonly name: string; readonly reason: string } | undefined;
  let working: { readonly id: number; readonly request: Request } | undefined;
  let pause = times.firstRestart;
  let lastId = 0;
  let disposed = false;
  let deadline: NodeJS.Timeout | undefined;
  let restart: NodeJS.Timeout | undefined;
  let busy: NodeJS.Timeout | undefined;
  let told = '';
  /** Space name → the key of the space the process knows by it. */
  const sent = new Map<string, string>();
  /** The same keys → what the process said of the space's predictor. */
  const models = new Map<string, { readonly model: ModelSummary | undefined; readonly reason: string }>();
  const described = new Map<string, string>();
  /** The engine that runs, or is being started. */
  let trying: string | undefined;
  const crashes = new Map<string, number>();
  /** Engine → why it is left out: half a sentence. */
  const without = new Map<string, string>();

  function tell(state: PredictorStatus['state'], reason: string): void {
    const status: PredictorStatus = {
      state,
      engine: engine?.name,
      reason,
      models: Object.fromEntries(described),
    };
    const text = JSON.stringify(status);
    if (text === told) return;
    told = text;
    listener.status(status);
  }

  function start(): void {
    clearTimeout(restart);
    sent.clear();
    models.clear();
    described.clear();
    engine = undefined;
    trying = undefined;
    tell('starting', 'The predictor process starts.');
    const chosenArguments = Object.entries(chosen).flatMap(([space, folder]) => [
      '--predictor',
      `${space}=${folder}`,
    ]);
    const withoutArguments = [...without].flatMap(([name, why]) => ['--without', `${name}=${why}`]);
    const ownOnly = estimates ? [] : ['--own-only'];
    const args = ['serve', '--models', options.models, ...ownOnly, ...chosenArguments, ...withoutArguments];
    const started = fork(options.program, args, {
      execPath: options.node,
      execArgv: [],
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    child = started;
    if (started.pid !== undefined) listener.log(`The predictor process is ${started.pid}.`);
    let complaint = '';
    started.stderr?.setEncoding('utf8').on('data', (text: string) => {
      complaint = (complaint + text).slice(-2000);
      listener.log(text.trimEnd());
    });
    started.on('message', message => {
      if (child !== started) return;
      const read = readValue<FromPredictor>(fromPredictor, message, 'a message of the predictor process');
      if (typeof read === 'string') misunderstood(started, read);
      else receive(read);
    });
    started.on('error', error => ended(started, `could not be started (${error.message})`));
    started.on('exit', (code, signal) => {
      const tellWhy = () => {
        const last = complaint.trim().split('\n').pop();
        ended(started, `ended (${signal ?? `exit code ${code}`}${last ? `: ${last}` : ''})`);
      };
      // Its last words may still be on their way.
      started.on('close', tellWhy);
      setTimeout(tellWhy, 100);
    });
    started.on('disconnect', () => started.kill());
    limit(times.start, 'its engine did not start in time');
  }

  /** A process that says what can't be read is of no use, and its request would never be answered. */
  function misunderstood(which: ChildProcess, reason: string): void {
    stop(which);
    ended(which, `was stopped: ${reason}`);
  }

  function limit(milliseconds: number, reason: string): void {
    clearTimeout(deadline);
    const watched = child;
    deadline = setTimeout(() => {
      if (watched) stop(watched);
      if (watched) ended(watched, `was stopped: ${reason}`);
    }, milliseconds);
  }

  function ended(which: ChildProcess, how: string): void {
    if (child !== which || disposed) return;
    letGo();
    const left = leaveOut(how);
    if (working) {
      const { request } = working;
      working = undefined;
      request.crashes = left ? 0 : request.crashes + 1;
      if (request.crashes < 2) waiting.unshift(request);
      else fail(request, `The predictor process ${how} twice over these cells.`);
    }
    const less = left ? ` without ${left}` : '';
    tell('failed', `The predictor process ${how}. It starts again${less} in ${pause / 1000} s.`);
    restart = setTimeout(start, pause);
    pause = Math.min(pause * 2, times.lastRestart);
  }

  /** The engine that is left out from now on, if it is time for that. */
  function leaveOut(how: string): string | undefined {
    if (trying === undefined || lastResorts.includes(trying)) return undefined;
    const times = (crashes.get(trying) ?? 0) + 1;
    crashes.set(trying, times);
    if (times < maxCrashes) return undefined;
    without.set(trying, `the predictor process ${how}, twice`);
    return trying;
  }

  function letGo(): void {
    clearTimeout(deadline);
    clearTimeout(busy);
    child = undefined;
    engine = undefined;
  }

  function receive(message: FromPredictor): void {
    switch (message.kind) {
      case 'trying':
        trying = message.engine;
        break;
      case 'ready':
        clearTimeout(deadline);
        trying = message.engine;
        engine = { name: message.engine, reason: message.reason };
        tell('ready', message.reason);
        work();
        break;
      case 'model': {
        const key = sent.get(message.space);
        if (key === undefined) break;
        models.set(key, { model: message.model, reason: message.reason });
        if (message.model) described.set(message.space, describe(message.model));
        else described.delete(message.space);
        tell('ready', engine?.reason ?? '');
        break;
      }
      case 'scores':
      case 'chances':
      case 'failed':
        if (working?.id === message.id) finish(message);
    }
  }

  function finish(message: Finished): void {
    if (!working) return;
    const { request } = working;
    working = undefined;
    pause = times.firstRestart;
    clearTimeout(deadline);
    clearTimeout(busy);
    tell('ready', engine?.reason ?? '');
    answer(request, message);
    work();
  }

  function answer({ space, work }: Request, message: Finished): void {
    const said = models.get(predictionKey(space));
    if (work.kind === 'compare') work.answer(message.kind === 'chances' ? message.chances : undefined);
    else if (message.kind === 'scores' && said?.model)
      work.answer({ kind: 'scores', model: said.model, scores: message.scores });
    else if (said && !said.model) work.answer({ kind: 'none', reason: said.reason });
    else
      work.answer({
        kind: 'failed',
        reason:
          message.kind === 'failed' ? message.message : 'The predictor did not say which model it uses.',
      });
  }

  function work(): void {
    if (working || !engine || !child) return;
    const request = waiting.shift();
    if (!request) return;
    const { space, work: asked } = request;
    const id = ++lastId;
    working = { id, request };
    if (sent.get(space.name) !== predictionKey(space)) {
      sent.set(space.name, predictionKey(space));
      send({ kind: 'space', space, trainWith: options.trainWith });
      sendMeasured(space);
    }
    send(
      asked.kind === 'score'
        ? { kind: 'score', id, space: space.name, cells: asked.cells }
        : { kind: 'compare', id, space: space.name, pairs: asked.pairs },
    );
    limit(times.answer, 'it did not answer in time');
    busy = setTimeout(() => tell('busy', 'The predictor is at work.'), times.busy);
  }

  function sendMeasured(space: SearchSpace): void {
    const measured = measuredOf.get(predictionKey(space));
    if (measured) send({ kind: 'measured', space: space.name, ...measured });
  }

  function restartProcess(): void {
    const old = child;
    letGo();
    if (working) waiting.unshift(working.request);
    working = undefined;
    if (old) stop(old);
    pause = times.firstRestart;
    start();
  }

  function send(message: ToPredictor): void {
    // A channel that has just closed reports so here; the exit of the process is what is acted on.
    child?.send(message, () => {});
  }

  start();
  return {
    score: (space, cells) =>
      new Promise(answer => {
        const request: Request = { space, work: { kind: 'score', cells, answer }, crashes: 0 };
        if (disposed) return fail(request, shuttingDown);
        waiting.push(request);
        work();
      }),
    chances: (space, pairs) =>
      new Promise(answer => {
        const request: Request = { space, work: { kind: 'compare', pairs, answer }, crashes: 0 };
        if (disposed) return fail(request, shuttingDown);
        waiting.unshift(request);
        work();
      }),
    choose(next) {
      if (disposed) return;
      chosen = next;
      restartProcess();
    },
    measured(space, measured) {
      measuredOf.set(predictionKey(space), measured);
      if (sent.get(space.name) === predictionKey(space)) sendMeasured(space);
    },
    estimate(wanted) {
      if (disposed || wanted === estimates) return;
      estimates = wanted;
      restartProcess();
    },
    dispose() {
      disposed = true;
      clearTimeout(restart);
      const old = child;
      letGo();
      if (old) stop(old);
      for (const request of [...(working ? [working.request] : []), ...waiting]) fail(request, shuttingDown);
      waiting.length = 0;
      working = undefined;
    },
  };
}

const shuttingDown = 'The server is shutting down.';

function fail({ work }: Request, reason: string): void {
  if (work.kind === 'compare') work.answer(undefined);
  else work.answer({ kind: 'failed', reason });
}

function stop(child: ChildProcess): void {
  child.removeAllListeners('disconnect');
  child.kill('SIGKILL');
}

/** `nasbench101 default, τ 0.851 (424 cells, …)` */
function describe(model: ModelSummary): string {
  const tau = model.kendallTau === undefined ? '' : `, τ ${model.kendallTau.toFixed(3)}`;
  return `${model.name}${tau} (${model.source})`;
}
