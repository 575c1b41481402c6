import type { Cell } from '../cells/cell';
import type { SearchSpace } from '../cells/space';

/** Columns that give a cell together, one for each choice, as tools for hyper-parameters write architectures. */
export interface ChoiceColumns {
  readonly kind: 'choices';
  /** `params_Op{i}`, `config/edge_{from}_{to}` */
  readonly pattern: string;
  readonly columns: readonly string[];
  /** How numbered columns are read, where their names do not tell: `the order of arch_str`. */
  readonly order?: string;
  /** The cell that a row's choices give, or what is wrong with it. */
  read(space: SearchSpace, values: Values): Cell | string;
}

/** A row by column. */
export type Values = Readonly<Record<string, unknown>>;
