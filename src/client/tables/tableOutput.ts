import type * as v from 'valibot';
import type { TableCheck, TableChoice } from '../../protocol/runForms';
import { readJson } from '../../protocol/schemas/readJson';
import { tableLine } from '../../protocol/schemas/tableLines';

/** What `renas table FILE --json` prints; `undefined` when it is not that. */
export function parseTable(stdout: string): Omit<TableChoice, 'path'> | undefined {
  const value = parse(stdout);
  if (!value) return undefined;
  const { rows, preview, spaces, goals } = value;
  const cells = value.cells ?? undefined;
  // Figures before what numbers the rows or tells them apart: the first is likely the label.
  const numeric = value.columns.filter(c => c.numeric);
  const columns = [
    ...numeric.filter(({ role }) => role === undefined),
    ...numeric.filter(({ role }) => role !== undefined),
  ].map(c => c.name);
  const problem =
    cells === undefined
      ? 'No column of it holds cells that are recognised (docs/tables.md says which are).'
      : columns.length === 0
        ? 'No column of it is numeric, so there is nothing to learn.'
        : undefined;
  return {
    rows,
    columns,
    cells,
    problem,
    ...(preview ? { preview } : {}),
    ...(spaces ? { spaces } : {}),
    ...(goals ? { goals } : {}),
  };
}

/** What it prints of `--space` and `--label`; `undefined` when it is not that. */
export function parseCheck(stdout: string): TableCheck | undefined {
  return parse(stdout)?.check;
}

function parse(stdout: string): v.InferOutput<typeof tableLine> | undefined {
  const value = readJson<v.InferOutput<typeof tableLine>>(tableLine, stdout, 'renas table');
  return typeof value === 'string' ? undefined : value;
}
