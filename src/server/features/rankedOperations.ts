import type { SearchSpace } from '../../cells/space';
import type { CellDocument } from '../../document/readDocument';
import { type OperationPlace, type WithOperation, withOperation } from '../../document/withOperation';
import type { CellScore } from '../../protocol/predictor';
import { formatEstimate } from '../../protocol/words';
import { code, line, paragraph } from '../markup';
import type { HashedCell, ScoreState } from '../scoring/scores';
import type { CompletionContext } from './completionContext';
import type { Item } from './snippets';

export interface RankedItems {
  readonly items: readonly Item[];
  /** The cells that have to be scored for all to have their rank. */
  readonly pending: readonly HashedCell[];
}

/**
 * The items of operations, labelled by their names, in the order of the rank of the cell that each would give, which is
 * shown; behind them, in their order, those that give no cell or whose cell has no score yet.
 */
export function rankedOperations(
  items: readonly Item[],
  { file }: CellDocument,
  space: SearchSpace,
  context: CompletionContext & { readonly kind: 'expression' },
  offset: number,
  state: (cell: HashedCell) => ScoreState,
): RankedItems {
  const declaration = file.declarations.findLast(({ start }) => start < offset);
  if (declaration?.kind !== 'cell') return { items, pending: [] };
  const place: OperationPlace = { ...wordAt(file.text, offset), ...context };
  return rankedBy(items, space, state, name => {
    const would = withOperation(file.text, declaration, space, place, name);
    return would && { ...would, written: `${context.binding} = ${would.written}` };
  });
}

/** The items in the order of the rank of the cell that `cellWith` gives for the label of each. */
export function rankedBy(
  items: readonly Item[],
  space: SearchSpace,
  state: (cell: HashedCell) => ScoreState,
  cellWith: (label: string) => WithOperation | undefined,
): RankedItems {
  const ranked: { readonly item: Item; readonly score: CellScore }[] = [];
  const others: Item[] = [];
  const pending: HashedCell[] = [];
  for (const item of items) {
    const would = cellWith(item.label);
    const hashed = would && { space, cell: would.cell, hash: would.hash };
    const score = hashed ? state(hashed) : 'none';
    if (hashed && score === 'pending') pending.push(hashed);
    if (!would || typeof score === 'string') others.push(item);
    else ranked.push({ item: withRank(item, score, would.written), score });
  }
  ranked.sort((a, b) => b.score.score - a.score.score);
  return { items: [...ranked.map(({ item }) => item), ...others], pending };
}

function withRank(item: Item, score: CellScore, written: string): Item {
  const rank = formatEstimate(score);
  return {
    ...item,
    detail: `${rank} · ${item.detail ?? item.label}`,
    labelDetails: { description: rank },
    documentation: [
      ...(item.documentation ?? []),
      ...paragraph(line`${score.basis ? 'Estimated' : 'Predicted'} ${rank} with ${code(written)}.`),
    ],
  };
}

/** The name that `offset` stands in, before and behind it. */
function wordAt(text: string, offset: number): { readonly start: number; readonly end: number } {
  const before = /[\p{ID_Continue}_]*$/u.exec(text.slice(Math.max(0, offset - 200), offset))?.[0] ?? '';
  const after = /^[\p{ID_Continue}_]*/u.exec(text.slice(offset, offset + 200))?.[0] ?? '';
  return { start: offset - before.length, end: offset + after.length };
}
