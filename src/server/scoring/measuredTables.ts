import type { SearchSpace } from '../../cells/space';
import type { ServerOptions } from '../../protocol/lsp';
import type { TableFigure } from '../../protocol/tables';
import type { HashedCell } from './scores';

/** Tables of measured cells, read elsewhere: by a process, or by a stand-in of a test. */
export interface MeasuredTables {
  /** Cells of the space will be asked for: a large table takes a while to read. */
  prepare(space: SearchSpace): void;
  /** What the tables have of a cell. Never rejects. */
  find(cell: HashedCell): Promise<readonly TableFigure[]>;
  choose(tables: readonly string[]): void;
  dispose(): void;
}

export interface TableListener {
  /** One sentence for the user. */
  problem(message: string): void;
  log(line: string): void;
}

export type OpenTables = (options: ServerOptions, listener: TableListener) => MeasuredTables;

/** For a server that shows no tables. */
export function noTables(): MeasuredTables {
  return { prepare() {}, find: async () => [], choose() {}, dispose() {} };
}
