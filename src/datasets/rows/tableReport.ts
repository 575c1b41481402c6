/** What was done with the rows of a table. */
export interface TableReport {
  /** Of the table, those left out included. */
  readonly rows: number;
  readonly used: number;
  readonly leftOut: readonly LeftOut[];
  /** `the last epoch, 12`, where rows differ in it. */
  readonly epoch: string | undefined;
  /** Cells that were measured more than once, and in how many rows; each has the mean of its rows. */
  readonly repeated: { readonly cells: number; readonly rows: number } | undefined;
  /** Sample standard deviation of one measurement of the label, over all cells for which one is known. */
  readonly deviation: number | undefined;
  /** Sentences about what looks wrong, and was left as it is. */
  readonly warnings: readonly string[];
  /** Conditions as `--where` takes them, which would change that, or count rows that were left out by their status. */
  readonly suggested: readonly string[];
}

export interface LeftOut {
  readonly rows: number;
  /** Ends a sentence that begins `12 rows`: `with status crash`. */
  readonly why: string;
}

/** One sentence of what was done with the rows; `undefined` where each row is a cell and counts. */
export function describeReport(report: TableReport, name: string): string | undefined {
  const { rows, used, leftOut, epoch, repeated, deviation } = report;
  const parts: string[] = [];
  const out = leftOut.filter(each => each.rows > 0);
  if (out.length > 0 || epoch !== undefined)
    parts.push(
      `${count(used)} of the ${count(rows)} rows of ${name} are used${epoch === undefined ? '' : `, ${epoch}`}${out.length === 0 ? '' : `; left out: ${out.map(each => `${count(each.rows)} ${each.why}`).join(', ')}`}`,
    );
  if (repeated)
    parts.push(
      `${repeated.cells === 1 ? '1 cell was' : `${count(repeated.cells)} cells were`} measured more than once (${count(repeated.rows)} rows), and ${repeated.cells === 1 ? 'has' : 'have'} the mean`,
    );
  if (deviation !== undefined)
    parts.push(
      deviation === 0 && repeated
        ? 'rows of one cell are all equal, as copies are'
        : `one measurement has a deviation of ${Number(deviation.toPrecision(3))}`,
    );
  if (parts.length === 0) return undefined;
  const way =
    epoch !== undefined
      ? ' --epoch last|best|N and --where COLUMN=VALUE choose others.'
      : out.some(({ why }) => why.startsWith('with ')) || repeated
        ? ' --where COLUMN=VALUE chooses others.'
        : '';
  const [first = ''] = parts;
  return `${first.charAt(0).toUpperCase()}${[first.slice(1), ...parts.slice(1)].join('; ')}.${way}`;
}

function count(n: number): string {
  return n.toLocaleString('en-US');
}
