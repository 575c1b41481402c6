import type { TableCheck, TableChoice, TablePreview } from '../../protocol/runForms';

/** What `renas table FILE --json` prints; `undefined` when it is not that. */
export function parseTable(stdout: string): Omit<TableChoice, 'path'> | undefined {
  try {
    const value = JSON.parse(stdout) as {
      readonly rows: number;
      readonly columns: readonly { readonly name: string; readonly numeric: boolean }[];
      readonly cells: string | null;
      readonly preview?: TablePreview;
      readonly spaces?: readonly string[];
      readonly goals?: TableChoice['goals'];
    };
    const columns = value.columns.filter(c => c.numeric).map(c => c.name);
    const problem =
      (value.cells ?? undefined) === undefined
        ? 'No column of it holds cells that are recognised (docs/tables.md says which are).'
        : columns.length === 0
          ? 'No column of it is numeric, so there is nothing to learn.'
          : undefined;
    const { rows, preview, spaces, goals } = value;
    return {
      rows,
      columns,
      cells: value.cells ?? undefined,
      problem,
      ...(preview ? { preview } : {}),
      ...(spaces ? { spaces } : {}),
      ...(goals ? { goals } : {}),
    };
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
