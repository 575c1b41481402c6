import path from 'node:path';
import * as vscode from 'vscode';
import {
  type CellSource,
  type DrawAnswer,
  type DrawnCell,
  drawCells,
  type RankedFile,
  type Refusal,
  rankedCells,
} from '../../protocol/lsp';
import type { FileCells, PageCell, SpaceCells } from '../../protocol/panel';
import { nameAmong } from '../../protocol/runNames';
import type { RunStore } from '../../runs/runStore';
import { foundScheme, language } from '../ids';
import type { AskServer } from '../language/askServer';
import { openNewDocument } from '../newDocument';
import type { ModelChoice } from '../predictors/models';
import type { FoundDocuments } from '../runs/foundDocuments';
import { type RunPlace, shortPath } from '../workspace';
import { readDistribution } from './distribution';
import { emptyLinesAround } from './emptyLinesAround';

/** What the panel's page asks of cells: of those that runs have found, and of the file edited last. */
export interface PanelCells extends vscode.Disposable {
  draw(cells: readonly PageCell[]): Promise<readonly (DrawnCell | Refusal)[]>;
  open(cell: PageCell): Promise<void>;
  /** The files of cells that two runs have found, side by side. */
  diff(runs: readonly [string, string]): Promise<void>;
  insert(text: string): Promise<void>;
  ofFile(): Promise<FileCells>;
  /** The server is up. */
  connect(ask: AskServer): void;
}

export interface PanelCellsOptions {
  readonly place: RunPlace;
  readonly store: RunStore;
  readonly found: FoundDocuments;
  readonly models: ModelChoice;
  /** The folder of the shipped predictors. */
  readonly shipped: string;
  /** Other cells may be in `ofFile` now. */
  readonly onChange: () => void;
}

export function createPanelCells({
  place,
  store,
  found,
  models,
  shipped,
  onChange,
}: PanelCellsOptions): PanelCells {
  let ask: AskServer | undefined;
  let edited: vscode.TextDocument | undefined = cellEditor()?.document;
  const disposables = vscode.Disposable.from(
    vscode.window.onDidChangeActiveTextEditor(editor => {
      if (!editor || !isCellFile(editor) || editor.document === edited) return;
      edited = editor.document;
      onChange();
    }),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document === edited) onChange();
    }),
    vscode.workspace.onDidCloseTextDocument(document => {
      if (document !== edited) return;
      edited = cellEditor()?.document;
      onChange();
    }),
  );
  /** A cell that a run has found, as a text with the space that it needs. */
  const textOf = (cell: Extract<PageCell, { from: 'run' }>): string => {
    const record = store.rows().find(row => row.id === cell.run)?.record;
    const texts = (record?.inputs ?? []).flatMap(input => input.text ?? []);
    return [...texts, cell.text].join('\n');
  };
  const sourceOf = (cell: PageCell): CellSource =>
    cell.from === 'file' ? cell.target : { text: textOf(cell), name: cell.name };
  const server = (): AskServer => {
    if (!ask) throw new Error('The language server, which reads the cells, is still starting.');
    return ask;
  };

  return {
    async draw(cells) {
      const params = { cells: cells.map(sourceOf), marked: cells.length === 2, direction: 'down' };
      return (await server()<DrawAnswer>(drawCells, params)).cells;
    },
    async open(cell) {
      if (cell.from === 'file') {
        const { uri, position } = cell.target;
        return showAt(await vscode.workspace.openTextDocument(vscode.Uri.parse(uri)), position);
      }
      const row = store.rows().find(each => each.id === cell.run);
      if (row?.record?.results.found !== undefined) return found.show(row, { at: cell.name });
      return showAt(await openNewDocument(`${cell.name}.cell`, textOf(cell)));
    },
    async diff(runs) {
      const rows = runs.map(id => store.rows().find(row => row.id === id));
      const files = rows.map(row => {
        if (row?.record?.results.found === undefined)
          throw new Error('One of the runs keeps no file of cells found.');
        return found.uriOf(row);
      });
      const names = rows.map(row => (row ? nameAmong(store.rows(), row) : '')).join(' ↔ ');
      await vscode.commands.executeCommand('vscode.diff', ...files, names, {
        viewColumn: vscode.ViewColumn.One,
      });
    },
    async insert(text) {
      const editor = vscode.window.visibleTextEditors.find(each => each.document === edited) ?? cellEditor();
      if (!editor) throw new Error('Open the .cell file that the cell is to go into, beside this panel.');
      const shown = await vscode.window.showTextDocument(editor.document, editor.viewColumn);
      const { at, before, after } = await placeForCell(shown);
      await shown.insertSnippet(new vscode.SnippetString().appendText(`${before}${text.trim()}${after}`), at);
    },
    async ofFile() {
      if (!edited || !ask) return { file: undefined, spaces: [] };
      const uri = edited.uri.toString();
      const { cells } = await ask<RankedFile>(rankedCells, { uri });
      const names = [...new Set(cells.map(cell => cell.space))];
      const spaces = names.map(
        async (space): Promise<SpaceCells> => ({
          space,
          cells: cells.filter(cell => cell.space === space),
          distribution: await readDistribution(models.chosen().get(space) ?? path.join(shipped, space)),
        }),
      );
      const onDisk = edited.uri.scheme === 'file' ? { path: shortPath(edited.uri.fsPath, place.cwd) } : {};
      return { file: path.basename(edited.uri.path), ...onDisk, spaces: await Promise.all(spaces) };
    },
    connect(server) {
      ask = server;
      onChange();
    },
    dispose: () => disposables.dispose(),
  };
}

/** At the cursor, or behind the declaration that it stands in, with an empty line on either side. */
async function placeForCell({ document, selection }: vscode.TextEditor) {
  const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[] | undefined>(
    'vscode.executeDocumentSymbolProvider',
    document.uri,
  );
  const within = symbols?.find(({ range }) => range.contains(selection.active));
  const at = within ? within.range.end : selection.active;
  return { at, ...emptyLinesAround(document.getText(), at) };
}

function cellEditor(): vscode.TextEditor | undefined {
  const { activeTextEditor, visibleTextEditors } = vscode.window;
  return [activeTextEditor, ...visibleTextEditors].find(editor => editor && isCellFile(editor));
}

/** One that can be edited: cells that a run has found can't. */
function isCellFile({ document }: vscode.TextEditor): boolean {
  return document.languageId === language && document.uri.scheme !== foundScheme;
}

async function showAt(
  document: vscode.TextDocument,
  position: { readonly line: number; readonly character: number } = { line: 0, character: 0 },
): Promise<void> {
  const at = new vscode.Position(position.line, position.character);
  await vscode.window.showTextDocument(document, {
    viewColumn: vscode.ViewColumn.One,
    selection: new vscode.Range(at, at),
  });
}
