import { describeRun, titleOf } from '../../protocol/describeRun';
import type { RunRow } from '../../protocol/run';
import { runNames } from '../../protocol/runNames';
import { writeNotes } from '../../runs/notes';
import type { RunStore } from '../../runs/runStore';
import { askText, chooseSome } from '../quickPick';

/** What the user says of runs: their names, stars and tags. Each throws a sentence when nothing can be written. */

export async function renameRun(store: RunStore, row: RunRow): Promise<void> {
  const name = await askText('A name for the run; an empty one gives the first name back', titleOf(row));
  if (name !== undefined) await note(store, [row], () => ({ name }));
}

/** Stars them, or, where all have a star, takes it from them. */
export async function starRuns(store: RunStore, rows: readonly RunRow[]): Promise<void> {
  const star = !rows.every(row => row.notes?.star);
  await note(store, rows, () => ({ star }));
}

export async function tagRuns(store: RunStore, rows: readonly RunRow[]): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const answer = await askText(
    'Tags, with commas between them; none takes them away',
    (first.notes?.tags ?? []).join(', '),
    'baseline, paper',
  );
  if (answer === undefined) return;
  const tags = [...new Set(answer.split(',').map(tag => tag.trim()))].filter(tag => tag !== '');
  await note(store, rows, () => ({ tags }));
}

/** Two runs or more, chosen from a list. */
export async function pickRuns(store: RunStore): Promise<readonly RunRow[] | undefined> {
  const names = runNames(store.rows());
  const items = store.rows().map(row => ({
    label: names.get(row.id) ?? titleOf(row),
    description: describeRun(row),
    row,
  }));
  if (items.length < 2) throw new Error('There are no two runs to compare yet.');
  const chosen = await chooseSome(items, { placeHolder: 'The runs to compare, two or more' });
  if (!chosen) return undefined;
  if (chosen.length < 2) throw new Error('Choose at least two runs to compare.');
  return chosen.map(({ row }) => row);
}

async function note(
  store: RunStore,
  rows: readonly RunRow[],
  changes: () => Parameters<typeof writeNotes>[1],
): Promise<void> {
  try {
    for (const row of rows) await writeNotes(store.folderOf(row.id), changes());
  } finally {
    await store.refresh();
  }
}
