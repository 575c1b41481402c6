import type { CancellationToken } from 'vscode-languageserver';
import { type CodeAction, CodeActionKind, type TextEdit } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { SearchSpace } from '../../cells/space';
import type { CellDocument, DocumentCell } from '../../document/readDocument';
import { type SingleEdit, singleEdits } from '../../document/singleEdits';
import { type CellTarget, clientCommands, type EditsAnswer, rankedEdits } from '../../protocol/lsp';
import type { CellScore } from '../../protocol/predictor';
import { formatEstimate, formatTopShare } from '../../protocol/words';
import { rangeOf } from '../ranges';
import { type HashedCell, hashed, type StateOf } from '../scoring/scores';
import type { Session } from '../session';
import { findCell, noCell } from './cellTargets';
import { answerPatience, listPatience } from './patience';

/** Lists all single edits of a cell by rank, once they are ranked. */
export function serveRankedEdits(session: Session): void {
  const { connection, questions, scores } = session;
  connection.onRequest(
    rankedEdits,
    async (target: CellTarget, token: CancellationToken): Promise<EditsAnswer> => {
      const before = await findCell(session, target);
      if (!before) return noCell;
      const [own, ...changed] = hypotheticalCells(before.read, before.found);
      if (own) await session.scored([own, ...changed], { patience: listPatience, token });
      const chances = own ? await questions.chances(changed, own, answerPatience) : new Map();
      // The text may be another by now.
      const at = await findCell(session, target);
      if (!at) return noCell;
      const { file, read, found } = at;
      const known = found.space && scores.predictor(found.space);
      const whyNone = known && !known.model ? known.reason : undefined;
      const edits = singleEdits(read, found);
      return rankedEditsAnswer(file.document, found, edits, scores.state, chances, whyNone);
    },
  );
}

/** The cell and all that a single edit makes of it; nothing for a cell with errors. */
export function hypotheticalCells(read: CellDocument, found: DocumentCell): HashedCell[] {
  return hashed(found).flatMap(own => [
    own,
    ...singleEdits(read, found).map(({ cell, hash }) => ({ space: own.space, cell, hash })),
  ]);
}

export interface ScoredEdit {
  readonly edit: SingleEdit;
  readonly score: CellScore;
}

/** The edits that have a score, the best first. */
export function scoredEdits(
  space: SearchSpace,
  edits: readonly SingleEdit[],
  state: StateOf,
): readonly ScoredEdit[] {
  return edits
    .flatMap((edit): ScoredEdit[] => {
      const score = state({ space, cell: edit.cell, hash: edit.hash });
      return typeof score === 'string' ? [] : [{ edit, score }];
    })
    .sort((a, b) => b.score.score - a.score.score);
}

/** The edit that the predictor ranks highest, if all are ranked and it is better than the cell as it is. */
export function improvement(
  found: DocumentCell,
  edits: readonly SingleEdit[],
  state: StateOf,
): (ScoredEdit & { readonly from: CellScore }) | undefined {
  const { space, cell, hash } = found;
  if (!space || !cell || hash === undefined) return undefined;
  const from = state({ space, cell, hash });
  const ranked = scoredEdits(space, edits, state);
  const best = ranked[0];
  if (typeof from === 'string' || !best || ranked.length < edits.length) return undefined;
  return best.score.score > from.score ? { ...best, from } : undefined;
}

/** *Improve*, with what it gains, and the way to all edits where the client has it. */
export function improvementActions(
  document: TextDocument,
  found: DocumentCell,
  edits: readonly SingleEdit[],
  state: StateOf,
  target: CellTarget | undefined,
): CodeAction[] {
  const best = improvement(found, edits, state);
  const actions: CodeAction[] = best
    ? [
        {
          title: `Improve: ${best.edit.title} (${gainText(best.from, best.score)})`,
          kind: CodeActionKind.RefactorRewrite,
          edit: { changes: { [document.uri]: changesOf(document, best.edit) } },
        },
      ]
    : [];
  if (target && edits.length > 0) {
    const title = 'Show all single edits by rank';
    const command = { title, command: clientCommands.showEdits, arguments: [target] };
    actions.push({ title, kind: CodeActionKind.RefactorRewrite, command });
  }
  return actions;
}

/** All edits by rank, or why there are none. `chances`: that the edit of this hash is better than the cell as it is. */
function rankedEditsAnswer(
  document: TextDocument,
  found: DocumentCell,
  edits: readonly SingleEdit[],
  state: StateOf,
  chances: ReadonlyMap<string, number>,
  whyNone: string | undefined,
): EditsAnswer {
  const { space, cell, hash, name } = found;
  if (!space || !cell || hash === undefined)
    return { refused: `Cell ${name} has errors, so its edits are not ranked.` };
  const from = state({ space, cell, hash });
  if (typeof from === 'string')
    return { refused: whyNone ?? 'The predictor has not answered yet; ask again in a moment.' };
  return {
    cell: name,
    rank: formatEstimate(from),
    version: document.version,
    edits: scoredEdits(space, edits, state).map(({ edit, score }) => {
      const chance = chances.get(edit.hash);
      return {
        title: edit.title,
        rank: formatEstimate(score),
        better: score.score > from.score,
        ...(chance === undefined ? {} : { chance }),
        changes: changesOf(document, edit),
      };
    }),
  };
}

/** `top 3.2 % → 1.1 %` */
export function gainText(from: CellScore, to: CellScore): string {
  return `${formatEstimate(from)} → ${formatTopShare(to.top)} %`;
}

function changesOf(document: TextDocument, { edits }: SingleEdit): TextEdit[] {
  return edits.map(({ text, ...span }) => ({ range: rangeOf(document, span), newText: text }));
}
