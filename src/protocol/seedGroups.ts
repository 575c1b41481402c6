import { isLive, titleOf } from './describeRun';
import type { RunRow } from './run';
import { optionsOf } from './runOptions';

/** Runs that differ in their seed alone, as one row: its metrics are means, its id is none of a run. */
export interface SeedGroup extends RunRow {
  readonly members: readonly RunRow[];
  /** Sample standard deviation of each metric over the members that have it. */
  readonly deviations: Readonly<Record<string, number>>;
}

export function isSeedGroup(row: RunRow): row is SeedGroup {
  return 'members' in row;
}

/** Each group of two runs or more stands where its first one stood; the others stay as they are. */
export function groupSeeds(rows: readonly RunRow[]): readonly RunRow[] {
  const groups = new Map<string, RunRow[]>();
  for (const row of rows) {
    const key = keyOf(row);
    if (key === undefined) continue;
    const members = groups.get(key);
    if (members) members.push(row);
    else groups.set(key, [row]);
  }
  return rows.flatMap(row => {
    const members = groups.get(keyOf(row) ?? '');
    if (!members || members.length < 2) return [row];
    return members[0] === row ? [groupOf(members)] : [];
  });
}

/** What a run was asked but for its seed, and what it read; `undefined` where it is not known. */
function keyOf({ record }: RunRow): string | undefined {
  if (!record) return undefined;
  const options = [...optionsOf(record)].filter(([name]) => !['seed', 'out', 'run'].includes(name)).sort();
  return JSON.stringify([record.command, record.space, options, record.inputs?.map(input => input.sha256)]);
}

function groupOf(members: readonly RunRow[]): SeedGroup {
  const [first] = members as readonly [RunRow, ...RunRow[]];
  const metrics: Record<string, number> = {};
  const deviations: Record<string, number> = {};
  for (const name of new Set(members.flatMap(row => Object.keys(row.record?.metrics ?? {})))) {
    const values = members.flatMap(row => row.record?.metrics?.[name] ?? []);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    metrics[name] = mean;
    if (values.length > 1)
      deviations[name] = Math.sqrt(
        values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1),
      );
  }
  const live = members.find(isLive);
  const failed = members.find(row => row.state !== 'done' && !isLive(row));
  const shown = live ?? failed ?? first;
  const title = `${titleOf({ ...first, notes: {} })} · ${members.length} seeds`;
  const figure = figureOf(metrics, deviations) ?? first.record?.figure;
  return {
    id: `seeds-${first.id}`,
    state: shown.state,
    record: first.record && {
      ...first.record,
      title,
      metrics,
      ...(figure === undefined ? {} : { figure }),
    },
    problem: shown.problem,
    progress:
      live && members.reduce((sum, row) => sum + (isLive(row) ? (row.progress ?? 0) : 1), 0) / members.length,
    phase: live?.phase,
    members,
    deviations,
  };
}

/** `τ 0.842 ± 0.006`, `top 0.03 ± 0.01 %` */
function figureOf(
  metrics: Readonly<Record<string, number>>,
  deviations: Readonly<Record<string, number>>,
): string | undefined {
  const { kendall_tau: tau, best_top: top } = metrics;
  const plus = (value: number | undefined, digits: number) =>
    value === undefined ? '' : ` ± ${digits === 3 ? value.toFixed(3) : Number(value.toPrecision(digits))}`;
  if (tau !== undefined) return `τ ${tau.toFixed(3)}${plus(deviations['kendall_tau'], 3)}`;
  if (top !== undefined) return `top ${Number(top.toPrecision(2))}${plus(deviations['best_top'], 1)} %`;
  return undefined;
}
