import type { DoneEvent, RunEvent } from '../protocol/events';
import type { RunCommand, RunRecord } from '../protocol/run';
import { readInputs } from '../runs/inputs';
import { createRun } from '../runs/runWriter';
import { exitCodes } from './failure';
import { createProgressLine } from './progressLine';

export interface RunRequest {
  readonly command: RunCommand;
  readonly title: string;
  readonly space: string;
  readonly seed: number;
  /** The tables, predictors and `.cell` files that it reads; those not named are `undefined`. */
  readonly inputs: readonly (string | undefined)[];
  /** `--json`: the events, and nothing else, on stdout. */
  readonly json: boolean;
  /** `--run DIR`: the run directory to write. */
  readonly run: string | undefined;
}

type WithoutSeconds<E> = E extends unknown ? Omit<E, 'seconds'> : never;

/** One working command: tells its events to the terminal, to stdout as JSON and to its run directory. */
export interface RunOutput {
  event(event: WithoutSeconds<RunEvent>): void;
  /** Says which engine does the work, once it is known. */
  engine(name: string): void;
  /** Aborted by Ctrl+C, SIGTERM or a `cancel` file: finish what is cheap, keep what is finished. */
  readonly signal: AbortSignal;
}

export interface RunOutcome {
  readonly done: Omit<DoneEvent, 'event' | 'seconds'>;
  /** The figure that sums the run up: `τ 0.642`. */
  readonly figure: string;
  readonly results: RunRecord['results'];
  /** What a person reads on the terminal at the end. */
  readonly summary: string;
}

/** Runs `work` as one run: its record, its events, its end, its exit code. */
export async function withRun(
  request: RunRequest,
  work: (output: RunOutput) => Promise<RunOutcome>,
): Promise<void> {
  const start = performance.now();
  const seconds = () => Math.round(performance.now() - start) / 1000;
  const progress = request.json ? undefined : createProgressLine(process.stderr);
  const writer =
    request.run === undefined
      ? undefined
      : createRun(request.run, { ...request, arguments: withoutRun(process.argv.slice(2)) });
  const stop = new AbortController();
  const onSignal = () => stop.abort();
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  writer?.cancelled.addEventListener('abort', onSignal);

  const tell = (event: RunEvent) => {
    writer?.event(event);
    if (request.json) process.stdout.write(`${JSON.stringify(event)}\n`);
    progress?.show(event);
  };
  const output: RunOutput = {
    event: event => tell({ ...event, seconds: seconds() } as RunEvent),
    engine: name => writer?.update({ engine: name }),
    signal: stop.signal,
  };
  try {
    const inputs = request.inputs.filter(input => input !== undefined);
    writer?.update({ inputs: await readInputs(inputs, process.cwd()) });
    const outcome = await work(output);
    const interrupted = stop.signal.aborted;
    tell({ event: 'done', ...outcome.done, seconds: seconds(), ...(interrupted ? { interrupted } : {}) });
    progress?.clear();
    if (!request.json) process.stdout.write(`${outcome.summary}\n`);
    writer?.finish(interrupted ? 'cancelled' : 'done', { figure: outcome.figure, results: outcome.results });
    if (interrupted) process.exitCode = exitCodes.interrupted;
  } catch (error) {
    progress?.clear();
    if (stop.signal.aborted) {
      writer?.finish('cancelled', {});
      process.exitCode = exitCodes.interrupted;
      if (!request.json) process.stderr.write('Interrupted.\n');
      return;
    }
    const message = error instanceof Error ? error.message : String(error);
    tell({ event: 'failed', message, seconds: seconds() });
    writer?.finish('failed', { failure: message });
    throw error;
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}

function withoutRun(args: readonly string[]): string[] {
  const at = args.indexOf('--run');
  return at < 0
    ? args.filter(arg => !arg.startsWith('--run='))
    : [...args.slice(0, at), ...args.slice(at + 2)];
}
