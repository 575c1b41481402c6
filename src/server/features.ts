import {
  type CancellationToken,
  type CodeAction,
  CodeActionKind,
  type Connection,
  LSPErrorCodes,
  type Position,
  ResponseError,
} from 'vscode-languageserver';
import type { SearchSpace } from '../cells/space';
import { singleEdits } from '../document/singleEdits';
import type { CellTarget, ServerOptions } from '../protocol/lsp';
import type { ClientAbilities } from './capabilities';
import type { CellQuestions } from './features/cellQuestions';
import { codeActions, fixAll, isWanted } from './features/codeActions';
import { codeLenses } from './features/codeLenses';
import { completion, withoutSnippet } from './features/completion';
import { definition, highlights, references } from './features/definition';
import { documentSymbols } from './features/documentSymbols';
import { extractSpace } from './features/extractSpace';
import { foldingRanges } from './features/foldingRanges';
import { formatting, onTypeFormatting, rangeFormatting } from './features/formatting';
import { hover, hoveredCell } from './features/hover';
import { improvementActions, type StateOf } from './features/improvements';
import { inlayHints } from './features/inlayHints';
import { linkedEditing } from './features/linkedEditing';
import { operationHints } from './features/operationHints';
import { holds, spanOf } from './features/ranges';
import { prepareRename, rename } from './features/rename';
import { selectionRanges } from './features/selectionRanges';
import { semanticTokens } from './features/semanticTokens';
import { signatureHelp } from './features/signatureHelp';
import { workspaceSymbols } from './features/workspaceSymbols';
import type { HashedCell, Scores } from './scoring/scores';
import type { OpenFile } from './workspace/openFile';
import { isDeclared, renameShared, sharedAt, sharedLocations } from './workspace/sharedPlaces';
import type { Workspace } from './workspace/workspace';

/** What a document's hypothetical cells are wanted under, besides the document itself. */
export const purposes = ['completion', 'edits', 'operations'] as const;
export type Purpose = (typeof purposes)[number];

export interface FeatureContext {
  /** The open files. */
  readonly files: ReadonlyMap<string, OpenFile>;
  readonly workspace: Workspace;
  readonly state: StateOf;
  readonly questions: CellQuestions;
  scores(): Scores;
  options(): ServerOptions;
  can(): ClientAbilities;
  /** Asks for the scores of a document's hypothetical cells. */
  want(uri: string, purpose: Purpose, cells: readonly HashedCell[]): void;
}

