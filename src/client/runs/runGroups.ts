import { titleOf } from '../../protocol/describeRun';
import type { RunRow } from '../../protocol/run';
import { groupSeeds, isSeedGroup } from '../../protocol/seedGroups';

export type Grouping = 'none' | 'state' | 'kind' | 'space' | 'tag' | 'seeds' | 'folder';

export interface RunGroup {
  readonly name: string;
  /** Of runs that differ in their seed alone: their mean figure. */
  readonly figure?: string;
  readonly rows: readonly RunRow[];
}

/**
 * The runs in groups that are not empty, each in the order that `rows` has; `none` is not a grouping. `folderOf` names the
 * folder of the workspace that keeps a run.
 */
export function groupRuns(
  rows: readonly RunRow[],
  by: Exclude<Grouping, 'none'>,
  folderOf: (row: RunRow) => string,
): readonly RunGroup[] {
  if (by === 'seeds')
    return groupSeeds(rows).map(row => {
      const { figure } = row.record ?? {};
      return {
        name: titleOf(row),
        ...(figure === undefined ? {} : { figure }),
        rows: isSeedGroup(row) ? row.members : [row],
      };
    });
  const groups = new Map<string, RunRow[]>(by === 'state' ? states.map(name => [name, []]) : []);
  for (const row of rows) {
    const name = by === 'folder' ? folderOf(row) : nameOf(row, by);
    const group = groups.get(name);
    if (group) group.push(row);
    else groups.set(name, [row]);
  }
  return [...groups].flatMap(([name, members]) => (members.length === 0 ? [] : { name, rows: members }));
}

/** What wants to be seen comes first. */
const states = ['Running', 'Interrupted', 'Failed', 'Done', 'Cancelled', 'Not readable'];

function nameOf(row: RunRow, by: Exclude<Grouping, 'none' | 'folder' | 'seeds'>): string {
  if (by === 'tag') return row.notes?.tags?.[0] ?? 'No tag';
  if (by === 'space') return row.record?.space ?? 'Unknown space';
  if (by === 'kind') return kinds[row.record?.command ?? ''] ?? 'Others';
  switch (row.state) {
    case 'starting':
    case 'running':
      return 'Running';
    case 'unreadable':
      return 'Not readable';
    default:
      return row.state.charAt(0).toUpperCase() + row.state.slice(1);
  }
}

const kinds: Readonly<Record<string, string>> = {
  train: 'Trainings',
  search: 'Searches',
  loop: 'Measuring loops',
};
