import type { Silence } from './measurement';
import type { RunRow } from './run';

/** How a run's state looks: a codicon, whether it turns, and what it means to whoever looks over the list. */
export interface StateIcon {
  readonly icon: string;
  readonly spins: boolean;
  readonly tone: 'live' | 'good' | 'bad' | 'warn' | 'quiet';
}

export function stateIcon({ state }: RunRow): StateIcon {
  switch (state) {
    case 'running':
    case 'starting':
      return { icon: 'loading', spins: true, tone: 'live' };
    case 'done':
      return { icon: 'check', spins: false, tone: 'good' };
    case 'failed':
      return { icon: 'error', spins: false, tone: 'bad' };
    case 'interrupted':
      return { icon: 'warning', spins: false, tone: 'warn' };
    case 'cancelled':
      return { icon: 'circle-slash', spins: false, tone: 'quiet' };
    case 'unreadable':
      return { icon: 'question', spins: false, tone: 'quiet' };
  }
}

/** Whether its process is at work, also on stopping: it will change by itself. */
export function isLive(row: RunRow): boolean {
  return isRunning(row) || row.stopping === true;
}

/** Whether it can be cancelled. */
export function isRunning(row: RunRow): boolean {
  return row.state === 'running' || row.state === 'starting';
}

/** What people call a run: as they named it, or else as it named itself; before it has said so itself, what its id says of it. */
export function titleOf(row: RunRow): string {
  if (row.notes?.name !== undefined) return row.notes.name;
  if (row.record) return row.record.title;
  const command = /^\d{8}-\d{6}-([a-z]+)-[0-9a-f]{4}$/.exec(row.id)?.[1];
  return command === undefined ? row.id : command.charAt(0).toUpperCase() + command.slice(1);
}

/** One short line on how a run stands: `train · nasbench101 · 62 %`, `τ 0.642`, `interrupted`. */
export function describeRun(row: RunRow): string {
  switch (row.state) {
    case 'running': {
      const { command, space } = row.record ?? {};
      const far = row.progress === undefined ? undefined : percent(row.progress);
      const silent = row.silence && silentCluster;
      return [command, space, far, silent].filter(part => part !== undefined).join(' · ');
    }
    case 'done':
      return row.record?.figure ?? 'done';
    case 'cancelled':
      return row.record?.figure ? `cancelled · ${row.record.figure}` : 'cancelled';
    case 'starting':
      return 'starting';
    case 'unreadable':
      return 'not readable';
    case 'interrupted':
      return row.resumable ? 'interrupted · can be resumed' : 'interrupted';
    default:
      return row.state;
  }
}

/** The figure of a row of the list: how far it is, or how it came out. */
export function figureOf(row: RunRow): string {
  if (row.state === 'running') return row.progress === undefined ? 'running' : percent(row.progress);
  if (row.state === 'done' || row.state === 'cancelled') return row.record?.figure ?? row.state;
  return row.state === 'unreadable' ? 'not readable' : row.state;
}

export function percent(fraction: number): string {
  return `${Math.floor(fraction * 100)} %`;
}

/** Seconds it has taken so far, or took; `undefined` where its record does not say. */
export function tookSeconds({ record }: RunRow, now: number): number | undefined {
  if (!record) return undefined;
  const end = record.ended === undefined ? now : Date.parse(record.ended);
  const seconds = (end - Date.parse(record.started)) / 1000;
  return seconds >= 0 ? seconds : undefined;
}

/** How long a run that has ended took: `48 s`, `3 min 5 s`, `2 h 10 min`. */
export function durationOf(row: RunRow): string | undefined {
  if (row.record?.ended === undefined) return undefined;
  const seconds = tookSeconds(row, 0);
  return seconds === undefined ? undefined : formatDuration(seconds);
}

