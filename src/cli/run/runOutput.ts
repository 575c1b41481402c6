import { createHash } from 'node:crypto';
import path from 'node:path';
import type { EngineName } from '../../engines/engine';
import { type Checkpoint, memoryCheckpoint } from '../../predictor/checkpoint';
import { type RunCommand, runCommands } from '../../protocol/commands/runCommands';
import type { DoneEvent, RunEvent } from '../../protocol/events';
import { joinDashedValues } from '../../protocol/options/arguments';
import { resumeCommand } from '../../protocol/options/commandLine';
import type { CommandDeclaration } from '../../protocol/options/option';
import { readReplay } from '../../protocol/replay';
import type { RunInput, RunRecord } from '../../protocol/run';
import { runMetrics } from '../../protocol/runMetrics';
import { makeFolder } from '../../runs/durable';
import { fileTrouble } from '../../runs/fileTrouble';
import { readInputs } from '../../runs/inputs';
import { runFiles } from '../../runs/runFolder';
import { createRun, RunRefused, type RunStart, type RunWriter, reopenRun } from '../../runs/runWriter';
import { safeText } from '../../text/safeText';
import { writeError, writeJson, writeOut } from '../../text/terminal';
import { type EngineMemory, engineMemory, type FailedEngines } from '../engine/engineMemory';
import { exitCodes, messageOf, UserError } from '../failure';
import { copyHint } from '../output/copyHint';
import { checkpointFolder, clearCheckpoint } from './checkpointFolder';
import { createProgressLine } from './progressLine';
import { type ResumedRun, resumedRun } from './resumedRun';

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
  /** The run in that directory goes on. */
  readonly resume: boolean;
  /** `--replace`: a run that the directory holds gives way. */
  readonly replace: boolean;
}

type WithoutSeconds<E> = E extends unknown ? Omit<E, 'seconds'> : never;

/** One working command: tells its events to the terminal, to stdout as JSON and to its run directory. */
export interface RunOutput {
  event(event: WithoutSeconds<RunEvent>): void;
  /** Says which engine does the work, once it is known; and of one that was left in the middle, why: half a sentence. */
  engine(name: EngineName): void;
  engineLeft(name: EngineName, why: string): void;
  /** Seconds that were worked before it was resumed. */
  readonly secondsBefore: number;
  /** Engines that failed before the run was interrupted. */
  readonly failedEngines: FailedEngines;
  /** What the work goes on from when its engine fails or, with a run directory, its process ends. */
  readonly checkpoint: Checkpoint;
  /** Results that can be used already, while the work goes on. */
  soFar(results: RunRecord['results'], figure: string): void;
  /** Is to be done before the process ends where the run is left as it stands, by SIGUSR2, for another process to go on with. */
  onLeave(work: () => Promise<void>): void;
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
  const { run } = request;
  const before = run !== undefined && request.resume ? await resumedRun(run) : undefined;
  const asked = before?.record.arguments ?? typedArguments(request.command);
  const writer =
    run === undefined
      ? undefined
      : openWriter(run, { ...request, arguments: asked, signed: hasPowers(request.command, asked) }, before);
  const engines = run === undefined ? undefined : engineMemory(run, before !== undefined);
  const seconds = () => (before?.seconds ?? 0) + Math.round(performance.now() - start) / 1000;
  const progress = request.json ? undefined : createProgressLine();
  const stop = new AbortController();
  const onSignal = () => stop.abort();
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  writer?.cancelled.addEventListener('abort', onSignal);
  let beforeLeaving: () => Promise<void> = async () => {};
  // Windows has no such signal.
  const onLeave = () => {
    void beforeLeaving().finally(() => {
      writer?.leave();
      process.exit(exitCodes.left);
    });
  };
  if (writer && process.platform !== 'win32') process.on('SIGUSR2', onLeave);

