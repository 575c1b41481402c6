import { PassThrough } from 'node:stream';
import {
  type ClientCapabilities,
  type CodeAction,
  type CodeActionKind,
  CodeActionRequest,
  CodeLensRefreshRequest,
  type CompletionItem,
  CompletionRequest,
  createConnection,
  createProtocolConnection,
  DefinitionRequest,
  type Diagnostic,
  DidChangeTextDocumentNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  DidSaveTextDocumentNotification,
  DocumentFormattingRequest,
  DocumentHighlightRequest,
  DocumentOnTypeFormattingRequest,
  DocumentRangeFormattingRequest,
  DocumentSymbolRequest,
  FoldingRangeRequest,
  type Hover,
  HoverRequest,
  InitializedNotification,
  type InitializeParams,
  InitializeRequest,
  type InitializeResult,
  type InlayHint,
  InlayHintRefreshRequest,
  InlayHintRequest,
  LinkedEditingRangeRequest,
  type Location,
  LogMessageNotification,
  Message,
  type MessageReader,
  type MessageStrategy,
  type MessageWriter,
  type Position,
  PrepareRenameRequest,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  type Range,
  ReferencesRequest,
  RegistrationRequest,
  RenameRequest,
  type SelectionRange,
  SelectionRangeRequest,
  SemanticTokensRangeRequest,
  SemanticTokensRequest,
  ShowMessageNotification,
  ShutdownRequest,
  SignatureHelpRequest,
  StreamMessageReader,
  StreamMessageWriter,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { type PredictorStatus, predictorStatus } from '../../src/protocol/lsp';
import { semanticTokensLegend } from '../../src/server/features/semanticTokens';
import { lifecycleOptions } from '../../src/server/lifecycle';
import { startServer } from '../../src/server/server';
import type { StartPredictor } from '../../src/server/session';
import { until } from './until';

/** A client that speaks to a server over a real connection, in memory. */
export interface TestClient {
  readonly connection: ProtocolConnection;
  /** How often the server has asked for the hints to be asked again. */
  readonly refreshes: () => number;
  readonly statuses: readonly PredictorStatus[];
  readonly logged: readonly string[];
  /** What the server has asked the client to show the user. */
  readonly shown: readonly string[];
  /** The methods of all notifications of the server. */
  readonly notified: ReadonlySet<string>;
  readonly initializeResult: InitializeResult;
  open(text: string, uri?: string): TestDocument;
  close(): Promise<void>;
}

/** What a client can do, and how it behaves. */
export interface ClientProfile {
  readonly capabilities: ClientCapabilities;
  /** How it responds to requests of the server: as the protocol says, with "method not found", or never. */
  readonly responses?: 'results' | 'errors' | 'none';
  /** What it says of folders, where that is not a root URI. */
  readonly folders?: Partial<InitializeParams>;
}

/** What the client of VS Code asks for. */
export const richOptions = { pictures: true, predictorStatus: true };

/** A client that can do what VS Code can, of what the server makes a difference by. */
export const capableClient: ClientProfile = {
  capabilities: {
    workspace: {
      workspaceEdit: { documentChanges: true, resourceOperations: ['create'] },
      workspaceFolders: true,
      inlayHint: { refreshSupport: true },
      codeLens: { refreshSupport: true },
    },
    textDocument: {
      hover: { contentFormat: ['markdown', 'plaintext'] },
      completion: {
        completionItem: {
          snippetSupport: true,
          labelDetailsSupport: true,
          documentationFormat: ['markdown', 'plaintext'],
        },
      },
      signatureHelp: { signatureInformation: { documentationFormat: ['markdown', 'plaintext'] } },
      documentSymbol: { hierarchicalDocumentSymbolSupport: true },
      codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: [] } } },
      rename: { prepareSupport: true },
      publishDiagnostics: { relatedInformation: true, tagSupport: { valueSet: [1] } },
    },
  },
};

