/** What `renas import --json` prints, a line each. */
export type ImportLine = ImportStep | ImportDone;

export interface ImportStep {
  readonly event: 'progress';
  /** `read MB`, `read files` */
  readonly phase: string;
  readonly done: number;
  readonly total: number;
}

export interface ImportDone {
  readonly event: 'done';
  readonly file: string;
  readonly space: string;
  readonly cells: number;
  readonly left_out: number;
  /** The first of what was left out; `line` counts records, files or rows. */
  readonly problems: readonly { readonly line: number; readonly message: string }[];
  readonly columns: readonly string[];
  /** Absent where there is no published file to compare with. */
  readonly sha256?: string;
  /** Name of the published file that it is; `null`: none. */
  readonly published?: string | null;
}

/** `undefined` for a line that is none of these. */
export function parseImportLine(line: string): ImportLine | undefined {
  try {
    const value = JSON.parse(line) as ImportLine;
    return value.event === 'progress' || value.event === 'done' ? value : undefined;
  } catch {
    return undefined;
  }
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
