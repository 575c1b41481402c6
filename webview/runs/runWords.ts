import type { RunRow } from '../../src/protocol/panel';
import { formatDuration, formatTimeLeft } from './durations';

/** A codicon and a colour class for each state. */
export function iconOf(row: RunRow): { readonly icon: string; readonly tone: string } {
  switch (row.state) {
    case 'running':
    case 'starting':
      return { icon: 'loading codicon-modifier-spin', tone: 'live' };
    case 'done':
      return { icon: 'check', tone: 'good' };
    case 'failed':
      return { icon: 'error', tone: 'bad' };
    case 'interrupted':
      return { icon: 'warning', tone: 'warn' };
    case 'cancelled':
      return { icon: 'circle-slash', tone: 'quiet' };
    case 'unreadable':
      return { icon: 'question', tone: 'quiet' };
  }
}

export function isLive(row: RunRow): boolean {
  return row.state === 'running' || row.state === 'starting';
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

/** Seconds it has taken so far, or took. */
export function tookSeconds(row: RunRow, now: number): number | undefined {
  if (!row.record) return undefined;
  const end = row.record.ended === undefined ? now : Date.parse(row.record.ended);
  return (end - Date.parse(row.record.started)) / 1000;
}

/** The sentence under the title: `Running · search 62 % · about 40 s left`. */
export function stateLine(row: RunRow, now: number, left: number | undefined): string {
  const took = tookSeconds(row, now);
  switch (row.state) {
    case 'running': {
      const phase = row.phase === undefined ? 'Running' : capital(phaseWords[row.phase] ?? row.phase);
      const far = row.progress === undefined ? [] : [percent(row.progress)];
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

/** What a state means for whoever sees it, and the way on; `undefined` where the state says it all. */
export function sentenceOf(row: RunRow): string | undefined {
  switch (row.state) {
    case 'starting':
      return 'Its process is loading. The first progress follows within seconds.';
    case 'cancelled':
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
      return 'cells measured';
    default:
      return 'epochs';
  }
}
