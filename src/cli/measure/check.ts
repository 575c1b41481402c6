import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { totalCosts } from '../../cells/costs';
import { readSmallSync } from '../../files/regularFile';
import { commandScript } from '../../measure/command';
import { jobOf } from '../../measure/jobFolder';
import { MeasureFailure, type MeasureRequest } from '../../measure/measurer';
import { readReport } from '../../measure/report';
import { formatDuration } from '../../protocol/describeRun';
import { formatCount } from '../../protocol/words';
import { safeText } from '../../text/safeText';
import { writeError, writeJson, writeOut } from '../../text/terminal';
import { exitCodes, UserError } from '../failure';
import type { Declared } from '../input/classFiles';
import { labelGoal } from '../input/labelGoal';
import { jobSettings, openMeasurer } from './openMeasurer';
import { watchMemory } from './sessionMemory';
import type { MeasureSource, SourceFlags } from './source';

const maxReportBytes = 64 * 2 ** 20;

type Flags = SourceFlags &
  Declared & {
    readonly label?: string | undefined;
    readonly goal?: 'max' | 'min' | undefined;
    readonly json?: boolean | undefined;
  };

/** `--dry-run`: the environment and the command of the first cell. */
export function showFirst(source: MeasureSource, flags: Flags, requests: readonly MeasureRequest[]): void {
  const { label = 'accuracy' } = flags;
  const [first] = requests;
  if (!first) throw new UserError('There is no cell to measure.');
  const { cwd, job, setup, pythonPath } = jobSettings(
    source,
    flags,
    label,
    labelGoal(label, flags.goal).goal,
  );
  const own = jobOf(path.resolve('RUN', 'jobs', 'm1'), 'RUN-m1', first, job, pythonPath);
  writeOut(safeText(commandScript(own, source.command, cwd, setup), 'terminal'));
}

interface Checked {
  readonly request: MeasureRequest;
  readonly values: Readonly<Record<string, number>>;
  /** Of the whole process. */
  readonly wall: number;
  /** Of one epoch, and what the process takes besides; the first alone where the command does not say. */
  readonly epoch: number;
  readonly besides: number;
  /** Of the test set, where the command says. */
  readonly test: number;
  /** bytes; absent where it can't be told. */
  readonly memory: number | undefined;
}

/** So many trainings for so many epochs each; `epochs` is absent where the command decides. */
export interface PlannedTrainings {
  readonly count: number;
  readonly epochs: number | undefined;
  /** They verify, and so read the test set. */
  readonly verify?: boolean;
}

/** What is to be trained. */
export interface Plan {
  /** Some of the cells that may be; the smallest and the largest of them are checked. */
  readonly requests: readonly MeasureRequest[];
  /** Those that are like the ones to come, where that is known; else all of them are. */
  readonly likely?: readonly MeasureRequest[];
  readonly trainings: readonly PlannedTrainings[];
}

/**
 * `--check`: has the smallest and the largest of some cells trained for one epoch or less, and says what the trainings
 * planned will take.
 */
export async function checkMeasuring(source: MeasureSource, flags: Flags, plan: Plan): Promise<void> {
  const { label = 'accuracy', json = false } = flags;
  const verify = plan.trainings.some(each => each.verify === true);
  const sorted = [...plan.requests].sort((a, b) => flopsOf(a) - flopsOf(b));
  const [smallest, largest] = [sorted[0], sorted.at(-1)];
  if (!smallest || !largest) throw new UserError('There is no cell to measure.');
  const folder = mkdtempSync(path.join(flags.on === 'slurm' ? process.cwd() : tmpdir(), 'renas-check-'));
  const stop = new AbortController();
  const onSignal = () => stop.abort();
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  try {
    const { goal } = labelGoal(label, flags.goal);
    const { measurer, close } = openMeasurer({
      run: folder,
      source,
      flags: { ...flags, slots: 1 },
      check: true,
      label,
      goal,
      signal: stop.signal,
      say: text => writeError(safeText(`${text}\n`, 'terminal')),
    });
    const checked: Checked[] = [];
    try {
      for (const [i, request] of (smallest === largest ? [smallest] : [smallest, largest]).entries()) {
        const watch = watchMemory(path.join(folder, 'jobs', `m${i + 1}`));
        const start = performance.now();
        const outcome = await measurer
          .measure({
            ...request,
            ...(request.epochs === undefined ? {} : { epochs: 1 }),
            ...(verify ? { verify } : {}),
          })
          .finally(watch.stop);
        const wall = (performance.now() - start) / 1000;
        const memory = watch.most();
        if (outcome.kind !== 'measured')
          throw new MeasureFailure(`${request.name} can't be measured: ${outcome.why}.`);
        checked.push({
          request,
          values: outcome.values,
          wall,
          ...timesOf(folder, `m${i + 1}`, wall),
          memory,
        });
      }
    } finally {
      await close();
    }
    report(checked, flags, plan, json);
  } catch (error) {
    throw stop.signal.aborted ? new UserError('Interrupted.', exitCodes.interrupted) : error;
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
    rmSync(folder, { recursive: true, force: true });
  }
}

