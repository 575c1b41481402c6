import type { Connection } from 'vscode-languageserver';
import { singleEdits } from '../document/singleEdits';
import * as lsp from '../protocol/lsp';
import { type WorkspaceCells, workspaceCells } from '../protocol/workspaceCells';
import { describeTarget, exportTarget, targetCell } from './cellRequests';
import { compareCells } from './compareCells';
import { cellOfText, drawnCells, hashed, rankedFile } from './drawnCells';
import { importCells } from './importCells';
import { rankedEditsAnswer, type StateOf } from './improvements';
import type { OpenFile } from './openFile';
import type { HashedCell, SpacePredictor } from './scores';

export interface RequestContext {
  file(uri: string): OpenFile | undefined;
  readonly state: StateOf;
  predictor(space: HashedCell['space']): SpacePredictor;
  /** Resolves when each of the cells has a score or can have none, or the predictor takes too long. */
  scored(document: string, cells: readonly HashedCell[]): Promise<void>;
  workspaceCells(): Promise<WorkspaceCells>;
}

const noCell: lsp.Refusal = { refused: 'There is no cell here.' };

/** Answers what clients of ReNAS ask beyond the Language Server Protocol. */
export function serveCustomRequests(connection: Connection, context: RequestContext): void {
  const { state } = context;
  const find = (target: lsp.CellTarget) => {
    const file = context.file(target.uri);
    const found = file && targetCell(file, target);
    return found && { file, found };
  };

  connection.onRequest(lsp.cellAt, (target: lsp.CellTarget): lsp.CellAnswer => {
    const at = find(target);
    return at ? describeTarget(at.file, at.found, state) : noCell;
  });

  connection.onRequest(lsp.rankedEdits, async (target: lsp.CellTarget): Promise<lsp.EditsAnswer> => {
    const before = find(target);
    if (!before) return noCell;
    await context.scored(target.uri, hypothetical(before));
    // The text may be another by now.
    const at = find(target);
    if (!at) return noCell;
    const { document } = at.file;
    const known = at.found.space && context.predictor(at.found.space);
    const whyNone = known && !known.model ? known.reason : undefined;
    return rankedEditsAnswer(document, at.found, singleEdits(at.file.read(), at.found), state, whyNone);
  });

  connection.onRequest(lsp.compareCells, async ({ cells }: lsp.CompareParams): Promise<lsp.CompareAnswer> => {
    const [a, b] = cells.map(find);
    if (!a || !b) return noCell;
    return compareCells([a.found, b.found], state);
  });

  connection.onRequest(lsp.drawCells, async (params: lsp.DrawParams): Promise<lsp.DrawAnswer> => {
    const wanted = params.cells.map(source =>
      'uri' in source ? find(source)?.found : cellOfText(source.text, source.name),
    );
    // Those of a text come with the rank they were found by.
    for (const [i, source] of params.cells.entries())
      if ('uri' in source && wanted[i]) await context.scored(source.uri, hashed(wanted[i]));
    return drawnCells(wanted, params, state);
  });

  connection.onRequest(
    lsp.rankedCells,
    async ({ uri }: { readonly uri: string }): Promise<lsp.RankedFile> => {
      const cells = () => context.file(uri)?.read().cells ?? [];
      await context.scored(uri, cells().flatMap(hashed));
      const file = context.file(uri);
      return { cells: file ? rankedFile(file, state) : [] };
    },
  );

  connection.onRequest(workspaceCells, () => context.workspaceCells());

  connection.onRequest(lsp.exportCell, ({ cell, form }: lsp.ExportParams): lsp.ExportAnswer => {
    const at = find(cell);
    return at ? exportTarget(at.found, form) : noCell;
  });

  connection.onRequest(lsp.importCells, ({ text, uri, position }: lsp.ImportParams): lsp.ImportAnswer => {
    const file = uri === undefined ? undefined : context.file(uri);
    return importCells(text, file?.read(), position && file?.document.offsetAt(position));
  });
}

/** The cell and all that a single edit makes of it. */
function hypothetical({
  file,
  found,
}: {
  file: OpenFile;
  found: ReturnType<OpenFile['read']>['cells'][number];
}) {
  const { space, cell, hash } = found;
  if (!space || !cell || hash === undefined) return [];
  const edits = singleEdits(file.read(), found).map(edit => ({ space, cell: edit.cell, hash: edit.hash }));
  return [{ space, cell, hash }, ...edits];
}
