import { type CancellationToken, LSPErrorCodes, type Position, ResponseError } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { CellDocument } from '../document/readDocument';
import type { Session } from './session';
import type { OpenFile } from './workspace/openFile';

export interface OfDocument {
  readonly textDocument: { readonly uri: string };
}

/** A request about an open document whose text has been read. */
export interface DocumentRequest<Params> {
  readonly file: OpenFile;
  readonly document: TextDocument;
  readonly read: CellDocument;
  readonly params: Params;
  readonly token: CancellationToken;
}

/** The handler that answers once the document is read; with `none` for one that is not open. */
export function forDocument<Params extends OfDocument, Answer, None = null>(
  session: Session,
  answer: (request: DocumentRequest<Params>) => Answer | Promise<Answer>,
  none: None = null as None,
) {
  return async (params: Params, token: CancellationToken): Promise<Answer | None> => {
    const file = session.documents.get(params.textDocument.uri);
    const read = await file?.whenRead();
    stopIfCancelled(token);
    if (!file || !read) return none;
    const answered = await answer({ file, document: file.document, read, params, token });
    stopIfCancelled(token);
    return answered;
  };
}

/** The same for a request at a position of the document. */
export function atOffset<Params extends OfDocument & { readonly position: Position }, Answer>(
  session: Session,
  answer: (request: DocumentRequest<Params> & { readonly offset: number }) => Answer | Promise<Answer>,
) {
  return forDocument<Params, Answer>(session, request =>
    answer({ ...request, offset: request.document.offsetAt(request.params.position) }),
  );
}

/** Resolves when every open document has been read. */
export async function allRead({ documents }: Session): Promise<void> {
  await Promise.all(documents.files().map(file => file.whenRead()));
}

/** A string is a request that is right in form and can't be done; the client shows it to the user. */
export function orFailure<Result>(answer: Result | string): Result {
  if (typeof answer === 'string') throw new ResponseError(LSPErrorCodes.RequestFailed, answer);
  return answer;
}

function stopIfCancelled(token: CancellationToken): void {
  if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'Cancelled.');
}
