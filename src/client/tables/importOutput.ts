import type * as v from 'valibot';
import { readJson } from '../../protocol/schemas/readJson';
import { importLine } from '../../protocol/schemas/tableLines';

/** What `renas import --json` prints, a line each. */
export type ImportLine = v.InferOutput<typeof importLine>;
export type ImportStep = Extract<ImportLine, { event: 'progress' }>;
export type ImportDone = Extract<ImportLine, { event: 'done' }>;

/** `undefined` for a line that is none of these. */
export function parseImportLine(line: string): ImportLine | undefined {
  const value = readJson<ImportLine>(importLine, line, 'renas import');
  return typeof value === 'string' ? undefined : value;
}

/** `120 of 499 MB`, `300 of 15,625 files` */
export function tellStep({ phase, done, total }: ImportStep): string {
  return `${count(done)} of ${count(total)} ${phase.replace(/^read /, '')}`;
}

/** What has been imported, a sentence; `name` is the file as people know it. */
export function tellDone({ space, cells, columns, left_out, sha256, published }: ImportDone, name: string) {
  const left = left_out > 0 ? ` (${count(left_out)} left out: the log says why)` : '';
  const origin =
    sha256 === undefined
      ? ''
      : published
        ? `, from the published ${published}`
        : ', from a file that is not one of those published';
  return `${name} has ${count(cells)} cells of ${space} with ${columns.length === 1 ? 'one figure' : `${count(columns.length)} figures`} each${origin}${left}.`;
}

function count(n: number): string {
  return n.toLocaleString('en-US');
}