/** Answers the requests of the Language Server Protocol: one pure function a feature, once the file is read. */
export function serveFeatures(connection: Connection, context: FeatureContext): void {
  const { files, workspace, state, questions, scores, options, can, want } = context;

  type OfDocument = { readonly textDocument: { readonly uri: string } };

  /** The handler that answers for an open document once it is read, and with `none` for any other. */
  function forFile<Params extends OfDocument, Answer, None = null>(
    answer: (file: OpenFile, params: Params) => Answer,
    none: None = null as None,
  ) {
    return (params: Params, cancelled: CancellationToken) => {
      const { uri } = params.textDocument;
      const opened = files.get(uri);
      if (!opened) return none;
      return onceRead([opened], () => {
        if (cancelled.isCancellationRequested)
          throw new ResponseError(LSPErrorCodes.RequestCancelled, 'Cancelled.');
        const file = files.get(uri);
        return file ? answer(file, params) : none;
      });
    };
  }

  function atOffset<Params extends OfDocument & { readonly position: Position }, Answer>(
    answer: (file: OpenFile, offset: number, params: Params) => Answer,
  ) {
    return forFile((file, params: Params) => answer(file, file.document.offsetAt(params.position), params));
  }

  connection.languages.inlayHint.on(
    forFile((file, { range }) => {
      scores().prefer(file.document.uri);
      const lines = { first: range.start.line, last: range.end.line };
      const ranks = file.ranks(scores());
      file.show(ranks, lines);
      const hints = inlayHints(file.document, file.read(), ranks, lines);
      if (!options().features?.operationHints) return hints;
      const ofOperations = operationHints(file.document, file.read(), state, lines);
      file.awaited = ofOperations.pending;
      want(file.document.uri, 'operations', ofOperations.pending);
      return [...hints, ...ofOperations.hints];
    }),
  );
  connection.onHover(
    atOffset(async (file, offset) => {
      const read = file.read();
      const cell = hoveredCell(read, offset);
      const asked = cell === undefined ? {} : await questions.ofHover(read, file.ranks(scores()), cell);
      // The text may be another by now: whoever still wants to know asks again.
      if (!file.isRead || file.read() !== read) return null;
      const predictorOf = (space: SearchSpace) => scores().predictor(space);
      return hover(file.document, read, file.ranks(scores()), predictorOf, offset, asked);
    }),
  );
  connection.onCompletion(
    atOffset((file, offset) => {
      const { items, pending } = completion(file.read(), offset, state);
      want(file.document.uri, 'completion', pending);
      return {
        isIncomplete: pending.length > 0,
        items: can().insertSnippets ? [...items] : items.map(withoutSnippet),
      };
    }),
  );
  /** What is named at `offset` that other files may name too. */
  const shared = (file: OpenFile, offset: number) =>
    sharedAt(workspace.present(), file.document.uri, file.read(), offset);
  connection.onDefinition(
    atOffset((file, offset) => {
      const named = shared(file, offset);
      return named
        ? sharedLocations(named, declares => declares)
        : definition(file.document, file.read(), offset);
    }),
  );
  connection.onReferences(
    atOffset((file, offset, { context: { includeDeclaration } }) =>
      onceRead([...files.values()], () => {
        const named = shared(file, offset);
        return named
          ? sharedLocations(named, declares => includeDeclaration || !declares)
          : references(file.document, file.read(), offset, includeDeclaration);
      }),
    ),
  );
  connection.onDocumentHighlight(atOffset((file, offset) => highlights(file.document, file.read(), offset)));
  connection.onPrepareRename(
    atOffset((file, offset) => {
      const named = shared(file, offset);
      return orFailure(prepareRename(file.document, file.read(), offset, named && isDeclared(named)));
    }),
  );
  connection.onWorkspaceSymbol(({ query }) => workspaceSymbols(workspace.present(), query));
  connection.onRenameRequest(
    atOffset((file, offset, { newName }) =>
      onceRead([...files.values()], () => {
        const named = shared(file, offset);
        return orFailure(
          named
            ? renameShared(workspace.index, named, newName)
            : rename(file.document, file.read(), offset, newName),
        );
      }),
    ),
  );
  connection.onDocumentFormatting(forFile(file => formatting(file.document, file.read())));
  connection.onDocumentRangeFormatting(
    forFile((file, { range }) => rangeFormatting(file.document, file.read(), spanOf(file.document, range))),
  );
  connection.onDocumentOnTypeFormatting(
    forFile((file, { position, ch }) => onTypeFormatting(file.document, file.read(), position, ch)),
  );
  connection.languages.semanticTokens.on(
    forFile(file => semanticTokens(file.document, file.read()), { data: [] }),
  );
  connection.languages.semanticTokens.onRange(
    forFile((file, { range }) => semanticTokens(file.document, file.read(), spanOf(file.document, range)), {
      data: [],
    }),
  );
  connection.onSelectionRanges(
    forFile((file, { positions }) => selectionRanges(file.document, file.read().file, positions)),
  );
  connection.languages.onLinkedEditingRange(
    atOffset((file, offset) => linkedEditing(file.document, file.read(), offset)),
  );
  connection.onSignatureHelp(atOffset((file, offset) => signatureHelp(file.read(), offset)));
  connection.onCodeAction(
    forFile((file, { range, context: { only } }) => {
      const { document } = file;
      const selection = { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
      const read = file.read();
      const actions = codeActions(document, read, selection);
      if (can().createFiles) actions.push(...extractSpace(document, read, selection.start));
      // Others show it among the actions of a place, where it does not belong.
      if (only) actions.push(...fixAll(document, read));
      if (isWanted(CodeActionKind.RefactorRewrite, only)) {
        const target = options().commands ? { uri: document.uri, position: range.start } : undefined;
        actions.push(...improving(file, selection.start, target));
      }
      return actions.filter(({ kind }) => kind !== undefined && isWanted(kind, only));
    }),
  );
  function improving(file: OpenFile, offset: number, target: CellTarget | undefined): CodeAction[] {
    const { document } = file;
    const read = file.read();
    const found = read.cells.find(({ declaration }) => holds(declaration, offset));
    const { space } = found ?? {};
    if (!found || !space) return [];
    const edits = singleEdits(read, found);
    want(
      document.uri,
      'edits',
      edits.map(({ cell, hash }) => ({ space, cell, hash })),
    );
    return [...improvementActions(document, found, edits, state, target)];
  }
  connection.onCodeLens(
    forFile(file =>
      options().commands && options().features?.codeLenses !== false
        ? codeLenses(file.document, file.read())
        : [],
    ),
  );
  connection.onDocumentSymbol(forFile(file => documentSymbols(file.document, file.read().file)));
  connection.onFoldingRanges(forFile(file => foldingRanges(file.document, file.read().file)));
}

/** Answers when the files have been read: at once, but where there is much to read. */
export function onceRead<Answer>(
  wanted: readonly OpenFile[],
  answer: () => Answer,
): Answer | Promise<Awaited<Answer>> {
  const unread = wanted.filter(file => !file.isRead);
  if (unread.length === 0) return answer();
  const later = async (): Promise<Awaited<Answer>> => {
    await Promise.all(unread.map(file => file.whenRead()));
    return await answer();
  };
  return later();
}

/** A string is a request that is right in form and can't be done; the message is shown to the user. */
function orFailure<Result>(answer: Result | string): Result | ResponseError<void> {
  return typeof answer === 'string' ? new ResponseError(LSPErrorCodes.RequestFailed, answer) : answer;
}
