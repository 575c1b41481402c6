import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';

const folder = path.join(import.meta.dirname, '../../../../shared/data');

/** The rows of a measured table, which is no part of the repository; why there is none where it is not there. */
export function tableOf(
  name: string,
): { readonly rows: readonly Readonly<Record<string, string>>[] } | { readonly why: string } {
  const file = path.join(folder, name);
  if (!existsSync(file)) return { why: `there is no ${name}` };
  const [head = '', ...lines] = gunzipSync(readFileSync(file)).toString('utf8').trim().split(/\r?\n/);
  const columns = head.split(',');
  return {
    rows: lines.map(line => {
      const cells = line.split(',');
      return Object.fromEntries(columns.map((column, i) => [column, cells[i] ?? '']));
    }),
  };
}
