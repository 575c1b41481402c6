import type { ToPage } from '../../protocol/panel';
import type { RunRow } from '../../protocol/run';

/** The rows of the table as they change, for one page. */
export interface RowFeed {
  /** What is new since the last call; the first is a snapshot. `undefined`: nothing. */
  next(rows: readonly RunRow[]): Extract<ToPage, { kind: 'runs' | 'changed' }> | undefined;
}

export function createRowFeed(): RowFeed {
  /** Rows that have not changed are the same objects, so that thousands of them cost little. */
  let before: readonly RunRow[] | undefined;
  let texts = new Map<string, string>();
  return {
    next(rows) {
      if (rows === before) return undefined;
      const known = new Map(before?.map(row => [row.id, row]));
      const sameRuns = before?.length === rows.length && rows.every((row, i) => row.id === before?.[i]?.id);
      before = rows;
      const changed: RunRow[] = [];
      const next = new Map<string, string>();
      for (const row of rows) {
        const unchanged = known.get(row.id) === row ? texts.get(row.id) : undefined;
        const text = unchanged ?? JSON.stringify(row);
        next.set(row.id, text);
        if (text !== texts.get(row.id)) changed.push(row);
      }
      texts = next;
      if (!sameRuns) return { kind: 'runs', runs: rows.map(withoutSources) };
      return changed.length === 0 ? undefined : { kind: 'changed', runs: changed.map(withoutSources) };
    },
  };
}

/** The page has no use for the text of the files that a run read. */
function withoutSources(row: RunRow): RunRow {
  if (!row.record?.inputs?.some(input => input.text !== undefined)) return row;
  const inputs = row.record.inputs.map(({ path, sha256 }) => ({ path, sha256 }));
  return { ...row, record: { ...row.record, inputs } };
}
