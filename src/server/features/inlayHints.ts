import { type InlayHint, InlayHintKind } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { CellDocument } from '../../document/readDocument';
import { formatInterval, formatRank, formatTopShare, isRough, ordinal } from '../../protocol/words';
import type { Rank } from '../scoring/ranks';

/** The rank of each ranked cell, at the end of the line its head stands on, for the cells whose head is in `lines`. */
export function inlayHints(
  document: TextDocument,
  read: CellDocument,
  ranks: ReadonlyMap<number, Rank>,
  lines: { readonly first: number; readonly last: number },
): InlayHint[] {
  const hints: InlayHint[] = [];
  for (const [index, rank] of [...ranks].sort(([a], [b]) => a - b)) {
    const { declaration, name, space } = read.cells[index]!;
    const head = declaration.body?.kind === 'block' ? declaration.body.start : declaration.end;
    const { line } = document.positionAt(head);
    if (!space || line < lines.first || line > lines.last) continue;
    hints.push({
      position: endOfLine(document, line),
      label: hintLabel(rank),
      kind: InlayHintKind.Type,
      paddingLeft: true,
      tooltip: tooltip(name, space.name, rank),
    });
  }
  return hints;
}

/** `top 3.2 % · 2nd of 5`; a cell alone in its space has no place. */
export function hintLabel(rank: Rank): string {
  const { place, of } = rank;
  return of > 1 ? `${formatRank(rank)} · ${ordinal(place)} of ${of}` : formatRank(rank);
}

function tooltip(cell: string, space: string, rank: Rank): string {
  const { top, place, of } = rank;
  const share = `Predicted, not measured: ${formatTopShare(top)} % of all cells of ${space} are at least as good as ${cell}.`;
  const among = `It is the ${ordinal(place)} of the ${of} ranked cells of ${space} in this file.`;
  return [share, of > 1 ? among : '', isRough(rank) ? whyRough(rank) : ''].filter(text => text).join(' ');
}

function whyRough(rank: Rank): string {
  const why = rank.unlike
    ? 'it is unlike all cells that the predictor was trained on'
    : 'too few cells like it were measured to say more';
  return `≈: in four cases of five the true figure is from ${formatInterval(rank)}, for ${why}.`;
}

function endOfLine(document: TextDocument, line: number) {
  const start = document.offsetAt({ line, character: 0 });
  const text = document.getText({ start: { line, character: 0 }, end: { line: line + 1, character: 0 } });
  return document.positionAt(start + text.replace(/\r?\n$|\r$/, '').length);
}
