import type { Connection } from 'vscode-languageserver';
import type { DocumentCell } from '../../document/readDocument';
import { singleEdits } from '../../document/singleEdits';
import {
  type ExplainAnswer,
  type ExplainParams,
  explainCell as explaining,
} from '../../protocol/explainCell';
import * as lsp from '../../protocol/lsp';
import { type WorkspaceCells, workspaceCells } from '../../protocol/workspaceCells';
import type { HashedCell, SpacePredictor } from '../scoring/scores';
import type { OpenFile } from '../workspace/openFile';
import type { CellQuestions } from './cellQuestions';
import { describeTarget, exportTarget, targetCell } from './cellRequests';
import { compareCells } from './compareCells';
import { cellOfText, drawnCells, hashed, rankedFile, type ToldOfCells } from './drawnCells';
import { explainCell } from './explainCell';
import { importCells } from './importCells';
import { rankedEditsAnswer, type StateOf } from './improvements';

export interface RequestContext {
  file(uri: string): OpenFile | undefined;
  readonly state: StateOf;
  predictor(space: HashedCell['space']): SpacePredictor;
  readonly questions: CellQuestions;
  /** Resolves when each of the cells has a score or can have none, or the predictor takes too long. */
  scored(document: string, cells: readonly HashedCell[]): Promise<void>;
  workspaceCells(): Promise<WorkspaceCells>;
  /** Those that ship and those that the workspace declares. */
  spaces(): ReadonlyMap<string, HashedCell['space']>;
}

const noCell: lsp.Refusal = { refused: 'There is no cell here.' };

/** Answers what clients of ReNAS ask beyond the Language Server Protocol. */
export function serveCustomRequests(connection: Connection, context: RequestContext): void {
  const { state } = context;
  const fileOnceRead = async (uri: string) => {
    await context.file(uri)?.whenRead();
    return context.file(uri);
  };
  const find = async (target: lsp.CellTarget) => {
    const file = await fileOnceRead(target.uri);
    const found = file && targetCell(file, target);
    return found && { file, found };
  };

  const told = (wanted: readonly (DocumentCell | undefined)[]) => tellOf(context.questions, wanted);

  connection.onRequest(lsp.cellAt, async (target: lsp.CellTarget): Promise<lsp.CellAnswer> => {
    const at = await find(target);
    return at ? describeTarget(at.file, at.found, state) : noCell;
  });

  connection.onRequest(lsp.rankedEdits, async (target: lsp.CellTarget): Promise<lsp.EditsAnswer> => {
    const before = await find(target);
    if (!before) return noCell;
    const [own, ...changed] = hypothetical(before);
    await context.scored(target.uri, own ? [own, ...changed] : []);
    const chances = own ? await context.questions.chances(changed, own, patience) : new Map();
    // The text may be another by now.
    const at = await find(target);
    if (!at) return noCell;
    const { document } = at.file;
    const known = at.found.space && context.predictor(at.found.space);
    const whyNone = known && !known.model ? known.reason : undefined;
    return rankedEditsAnswer(
      document,
      at.found,
      singleEdits(at.file.read(), at.found),
      state,
      chances,
      whyNone,
    );
  });

  connection.onRequest(lsp.compareCells, async ({ cells }: lsp.CompareParams): Promise<lsp.CompareAnswer> => {
    const [a, b] = await Promise.all(cells.map(find));
    if (!a || !b) return noCell;
    await context.scored(cells[0].uri, [a.found, b.found].flatMap(hashed));
    return compareCells([a.found, b.found], state, await told([a.found, b.found]));
  });

  connection.onRequest(lsp.drawCells, async (params: lsp.DrawParams): Promise<lsp.DrawAnswer> => {
    const wanted = await Promise.all(
      params.cells.map(async source =>
        'uri' in source ? (await find(source))?.found : cellOfText(source.text, source.name),
      ),
    );
    // One of a text has the rank it was found by; beside another, both need that of one predictor.
    const beside = wanted.length === 2;
    const ranked = params.cells.flatMap((source, i) => {
      const found = 'uri' in source || beside ? wanted[i] : undefined;
      return found ? hashed(found) : [];
    });
    await context.scored('drawings', ranked);
    return drawnCells(wanted, params, state, await told(wanted));
  });

  connection.onRequest(
    lsp.rankedCells,
    async ({ uri }: { readonly uri: string }): Promise<lsp.RankedFile> => {
      const cells = (await fileOnceRead(uri))?.read().cells ?? [];
      await context.scored(uri, cells.flatMap(hashed));
      const file = context.file(uri);
      return { cells: file ? rankedFile(file, state) : [] };
    },
  );

  connection.onRequest(
    explaining,
    (params: ExplainParams): Promise<ExplainAnswer> =>
      explainCell(params, {
        state,
        spaces: context.spaces,
        predictor: context.predictor,
        scored: cells => context.scored('explain', cells),
        async measured(cell) {
          const figures = await context.questions.measured(cell, patience);
          return figures === 'reading' ? [] : figures;
        },
      }),
  );

  connection.onRequest(workspaceCells, () => context.workspaceCells());

  connection.onRequest(
    lsp.exportCell,
    async ({ cell, form }: lsp.ExportParams): Promise<lsp.ExportAnswer> => {
      const at = await find(cell);
      return at ? exportTarget(at.found, form) : noCell;
    },
  );

  connection.onRequest(
    lsp.importCells,
    async ({ text, uri, position, mixed }: lsp.ImportParams): Promise<lsp.ImportAnswer> => {
      const file = uri === undefined ? undefined : await fileOnceRead(uri);
      const offset = position && file?.document.offsetAt(position);
      return importCells(text, { document: file?.read(), offset, mixed: mixed ?? false });
    },
  );
}

/** Milliseconds that an answer which shows cells side by side waits for what other processes know of them. */
const patience = 2000;

/** What tables measured of each cell, and of two the chance that the first is better. */
async function tellOf(
  questions: CellQuestions,
  wanted: readonly (DocumentCell | undefined)[],
): Promise<ToldOfCells> {
  const cells = wanted.map(found => (found ? hashed(found)[0] : undefined));
  const [first, second, ...more] = cells;
  const measured = Promise.all(
    cells.map(async cell => {
      const found = cell ? await questions.measured(cell, patience) : [];
      return found === 'reading' ? [] : found;
    }),
  );
  const chance =
    first && second && more.length === 0 ? await questions.chance(first, second, patience) : undefined;
  return { measured: await measured, ...(chance === undefined ? {} : { chance }) };
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
