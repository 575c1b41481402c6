import { titleOf } from './describeRun';
import type { RunRow } from './run';
import { optionsOf } from './runOptions';

/**
 * A name for each run, by id, that tells it from all others: its title, and where several have the same the options in
 * which they differ (`Search nasbench101 · seed 3`), at most three; those that are alike in all have the time they began.
 */
export function runNames(rows: readonly RunRow[]): ReadonlyMap<string, string> {
  const byTitle = new Map<string, RunRow[]>();
  for (const row of rows) {
    const title = titleOf(row);
    const others = byTitle.get(title);
    if (others) others.push(row);
    else byTitle.set(title, [row]);
  }
  const names = new Map<string, string>();
  for (const [title, alike] of byTitle)
    for (const [row, words] of tellApart(alike)) names.set(row.id, [title, ...words].join(' · '));
  return names;
}

/** The name that tells a run from `rows`, of which it is one. */
export function nameAmong(rows: readonly RunRow[], row: RunRow): string {
  const title = titleOf(row);
  return runNames(rows.filter(each => titleOf(each) === title)).get(row.id) ?? title;
}

/** Where a run writes and what makes its titles differ say nothing about what it was asked. */
const ignored: ReadonlySet<string> = new Set(['out', 'run', 'space', 'json', 'data', 'oracle']);
/** The most telling first. */
const first = ['seed', 'samples', 'budget', 'strategy', 'recipe', 'label'];
const maxWords = 3;

function tellApart(rows: readonly RunRow[]): readonly (readonly [RunRow, readonly string[]])[] {
  if (rows.length === 1) return rows.map(row => [row, []]);
  const options = rows.map(row => optionsOf(row.record));
  const all = [...new Set(options.flatMap(each => [...each.keys()]))].filter(name => !ignored.has(name));
  const differing = all
    .filter(name => new Set(options.map(each => each.get(name))).size > 1)
    .sort((a, b) => placeOf(a) - placeOf(b))
    .slice(0, maxWords);
  const words = options.map(each =>
    differing.flatMap(name => {
      const value = each.get(name);
      return value === undefined ? [] : [`${name.replaceAll('-', ' ')} ${shortPath(value)}`];
    }),
  );
  const count = new Map<string, number>();
  for (const each of words) count.set(each.join(), (count.get(each.join()) ?? 0) + 1);
  return rows.map((row, i) => {
    const own = words[i] ?? [];
    return [row, count.get(own.join()) === 1 ? own : [...own, beganAt(row)]] as const;
  });
}

function placeOf(name: string): number {
  const at = first.indexOf(name);
  return at < 0 ? first.length : at;
}

/** The last part of a path. */
function shortPath(value: string): string {
  return value.split(/[\\/]/).at(-1) || value;
}

/** `31 Jan 16:05:12`, in local time. */
function beganAt({ id, record }: RunRow): string {
  if (!record) return id;
  const began = new Date(record.started);
  const day = began.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });
  return `${day} ${began.toLocaleTimeString('en-GB')}`;
}
