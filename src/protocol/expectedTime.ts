import { runCommands } from './commands/runCommands';
import { formatDuration, tookSeconds } from './describeRun';
import { readArguments, withDefaults } from './options/arguments';
import type { Asked, CommandDeclaration, Options } from './options/option';
import { spaceName } from './options/paths';
import { readReplay } from './replay';
import type { RunRecord, RunRow } from './run';
import type { RunForm } from './runForms';
import { formatCount } from './words';

/** What a form holds, as far as it can be read. */
type Held = Readonly<Record<string, unknown>>;

/** How much a run does, and whether the time grows in proportion to it. */
interface Work {
  readonly amount: number;
  readonly proportional: boolean;
}

/** What makes the time of runs comparable, beside the command and the space. */
const alike: Readonly<Record<RunForm, readonly string[]>> = {
  search: ['predictor'],
  train: ['recipe', 'engine'],
  loop: ['oracle', 'images', 'command', 'evaluator', 'epochs', 'secondsPerCell', 'fidelity', 'slots', 'on'],
  measure: ['images', 'command', 'evaluator', 'epochs', 'secondsPerCell', 'slots', 'on'],
};

/**
 * How long a run may take by the last one like it that was done, newest first in `rows`; a sentence. `cells`: how many the
 * space has, where that is known. `undefined`: none was done that could tell.
 */
export function expectedTime(
  form: RunForm,
  settings: Held,
  rows: readonly RunRow[],
  cells?: number,
): string | undefined {
  const asked = workAsked(form, settings, cells);
  if (!asked) return undefined;
  const command: CommandDeclaration = runCommands[form];
  const wanted: Held = withDefaults<Options>(command, settings as Asked<Options>);
  const space = typeof settings['space'] === 'string' ? spaceName(settings['space']) : undefined;
  let last: { readonly seconds: number; readonly amount: number } | undefined;
  for (const row of rows) {
    const { record } = row;
    if (row.state !== 'done' || record?.command !== form || record.resumed !== undefined) continue;
    if (space !== undefined && record.space !== space) continue;
    const seconds = tookSeconds(row, 0);
    const amount = workDone(record);
    if (seconds === undefined || amount === undefined || amount <= 0) continue;
    const held = settingsOf(record);
    if (!held || alike[form].some(key => !equal(held[key], wanted[key]))) continue;
    if (amount === asked.amount) return `Expected: about ${formatDuration(seconds)}, as last time.`;
    last ??= { seconds, amount };
  }
  if (!last) return undefined;
  const before = `${formatCount(last.amount)} cells took ${formatDuration(last.seconds)}`;
  return asked.proportional
    ? `Expected: about ${formatDuration((last.seconds * asked.amount) / last.amount)}. Last time, ${before}.`
    : `Last time, ${before}.`;
}

function workAsked(form: RunForm, settings: Held, cells: number | undefined): Work | undefined {
  const most = cells ?? Number.POSITIVE_INFINITY;
  const number = (key: string) => (typeof settings[key] === 'number' ? settings[key] : undefined);
  const work = (amount: number | undefined, proportional: boolean) =>
    amount === undefined || !Number.isFinite(amount) ? undefined : { amount, proportional };
  switch (form) {
    case 'search': {
      const budget = settings['strategy'] === 'exhaustive' ? undefined : number('budget');
      return work(Math.min(budget ?? most, most), true);
    }
    case 'train':
      return work(number('samples'), false);
    case 'loop':
      // By a table, what takes the time is learning.
      return work(number('budget'), settings['oracle'] === undefined);
    case 'measure':
      return work(Array.isArray(settings['cell']) ? settings['cell'].length : undefined, true);
  }
}

function workDone({ command, metrics }: RunRecord): number | undefined {
  return command === 'search'
    ? metrics?.['scored']
    : command === 'train'
      ? metrics?.['trained']
      : metrics?.['measured'];
}

function settingsOf(record: RunRecord): Held | undefined {
  const replay = readReplay(record);
  if (!replay.ok) return undefined;
  const read = readArguments<Options>(runCommands[replay.command], replay.arguments);
  return read.ok ? read.settings : undefined;
}

/** A file may be named from another folder: its name is what counts. */
function equal(a: unknown, b: unknown): boolean {
  return a === b || (typeof a === 'string' && typeof b === 'string' && lastPart(a) === lastPart(b));
}

function lastPart(file: string): string {
  return file.split(/[\\/]/).at(-1) ?? file;
}
