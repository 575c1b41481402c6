import { tablesChanged } from '../../protocol/lsp';
import { tablePaths } from '../serverOptions';
import type { Session } from '../session';

/** Follows the tables that the client chooses, and has them read for the spaces of the documents that are open. */
export function serveMeasuredTables(session: Session): void {
  session.onRead(({ read }) => {
    for (const space of new Set(read.cells.map(found => found.cell && found.space)))
      if (space) session.tables.prepare(space);
  });
  session.connection.onNotification(tablesChanged, (changed: { readonly tables?: unknown }) =>
    session.tables.choose(tablePaths(changed.tables)),
  );
}
