import { type InlayHint, InlayHintKind } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { CellDocument } from '../../document/readDocument';
import { operationEdits } from '../../document/singleEdits';
import { formatEstimate, formatTop } from '../../protocol/words';
import type { HashedCell, StateOf } from '../scoring/scores';
import { gainText, scoredEdits } from './improvements';

export interface OperationHints {
  readonly hints: readonly InlayHint[];
  /** The cells that have to be scored for all to be told. */
  readonly pending: readonly HashedCell[];
}

/** So many cells get hints of their operations at most: as many as are seen at once. */
const maxCells = 40;

/** After each operation in `lines` that another would be better for, the best of those: ` → conv3x3 top 1.1 %`. */
export function operationHints(
  document: TextDocument,
  read: CellDocument,
  state: StateOf,
  lines: { readonly first: number; readonly last: number },
): OperationHints {
  const hints: InlayHint[] = [];
  const pending: HashedCell[] = [];
  let cells = 0;
  for (const found of read.cells) {
    const { space, cell, hash, declaration } = found;
    if (!space || !cell || hash === undefined) continue;
    const first = document.positionAt(declaration.start).line;
    const last = document.positionAt(declaration.end).line;
    if (last < lines.first || first > lines.last) continue;
    if (++cells > maxCells) break;
    const now = state({ space, cell, hash });
    if (typeof now === 'string') continue;
    const edits = operationEdits(read, found);
    for (const edit of edits)
      if (state({ space, cell: edit.cell, hash: edit.hash }) === 'pending')
        pending.push({ space, cell: edit.cell, hash: edit.hash });
    const hinted = new Set<number>();
    for (const { edit, score } of scoredEdits(space, edits, state)) {
      const { site } = edit;
      if (!site || hinted.has(site.end) || score.score <= now.score) continue;
      // A gain that the figures do not show is none.
      if (formatTop(score.top) === formatTop(now.top)) continue;
      hinted.add(site.end);
      const better = edit.edits[0]?.text ?? '';
      hints.push({
        position: document.positionAt(site.end),
        label: `→ ${better} ${formatEstimate(score)}`,
        kind: InlayHintKind.Parameter,
        paddingLeft: true,
        paddingRight: true,
        tooltip: `Predicted, not measured: ${edit.title} would take ${found.name} from ${gainText(now, score)}. A double click applies it.`,
        textEdits: edit.edits.map(({ text, start, end }) => ({
          range: { start: document.positionAt(start), end: document.positionAt(end) },
          newText: text,
        })),
      });
    }
  }
  return {
    hints: hints.sort((a, b) => document.offsetAt(a.position) - document.offsetAt(b.position)),
    pending,
  };
}
