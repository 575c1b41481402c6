import type { FromPage } from '../../src/protocol/panel';
import type { CheckedTable, TableCheck } from '../../src/protocol/runForms';

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
  const keyOf = ({ table, space, label, goal, cells, where, epoch }: CheckedTable) =>
    JSON.stringify([table, space, label, goal, cells, where, epoch]);
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