function report(
  checked: readonly Checked[],
  flags: Flags,
  { requests, likely = requests, trainings: plan }: Plan,
  json: boolean,
): void {
  const { slots } = flags;
  const cores = flags.on === 'slurm' || flags.trainOn === 'cuda' ? slots : availableParallelism();
  // What does not fit on the processors waits.
  const crowded = Math.max(1, (slots * flags.threads) / cores);
  const flops = likely.map(flopsOf);
  const meanFlops = flops.reduce((sum, each) => sum + each, 0) / flops.length;
  const perTraining = plan.map(each => crowded * secondsFor(checked, meanFlops, each, flags));
  const total = plan.reduce((sum, { count }) => sum + count, 0);
  const seconds = plan.reduce((sum, { count }, i) => sum + count * perTraining[i]!, 0) / slots;
  const memory = Math.max(...checked.map(each => each.memory ?? Number.NaN));
  if (json) {
    writeJson({
      checked: checked.map(({ request, values, wall, memory }) => ({
        name: request.name,
        ...totalCosts(request.space, request.cell),
        values,
        seconds: wall,
        memory,
      })),
      seconds_per_cell: perTraining[0],
      seconds,
      trainings: total,
      ...(Number.isNaN(memory) ? {} : { memory: memory * slots }),
    });
    return;
  }
  const lines = checked.map(({ request, values, wall, memory }, i) => {
    const { parameters } = totalCosts(request.space, request.cell);
    const which = checked.length === 1 ? '' : i === 0 ? 'smallest, ' : 'largest, ';
    const said = Object.entries(values).map(([name, value]) => `${name} ${value}`);
    const took = memory === undefined ? '' : `, ${formatMemory(memory)}`;
    const reported = said.length === 0 ? 'can be trained' : `reported ${said.join(', ')}`;
    return `${request.name} (${which}${formatCount(parameters)} parameters) ${reported}; the check took ${wall.toFixed(1)} s${took}.`;
  });
  const atOnce = slots > 1 ? `, ${slots} at once` : '';
  const each = plan.map(({ epochs, verify }, i) => {
    const length =
      epochs === undefined ? '' : ` of ${formatCount(epochs)} ${epochs === 1 ? 'epoch' : 'epochs'}`;
    return `${formatDuration(perTraining[i]!)} a training${length}${verify ? ' that verifies' : ''}`;
  });
  lines.push(
    `About ${[...new Set(each)].join(', ')}, and about ${formatDuration(seconds)} for ${formatCount(total)} ${total === 1 ? 'training' : 'trainings'}${atOnce}.`,
  );
  if (!Number.isNaN(memory)) lines.push(`About ${formatMemory(memory * slots)} of memory${atOnce}.`);
  if (crowded > 1)
    lines.push(
      `This machine has ${availableParallelism()} processors for ${slots} trainings at once, so each of them waits for others.`,
    );
  writeOut(safeText(`${lines.join('\n')}\n`, 'terminal'));
}

/** s that a training of a cell of so many FLOPs takes: between the cells checked, seconds grow with the FLOPs. */
function secondsFor(
  checked: readonly Checked[],
  flops: number,
  { epochs, verify }: PlannedTrainings,
  { secondsPerCell }: Flags,
): number {
  const [low, high] = [checked[0]!, checked.at(-1)!].map(({ request, epoch, besides, test }) => ({
    flops: flopsOf(request),
    seconds:
      besides +
      (verify ? test : 0) +
      (epochs === undefined
        ? (secondsPerCell ?? epoch)
        : Math.min(secondsPerCell ?? Number.POSITIVE_INFINITY, epochs * epoch)),
  })) as [Point, Point];
  if (high.flops <= low.flops) return low.seconds;
  return low.seconds + ((high.seconds - low.seconds) * (flops - low.flops)) / (high.flops - low.flops);
}

interface Point {
  readonly flops: number;
  readonly seconds: number;
}

function flopsOf({ space, cell }: MeasureRequest): number {
  return totalCosts(space, cell).flops;
}

function timesOf(folder: string, key: string, wall: number): Pick<Checked, 'epoch' | 'besides' | 'test'> {
  let lines: ReturnType<typeof readReport>;
  try {
    lines = readReport(readSmallSync(path.join(folder, 'jobs', key, 'result.jsonl'), maxReportBytes));
  } catch {
    return { epoch: wall, besides: 0, test: 0 };
  }
  const check = lines.findLast(({ event }) => event === 'check');
  const last = lines.findLast(({ event }) => event === 'epoch');
  if (check?.event === 'check') {
    const { start, epoch, test = 0, worked = wall } = check.seconds;
    // What starts and ends it takes its time too.
    return { epoch, besides: start + Math.max(0, wall - worked), test };
  }
  if (last?.event === 'epoch' && last.seconds !== undefined && last.epoch > 0) {
    const epoch = last.seconds / last.epoch;
    return { epoch, besides: Math.max(0, wall - last.seconds), test: 0 };
  }
  return { epoch: wall, besides: 0, test: 0 };
}

function formatMemory(bytes: number): string {
  return bytes < 2 ** 30 ? `${Math.round(bytes / 2 ** 20)} MiB` : `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}