  const tell = (event: RunEvent) => {
    if (!before?.wasTold(event)) writer?.event(event);
    if (request.json) writeJson(event);
    progress?.show(event);
  };
  const tellNow = (event: WithoutSeconds<RunEvent>) => tell({ ...event, seconds: seconds() } as RunEvent);
  const say = (text: string) => tellNow({ event: 'message', text });
  let keptResult = false;
  try {
    const inputs = await readInputs(
      request.inputs.filter(input => input !== undefined),
      process.cwd(),
    );
    writer?.update({ inputs });
    if (before)
      tellNow({
        event: 'resumed',
        text: before.hasCheckpoint
          ? 'Resumed from its last checkpoint.'
          : 'Resumed; it had no checkpoint yet, so it begins at the start.',
      });
    const output: RunOutput = {
      event: tellNow,
      engine(name) {
        writer?.update({ engine: name });
        engines?.started(name);
      },
      engineLeft: (name, why) => engines?.left(name, why),
      secondsBefore: before?.seconds ?? 0,
      failedEngines: engines?.failed ?? {},
      checkpoint: run === undefined ? memoryCheckpoint() : runCheckpoint(run, asked, inputs, engines, say),
      soFar(results, figure) {
        keptResult = true;
        writer?.update({ results, figure });
      },
      onLeave(work) {
        beforeLeaving = work;
      },
      signal: stop.signal,
    };
    const outcome = await work(output);
    const interrupted = stop.signal.aborted || (writer?.cancelRequested() ?? false);
    const copy = before && copyHint(before.record, run, outcome.results);
    if (request.json && copy !== undefined) say(copy);
    const done: DoneEvent = {
      event: 'done',
      ...outcome.done,
      seconds: seconds(),
      ...(interrupted ? { interrupted } : {}),
    };
    writer?.event(shortened(done));
    const { figure, results } = outcome;
    const metrics = runMetrics(outcome.done);
    writer?.finish(interrupted ? 'cancelled' : 'done', { figure, metrics, results });
    progress?.clear();
    const goOn =
      interrupted && run !== undefined ? `Cancelled; \`${resumeCommand(run)}\` goes on with it.` : undefined;
    const last = [copy, goOn].flatMap(line => (line === undefined ? [] : `${line}\n`)).join('');
    if (request.json) writeJson(done);
    else writeOut(safeText(`${outcome.summary}\n${last}`, 'terminal'));
    if (interrupted) process.exitCode = exitCodes.interrupted;
  } catch (error) {
    progress?.clear();
    if (stop.signal.aborted) {
      if (keptResult) say('Cancelled: the first predictor is kept.');
      writer?.finish('cancelled', {});
      process.exitCode = exitCodes.interrupted;
      if (!request.json)
        writeError(
          safeText(
            run === undefined
              ? 'Interrupted.\n'
              : `Interrupted; \`${resumeCommand(run)}\` goes on with it.\n`,
            'terminal',
          ),
        );
      return;
    }
    const message = messageOf(error, run && `\`${resumeCommand(run)}\` continues from its last checkpoint`);
    tell({ event: 'failed', message, seconds: seconds() });
    writer?.finish('failed', { failure: message });
    throw error instanceof UserError ? error : new UserError(message);
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal).off('SIGUSR2', onLeave);
  }
}

/** Whether the run executes text or changes files outside its directory. */
function hasPowers(command: RunCommand, asked: readonly string[]): boolean {
  const replay = readReplay({ command, arguments: asked });
  return replay.ok && replay.powers.length > 0;
}

function openWriter(run: string, start: RunStart, before: ResumedRun | undefined): RunWriter {
  try {
    if (before) return reopenRun(run, before.record);
    const writer = createRun(run, start);
    const folder = path.join(run, runFiles.checkpoint);
    clearCheckpoint(folder);
    makeFolder(folder);
    return writer;
  } catch (error) {
    if (error instanceof RunRefused) throw new UserError(error.message);
    throw new UserError(
      `The run directory ${run} can't be written (${fileTrouble(error)}): ${before ? 'make that possible' : 'name another one by --run, or make that possible'}, then run the command again.`,
    );
  }
}

/** The checkpoint of a run: of no use to one that was asked anything else, or by another version. */
function runCheckpoint(
  run: string,
  asked: readonly string[],
  inputs: readonly RunInput[],
  engines: EngineMemory | undefined,
  say: (text: string) => void,
): Checkpoint {
  const work = [process.env['RENAS_VERSION'], asked, inputs.map(({ sha256 }) => sha256)];
  const fingerprint = createHash('sha256').update(JSON.stringify(work)).digest('hex');
  const { read, write } = checkpointFolder(path.join(run, runFiles.checkpoint), fingerprint, say);
  return {
    read,
    write(part, state) {
      write(part, state);
      engines?.worked();
    },
  };
}

/** An event of the run directory has so many cells at most: the file of the run has all of them. */
const maxCells = 1000;

function shortened(done: DoneEvent): DoneEvent {
  const { found, pareto } = done;
  return {
    ...done,
    ...(found && found.length > maxCells ? { found: found.slice(0, maxCells), kept: found.length } : {}),
    ...(pareto && pareto.length > maxCells ? { pareto: pareto.slice(0, maxCells) } : {}),
  };
}

/** Which directory a run writes is no part of what was asked of it. */
/** The command line, as a record has it. */
function typedArguments(command: RunCommand): readonly string[] {
  const [name = command, ...words] = process.argv.slice(2);
  const declaration: CommandDeclaration = runCommands[command];
  return [name, ...joinDashedValues(declaration, withoutRun(words))];
}

function withoutRun(args: readonly string[]): string[] {
  return args.filter(
    (arg, i) =>
      arg !== '--run' && args[i - 1] !== '--run' && !arg.startsWith('--run=') && arg !== '--replace',
  );
}
