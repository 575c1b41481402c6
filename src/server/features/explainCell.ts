import type { CancellationToken } from 'vscode-languageserver';
import type { Known } from '../../document/known';
import { type CellDocument, type DocumentCell, readDocument } from '../../document/readDocument';
import { singleEdits } from '../../document/singleEdits';
import {
  type CellExplanation,
  type ExplainAnswer,
  type ExplainParams,
  explainCell as explainRequest,
} from '../../protocol/explainCell';
import type { TableFigure } from '../../protocol/tables';
import { formatRank } from '../../protocol/words';
import type { HashedCell, SpacePredictor, StateOf } from '../scoring/scores';
import type { Session } from '../session';
import { cellFacts } from './cellFacts';
import { scoredEdits } from './improvements';
import { answerPatience, listPatience } from './patience';

export function serveExplainCell(session: Session): void {
  const { connection, workspace, questions, scores } = session;
  connection.onRequest(
    explainRequest,
    (params: ExplainParams, token: CancellationToken): Promise<ExplainAnswer> =>
      explainCell(params, {
        state: scores.state,
        spaces: () => workspace.index.known(''),
        predictor: scores.predictor,
        scored: cells => session.scored(cells, { patience: listPatience, token }),
        async measured(cell) {
          const figures = await questions.measured(cell, answerPatience);
          return figures === 'reading' ? [] : figures;
        },
      }),
  );
}

const maxEdits = 5;

interface ExplainContext {
  readonly state: StateOf;
  /** The spaces that a text may use without declaring them. */
  spaces(): Known;
  predictor(space: HashedCell['space']): SpacePredictor;
  /** Resolves when the cells have scores, or can have none, or it takes too long. */
  scored(cells: readonly HashedCell[]): Promise<void>;
  measured(cell: HashedCell): Promise<readonly TableFigure[]>;
}

/** Explains a cell of a text that is no document: where it ranks, what it costs, which single edits are better. */
async function explainCell(
  { text, name }: ExplainParams,
  { state, spaces, predictor, scored, measured }: ExplainContext,
): Promise<ExplainAnswer> {
  const read = readDocument(text, spaces());
  const found = name === undefined ? read.cells.at(-1) : read.cells.findLast(cell => cell.name === name);
  const facts = found && cellFacts(found);
  if (!found?.space || !found.cell || found.hash === undefined || !facts)
    return { refused: whyNot(read, found, name) };
  const cell = { space: found.space, cell: found.cell, hash: found.hash };
  const { space } = cell;
  const edits = singleEdits(read, found);
  await scored([cell, ...edits.map(edit => ({ space, cell: edit.cell, hash: edit.hash }))]);
  const score = state(cell);
  const known = predictor(space);
  const better =
    typeof score === 'string'
      ? []
      : scoredEdits(space, edits, state).filter(each => each.score.score > score.score);
  return {
    cell: found.name,
    space: space.name,
    ...(typeof score === 'string'
      ? { predicted: known && !known.model ? known.reason : 'The predictor has not answered yet.' }
      : {
          predicted: formatRank(score),
          top: score.top,
          ...(score.low === undefined || score.high === undefined
            ? {}
            : { interval: [score.low, score.high] as const }),
          ...(score.unlike === undefined ? {} : { unlike: score.unlike }),
        }),
    ...(known?.model ? { predictor: known.model.source } : {}),
    parameters: facts.parameters,
    flops: facts.flops,
    operations: facts.sites.map(site => ({
      operation: site.operation,
      vertex: site.vertex,
      parameters: site.parameters,
      flops: site.flops,
    })),
    measured: [...found.measured.map(({ metric, value }) => ({ metric, value })), ...(await measured(cell))],
    better: better.slice(0, maxEdits).map(({ edit, score: after }) => ({ edit: edit.title, top: after.top })),
    edits: edits.length,
  } satisfies CellExplanation;
}

function whyNot(
  { cells, diagnostics }: CellDocument,
  found: DocumentCell | undefined,
  name: string | undefined,
): string {
  const errors = diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message);
  if (found || (cells.length === 0 && errors.length > 0))
    return `The cell has errors: ${errors.slice(0, 5).join(' ')}`;
  const names = cells.map(cell => cell.name).join(', ');
  return names === '' ? 'The text declares no cell.' : `The text has no cell ${name}; it has ${names}.`;
}
