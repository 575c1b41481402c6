import { type TablesChanged, tablesChanged } from '../../protocol/lsp';
import type { Session } from '../session';

/** Follows the tables that the client chooses, and has them read for the spaces of the documents that are open. */
export function serveMeasuredTables(session: Session): void {
  session.onRead(({ read }) => {
    for (const space of new Set(read.cells.map(found => found.cell && found.space)))
      if (space) session.tables.prepare(space);
  });
  session.connection.onNotification(tablesChanged, (changed: TablesChanged) => session.chooseTables(changed));
}
