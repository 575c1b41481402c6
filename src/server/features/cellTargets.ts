import type { CellDocument, DocumentCell } from '../../document/readDocument';
import type { CellTarget, Refusal } from '../../protocol/lsp';
import type { Session } from '../session';
import type { OpenFile } from '../workspace/openFile';

/** A cell of an open document, as of its present text. */
export interface FoundCell {
  readonly file: OpenFile;
  readonly read: CellDocument;
  readonly found: DocumentCell;
}

export const noCell: Refusal = { refused: 'There is no cell here.' };

/** The cell whose declaration holds the target's position, once its document is read. */
export async function findCell(
  { documents }: Session,
  { uri, position }: CellTarget,
): Promise<FoundCell | undefined> {
  const file = documents.get(uri);
  const read = await file?.whenRead();
  if (!file || !read) return undefined;
  const offset = file.document.offsetAt(position);
  const found = read.cells.find(
    ({ declaration }) => declaration.start <= offset && offset <= declaration.end,
  );
  return found && { file, read, found };
}

export function hasErrors(name: string): string {
  return `Cell ${name || 'without a name'} has errors; fix them first.`;
}
