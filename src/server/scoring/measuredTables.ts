import type { Cell } from '../../cells/cell';
import type { SearchSpace } from '../../cells/space';
import type { ServerOptions, TablesChanged } from '../../protocol/lsp';
import type { TableFigure, ToldCost } from '../../protocol/tables';
import type { HashedCell } from './scores';

/** Tables of measured cells and of costs, read elsewhere: by a process, or by a stand-in of a test. */
export interface MeasuredTables {
  /** Cells of the space will be asked for: a large table takes a while to read. */
  prepare(space: SearchSpace): void;
  /** What the tables have of a cell. Never rejects. */
  find(cell: HashedCell): Promise<readonly TableFigure[]>;
  /** What the tables of costs of a document say of each cell of a space; none where there are none. Never rejects. */
  costs(space: SearchSpace, cells: readonly Cell[], uri: string): Promise<readonly (readonly ToldCost[])[]>;
  choose(changed: TablesChanged): void;
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
  return { prepare() {}, find: async () => [], costs: async () => [], choose() {}, dispose() {} };
}