/** A client of a server in this process. */
export async function startTestClient(
  startPredictor: StartPredictor,
  initializationOptions: unknown = richOptions,
  rootUri: string | null = null,
  profile: ClientProfile = capableClient,
): Promise<TestClient> {
  const toServer = new PassThrough();
  const toClient = new PassThrough();
  const server = createConnection(
    new StreamMessageReader(toServer),
    new StreamMessageWriter(toClient),
    lifecycleOptions(),
  );
  startServer(server, startPredictor);
  const client = await connectTestClient(
    new StreamMessageReader(toClient),
    new StreamMessageWriter(toServer),
    initializationOptions,
    rootUri,
    profile,
  );
  return {
    ...client,
    async close() {
      await client.close();
      server.dispose();
    },
  };
}

/** A client of a server that reads and writes elsewhere. */
export async function connectTestClient(
  reader: MessageReader,
  writer: MessageWriter,
  initializationOptions: unknown = richOptions,
  rootUri: string | null = null,
  { capabilities, responses = 'results', folders = {} }: ClientProfile = capableClient,
): Promise<TestClient> {
  const notified = new Set<string>();
  const messageStrategy: MessageStrategy = {
    handleMessage(message, next) {
      if (Message.isNotification(message)) notified.add(message.method);
      next(message);
    },
  };
  const connection = createProtocolConnection(reader, writer, undefined, { messageStrategy });
  const statuses: PredictorStatus[] = [];
  const logged: string[] = [];
  const shown: string[] = [];
  const published = new Map<string, { version: number | undefined; diagnostics: Diagnostic[] }>();
  let refreshes = 0;
  connection.onNotification(predictorStatus, status => void statuses.push(status));
  connection.onNotification(LogMessageNotification.type, ({ message }) => void logged.push(message));
  connection.onNotification(ShowMessageNotification.type, ({ message }) => void shown.push(message));
  connection.onNotification(PublishDiagnosticsNotification.type, ({ uri, version, diagnostics }) => {
    published.set(uri, { version, diagnostics });
  });
  const refreshRequests = [InlayHintRefreshRequest.type, CodeLensRefreshRequest.type];
  if (responses === 'results') connection.onRequest(InlayHintRefreshRequest.type, () => void refreshes++);
  // Without a handler, the connection responds with "method not found".
  if (responses === 'none')
    for (const { method } of [...refreshRequests, RegistrationRequest.type])
      connection.onRequest(method, () => new Promise(() => {}));
  connection.listen();
  const initializeResult = await connection.sendRequest(InitializeRequest.type, {
    processId: null,
    rootUri,
    ...folders,
    initializationOptions,
    capabilities,
  });
  await connection.sendNotification(InitializedNotification.type, {});
  const encoding = initializeResult.capabilities.positionEncoding ?? 'utf-16';
  let files = 0;
  return {
    connection,
    refreshes: () => refreshes,
    statuses,
    logged,
    shown,
    notified,
    initializeResult,
    open: (text, uri = `file:///cells/${++files}.cell`) =>
      openDocument(connection, uri, text, () => published.get(uri), encoding),
    async close() {
      await connection.sendRequest(ShutdownRequest.type);
      connection.dispose();
    },
  };
}

export type TestDocument = ReturnType<typeof openDocument>;

