import type { FromPage } from '../../src/protocol/panel';
import type { TableCheck } from '../../src/protocol/runForms';

/** A table, the space its cells are to be of, and the column that is to have a number in each row. */
export interface CheckedTable {
  readonly table: string;
  readonly space: string;
  readonly label: string;
}

/** Asks the host how tables read, one at a time: a new question ends the one before it. */
export interface TableChecks {
  /** `undefined` while it is being read. */
  ask(what: CheckedTable): TableCheck | undefined;
  answer(what: CheckedTable, check: TableCheck): void;
  /** Files may have changed. */
  forget(): void;
}

export function createTableChecks(post: (message: FromPage) => void): TableChecks {
  const known = new Map<string, TableCheck>();
  let asked = '';
  const keyOf = ({ table, space, label }: CheckedTable) => JSON.stringify([table, space, label]);
  return {
    ask(what) {
      const key = keyOf(what);
      const check = known.get(key);
      if (!check && asked !== key) {
        asked = key;
        post({ kind: 'checkTable', ...what });
      }
      return check;
    },
    answer(what, check) {
      known.set(keyOf(what), check);
    },
    forget() {
      known.clear();
      asked = '';
    },
  };
}