/** The sentence under the title: `Running · search 62 % · about 40 s left`. */
export function stateLine(row: RunRow, now: number, left: number | undefined): string {
  const took = tookSeconds(row, now);
  switch (row.state) {
    case 'running': {
      const phase = row.phase === undefined ? 'Running' : capital(phaseWords[row.phase] ?? row.phase);
      const far = row.progress === undefined ? [] : [percent(row.progress)];
      if (row.silence)
        return [phase, ...far, `${silenceWords(row.silence, now)}; its jobs go on`].join(' · ');
      const rest = left === undefined ? [] : [formatTimeLeft(left)];
      return [phase, ...far, ...rest].join(' · ');
    }
    case 'starting':
      return 'Starting';
    case 'done':
      return took === undefined ? 'Done' : `Done in ${formatDuration(took)}`;
    case 'cancelled':
      return took === undefined ? 'Cancelled' : `Cancelled after ${formatDuration(took)}`;
    case 'failed':
      return took === undefined ? 'Failed' : `Failed after ${formatDuration(took)}`;
    case 'interrupted':
      return row.progress === undefined ? 'Interrupted' : `Interrupted at ${percent(row.progress)}`;
    case 'unreadable':
      return 'Not readable';
  }
}

const silentCluster = 'Slurm does not answer';

/** `Slurm does not answer since 14:02`, with the day where that was another one. */
export function silenceWords({ since }: Silence, now: number): string {
  const then = new Date(since);
  const day = then.toDateString() === new Date(now).toDateString() ? {} : dayFormat;
  const clock = then.toLocaleString('en-GB', { ...day, hour: '2-digit', minute: '2-digit' });
  return `${silentCluster} since ${clock}`;
}

const dayFormat = { day: 'numeric', month: 'short' } as const;

/** What a state means for whoever sees it, and the way on; `undefined` where the state says it all. */
export function sentenceOf(row: RunRow): string | undefined {
  switch (row.state) {
    case 'starting':
      return 'Its process is loading. The first progress follows within seconds.';
    case 'cancelled':
      if (row.stopping) return 'Its process stops as soon as it can. What it has finished is kept.';
      return `It was stopped when asked to; what it had finished is kept.${row.resumable ? ' Resume goes on from there.' : ''}`;
    case 'failed':
      return `${row.problem ?? 'It did not say why: its log may.'}${row.resumable ? ' Resume goes on from its last checkpoint.' : ''}`;
    case 'unreadable':
      return `${ended(row.problem ?? 'Its folder can’t be read')} Nothing in the folder is touched: mend it there, or delete the run.`;
    default:
      return row.problem;
  }
}

function ended(sentence: string): string {
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}

const phaseWords: Readonly<Record<string, string>> = {
  train: 'training',
  reference: 'ranking the space',
  search: 'searching',
  loop: 'measuring',
  measure: 'measuring',
  verify: 'verifying',
  predictor: 'training a predictor',
  test: 'testing',
  features: 'computing features',
  read: 'reading the table',
};

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What a step of the curves counts. */
export function stepName(row: RunRow): string {
  switch (row.record?.command) {
    case 'search':
      return 'cells scored';
    case 'loop':
    case 'measure':
      return 'cells measured';
    default:
      return 'epochs';
  }
}

/** `8 s`, `3 min 20 s`, `2 h 5 min`. */
export function formatDuration(seconds: number): string {
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return `${s} s`;
  if (s < 600) return join(Math.floor(s / 60), 'min', s % 60, 's');
  const minutes = Math.round(s / 60);
  if (minutes < 60) return `${minutes} min`;
  return join(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
}

function join(a: number, unitA: string, b: number, unitB: string): string {
  return b === 0 ? `${a} ${unitA}` : `${a} ${unitA} ${b} ${unitB}`;
}

/** `now`, `4 min ago`, `2 h ago`, `3 days ago`, then the date. */
export function formatAgo(then: number, now: number): string {
  const minutes = Math.floor((now - then) / 60_000);
  if (minutes < 1) return 'now';
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ago`;
  const days = Math.floor(hours / 24);
  if (days < 7) return days === 1 ? 'yesterday' : `${days} days ago`;
  return Number.isFinite(then) ? dates.format(then) : '';
}

/** Made once: a table of runs asks for hundreds, and making it takes longer than all of them. */
const dates = new Intl.DateTimeFormat(undefined, { year: 'numeric', month: 'short', day: 'numeric' });

/** Rounded to what can be known: `less than 10 s`, `about 40 s`, `about 3 min`. */
export function formatTimeLeft(seconds: number): string {
  if (seconds < 10) return 'less than 10 s left';
  if (seconds < 55) return `about ${Math.round(seconds / 10) * 10} s left`;
  return `about ${formatDuration(Math.round(seconds / 60) * 60)} left`;
}

/** Whether the curves of a run are of the best so far, which holds until a better one is found. */
export function isSoFar({ record }: RunRow): boolean {
  return record?.command === 'search' || record?.command === 'loop';
}