function openDocument(
  connection: ProtocolConnection,
  uri: string,
  opened: string,
  published: () => { version: number | undefined; diagnostics: Diagnostic[] } | undefined,
  encoding: string = 'utf-16',
) {
  let document = TextDocument.create(uri, 'cell', 1, opened);
  const textDocument = { uri };
  const lineOf = (line: number) =>
    document.getText({ start: { line, character: 0 }, end: { line: line + 1, character: 0 } });
  /** Positions as they go over the wire. */
  const wire = (offset: number): Position => {
    const { line, character } = document.positionAt(offset);
    return { line, character: unitsIn(lineOf(line).slice(0, character), encoding) };
  };
  const position = ({ line, character }: Position): Position => ({
    line,
    character: firstUnits(lineOf(line), character, encoding).length,
  });
  const rangeOf = ({ start, end }: Range): Range => ({ start: position(start), end: position(end) });
  const at = (offset: number) => ({ textDocument, position: wire(offset) });
  const all = (): Range => ({ start: wire(0), end: wire(document.getText().length) });
  const textAt = (range: Range) => document.getText(rangeOf(range));
  const applyEdits = (edits: readonly TextEdit[] | null | undefined) =>
    TextDocument.applyEdits(
      document,
      (edits ?? []).map(edit => ({ ...edit, range: rangeOf(edit.range) })),
    );
  void connection.sendNotification(DidOpenTextDocumentNotification.type, {
    textDocument: { uri, languageId: 'cell', version: 1, text: opened },
  });
  return {
    uri,
    text: () => document.getText(),
    textAt,
    offsetAt: (wired: Position) => document.offsetAt(position(wired)),
    /** Replaces the text from `start` to `end`, as one incremental change. */
    change(start: number, end: number, text: string) {
      const range = { start: wire(start), end: wire(end) };
      const ours = { start: document.positionAt(start), end: document.positionAt(end) };
      document = TextDocument.update(document, [{ range: ours, text }], document.version + 1);
      void connection.sendNotification(DidChangeTextDocumentNotification.type, {
        textDocument: { uri, version: document.version },
        contentChanges: [{ range, text }],
      });
    },
    replace(old: string, text: string) {
      const start = document.getText().indexOf(old);
      if (start < 0) throw new Error(`The text does not hold ${old}`);
      this.change(start, start + old.length, text);
    },
    save: () => void connection.sendNotification(DidSaveTextDocumentNotification.type, { textDocument }),
    close: () => void connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument }),
    /** The diagnostics published for the present text. */
    async diagnostics(seconds?: number): Promise<Diagnostic[]> {
      await until(() => published()?.version === document.version, seconds);
      return published()?.diagnostics ?? [];
    },
    lastPublished: published,
    hints: async (range: Range = all()): Promise<InlayHint[]> =>
      (await connection.sendRequest(InlayHintRequest.type, { textDocument, range })) ?? [],
    /** `cell name: label` of every hint, in the order of the text. */
    async labels(): Promise<string[]> {
      const lines = document.getText().split('\n');
      return (await this.hints()).map(({ position, label }) => {
        const name = /\bcell\s+(\S+)/.exec(lines[position.line] ?? '')?.[1];
        return `${name}: ${String(label)}`;
      });
    },
    hover: (offset: number): Promise<Hover | null> => connection.sendRequest(HoverRequest.type, at(offset)),
    async hoverText(offset: number): Promise<string> {
      const hover = await this.hover(offset);
      return hover === null ? '' : (hover.contents as { value: string }).value;
    },
    async completion(offset: number): Promise<CompletionItem[]> {
      const items = await connection.sendRequest(CompletionRequest.type, at(offset));
      return (Array.isArray(items) ? items : (items?.items ?? [])).sort((a, b) =>
        (a.sortText ?? '') < (b.sortText ?? '') ? -1 : 1,
      );
    },
    async definition(offset: number): Promise<Location[]> {
      return (await connection.sendRequest(DefinitionRequest.type, at(offset))) as Location[];
    },
    async references(offset: number, includeDeclaration = true): Promise<Location[]> {
      const params = { ...at(offset), context: { includeDeclaration } };
      return (await connection.sendRequest(ReferencesRequest.type, params)) ?? [];
    },
    highlights: (offset: number) => connection.sendRequest(DocumentHighlightRequest.type, at(offset)),
    prepareRename: (offset: number) => connection.sendRequest(PrepareRenameRequest.type, at(offset)),
    async rename(offset: number, newName: string): Promise<string> {
      const edit = await connection.sendRequest(RenameRequest.type, { ...at(offset), newName });
      return this.applied(edit);
    },
    async formatted(): Promise<string> {
      const options = { tabSize: 2, insertSpaces: true };
      const edits = await connection.sendRequest(DocumentFormattingRequest.type, { textDocument, options });
      return applyEdits(edits);
    },
    async codeActions(start: number, end = start, only?: CodeActionKind[]): Promise<CodeAction[]> {
      const range = { start: wire(start), end: wire(end) };
      const context = { diagnostics: [], ...(only ? { only } : {}) };
      return (await connection.sendRequest(CodeActionRequest.type, {
        textDocument,
        range,
        context,
      })) as CodeAction[];
    },
    /** The text after a workspace edit. */
    applied(edit: WorkspaceEdit | null | undefined): string {
      return applyEdits(edit?.changes?.[uri]);
    },
    /** `text type.modifier` of every token, in the order of the text; in `range` alone if one is given. */
    async tokens(range?: Range): Promise<string[]> {
      const { data } = (await (range
        ? connection.sendRequest(SemanticTokensRangeRequest.type, { textDocument, range })
        : connection.sendRequest(SemanticTokensRequest.type, { textDocument }))) ?? { data: [] };
      const { tokenTypes, tokenModifiers } = semanticTokensLegend;
      const tokens: string[] = [];
      let [line, character] = [0, 0];
      for (let i = 0; i < data.length; i += 5) {
        const [lines, characters, length, type, bits] = data.slice(i, i + 5) as [
          number,
          number,
          number,
          number,
          number,
        ];
        character = lines > 0 ? characters : character + characters;
        line += lines;
        const end = { line, character: character + length };
        const word = textAt({ start: { line, character }, end });
        const given = tokenModifiers.filter((_, bit) => bits & (1 << bit));
        tokens.push(`${word} ${[tokenTypes[type], ...given].join('.')}`);
      }
      return tokens;
    },
    /** The texts around the offset, from the innermost. */
    async selections(offset: number): Promise<string[]> {
      const positions = [wire(offset)];
      const found = await connection.sendRequest(SelectionRangeRequest.type, { textDocument, positions });
      const texts: string[] = [];
      for (let each: SelectionRange | undefined = found?.[0]; each; each = each.parent)
        texts.push(textAt(each.range));
      return texts;
    },
    linked: (offset: number) => connection.sendRequest(LinkedEditingRangeRequest.type, at(offset)),
    signature: (offset: number) => connection.sendRequest(SignatureHelpRequest.type, at(offset)),
    async rangeFormatted(start: number, end: number): Promise<string> {
      const range = { start: wire(start), end: wire(end) };
      const options = { tabSize: 2, insertSpaces: true };
      const edits = await connection.sendRequest(DocumentRangeFormattingRequest.type, {
        textDocument,
        range,
        options,
      });
      return applyEdits(edits);
    },
    /** The text after `ch` has been typed before the offset. */
    async typed(offset: number, ch: string): Promise<string> {
      const options = { tabSize: 2, insertSpaces: true };
      const params = { ...at(offset), ch, options };
      const edits = await connection.sendRequest(DocumentOnTypeFormattingRequest.type, params);
      return applyEdits(edits);
    },
    symbols: () => connection.sendRequest(DocumentSymbolRequest.type, { textDocument }),
    folds: () => connection.sendRequest(FoldingRangeRequest.type, { textDocument }),
  };
}

/** How many units of the encoding a text has. */
function unitsIn(text: string, encoding: string): number {
  if (encoding === 'utf-8') return Buffer.byteLength(text);
  return encoding === 'utf-32' ? [...text].length : text.length;
}

function firstUnits(text: string, units: number, encoding: string): string {
  if (encoding === 'utf-8') return Buffer.from(text).subarray(0, units).toString();
  return encoding === 'utf-32' ? [...text].slice(0, units).join('') : text.slice(0, units);
}

/** `a = conv1x1(in|put)` → the text without the mark, and where the mark stood. */
export function cursorIn(marked: string): { readonly text: string; readonly offset: number } {
  const offset = marked.indexOf('|');
  if (offset < 0) throw new Error('The text has no cursor.');
  return { text: marked.slice(0, offset) + marked.slice(offset + 1), offset };
}

/** The text with `⟦` and `⟧` around every range. */
export function withRanges(text: string, ranges: readonly Range[]): string {
  const document = TextDocument.create('', 'cell', 0, text);
  return TextDocument.applyEdits(
    document,
    ranges.map(range => ({ range, newText: `⟦${document.getText(range)}⟧` })),
  );
}
