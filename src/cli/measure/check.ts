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
import { labelGoal } from '../input/labelGoal';
import { jobSettings, openMeasurer } from './openMeasurer';
import { watchMemory } from './sessionMemory';
import type { MeasureSource, SourceFlags } from './source';

const maxReportBytes = 64 * 2 ** 20;

type Flags = SourceFlags & {
  readonly label?: string | undefined;
  readonly goal?: 'max' | 'min' | undefined;
  readonly json?: boolean | undefined;
};

/** `--dry-run`: the environment and the command of the first cell. */
export function showFirst(source: MeasureSource, flags: Flags, requests: readonly MeasureRequest[]): void {
  const { label = 'accuracy' } = flags;
  const [first] = requests;
  if (!first) throw new UserError('There is no cell to measure.');
  const { cwd, job, setup } = jobSettings(source, flags, label, labelGoal(label, flags.goal).goal);
  const own = jobOf(path.resolve('RUN', 'jobs', 'm1'), 'RUN-m1', first, job);
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
  /** bytes; absent where it can't be told. */
  readonly memory: number | undefined;
}

/**
 * `--check`: has the smallest and the largest cell trained for one epoch or less, and says what all will take. `total`: how
 * many trainings there will be, where that is not the number of requests.
 */
export async function checkMeasuring(
  source: MeasureSource,
  flags: Flags,
  requests: readonly MeasureRequest[],
  total = requests.length,
): Promise<void> {
  const { label = 'accuracy', json = false } = flags;
  const flopsOf = ({ space, cell }: MeasureRequest) => totalCosts(space, cell).flops;
  const sorted = [...requests].sort((a, b) => flopsOf(a) - flopsOf(b));
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
            ...(flags.epochs === undefined ? {} : { epochs: 1 }),
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
    report(checked, sorted, flags, total, json);
  } catch (error) {
    throw stop.signal.aborted ? new UserError('Interrupted.', exitCodes.interrupted) : error;
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
    rmSync(folder, { recursive: true, force: true });
  }
}

function report(
  checked: readonly Checked[],
  requests: readonly MeasureRequest[],
  flags: Flags,
  total: number,
  json: boolean,
): void {
  const { epochs = 1, slots } = flags;
  // Between the two, seconds grow with the FLOPs.
  const points = checked.map(({ request, epoch, besides }) => {
    const { flops } = totalCosts(request.space, request.cell);
    return { flops, seconds: besides + epochs * epoch };
  });
  const [low, high] = [points[0]!, points.at(-1)!];
  const slope = high.flops > low.flops ? (high.seconds - low.seconds) / (high.flops - low.flops) : 0;
  const estimates = requests.map(
    ({ space, cell }) => low.seconds + slope * (totalCosts(space, cell).flops - low.flops),
  );
  const perCell = Math.min(
    flags.secondsPerCell ?? Number.POSITIVE_INFINITY,
    estimates.reduce((sum, each) => sum + each, 0) / estimates.length,
  );
  const seconds = (perCell * total) / slots;
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
      seconds_per_cell: perCell,
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
    const reported = said.length === 0 ? 'was trained for a moment' : `reported ${said.join(', ')}`;
    return `${request.name} (${which}${formatCount(parameters)} parameters) ${reported} after ${wall.toFixed(1)} s${took}.`;
  });
  const atOnce = slots > 1 ? `, ${slots} at once` : '';
  lines.push(
    `About ${formatDuration(perCell)} a training${flags.epochs === undefined ? '' : ` of ${epochs} epochs`}, and about ${formatDuration(seconds)} for ${formatCount(total)} trainings${atOnce}.`,
  );
  if (!Number.isNaN(memory)) lines.push(`About ${formatMemory(memory * slots)} of memory${atOnce}.`);
  if (slots > availableParallelism() && flags.trainOn !== 'cuda')
    lines.push(
      `This machine has ${availableParallelism()} processors for ${slots} trainings at once: they will take longer.`,
    );
  writeOut(safeText(`${lines.join('\n')}\n`, 'terminal'));
}

function timesOf(folder: string, key: string, wall: number): Pick<Checked, 'epoch' | 'besides'> {
  let lines: ReturnType<typeof readReport>;
  try {
    lines = readReport(readSmallSync(path.join(folder, 'jobs', key, 'result.jsonl'), maxReportBytes));
  } catch {
    return { epoch: wall, besides: 0 };
  }
  const check = lines.findLast(({ event }) => event === 'check');
  const last = lines.findLast(({ event }) => event === 'epoch');
  if (check?.event === 'check') return { epoch: check.seconds.epoch, besides: check.seconds.start };
  if (last?.event === 'epoch' && last.seconds !== undefined && last.epoch > 0) {
    const epoch = last.seconds / last.epoch;
    return { epoch, besides: Math.max(0, wall - last.seconds) };
  }
  return { epoch: wall, besides: 0 };
}

function formatMemory(bytes: number): string {
  return bytes < 2 ** 30 ? `${Math.round(bytes / 2 ** 20)} MiB` : `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}
