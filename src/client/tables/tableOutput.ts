import type { TableCheck, TableChoice, TablePreview } from '../../protocol/runForms';

/** What `renas table FILE --json` prints; `undefined` when it is not that. */
export function parseTable(stdout: string): Omit<TableChoice, 'path'> | undefined {
  try {
    const value = JSON.parse(stdout) as {
      readonly rows: number;
      readonly columns: readonly { readonly name: string; readonly numeric: boolean }[];
      readonly cells: string | null;
      readonly preview?: TablePreview;
    };
    const columns = value.columns.filter(c => c.numeric).map(c => c.name);
    const problem =
      value.cells === null
        ? 'No column of it gives cells: it needs arch_str, raw_adjacency with raw_operations, module_hash or cell.'
        : columns.length === 0
          ? 'No column of it is numeric, so there is nothing to learn.'
          : undefined;
    const { rows, preview } = value;
    return { rows, columns, cells: value.cells ?? undefined, problem, ...(preview ? { preview } : {}) };
  } catch {
    return undefined;
  }
}

/** What it prints of `--space` and `--label`; `undefined` when it is not that. */
export function parseCheck(stdout: string): TableCheck | undefined {
  try {
    return (JSON.parse(stdout) as { readonly check?: TableCheck }).check;
  } catch {
    return undefined;
  }
}
