import { UnreadableFile } from '../unreadable';

/** Endings of the tables that are read out of archives. */
const tableName = /\.(csv|tsv|txt|json|jsonl|ndjson)$/i;

/** What an archive holds beside what was packed: folders of macOS, hidden files. */
const beside = /(^|\/)(__MACOSX\/|\.[^/]*$|Thumbs\.db$)/;

/** The one table of an archive. Throws `UnreadableFile` where there is none or there are several. */
export function oneTable<E extends { readonly name: string }>(entries: readonly E[], archive: string): E {
  const files = entries.filter(({ name }) => !name.endsWith('/') && !beside.test(name));
  const tables = files.filter(({ name }) => tableName.test(name));
  const [only, ...others] = tables;
  if (!only)
    throw new UnreadableFile(
      `${archive} has no table in it (CSV, TSV, JSON or JSONL): it has ${listed(files.map(({ name }) => name))}.`,
    );
  if (others.length > 0)
    throw new UnreadableFile(
      `${archive} has ${tables.length} tables in it, ${listed(tables.map(({ name }) => name))}: unpack the one to read.`,
    );
  return only;
}

function listed(names: readonly string[]): string {
  if (names.length === 0) return 'no files';
  const shown = names.slice(0, 5).map(name => JSON.stringify(name.slice(0, 80)));
  return names.length > 5 ? `${shown.join(', ')} and ${names.length - 5} more` : shown.join(', ');
}
