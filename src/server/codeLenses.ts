import type { CodeLens } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { CellDocument } from '../document/readDocument';
import { type CellTarget, clientCommands } from '../protocol/lsp';
import { rangeOf } from './ranges';

/** Above each cell what can be done with it, and above the first measured one the training, if there are two. */
export function codeLenses(document: TextDocument, { cells }: CellDocument): CodeLens[] {
  const measured = cells.filter(cell => cell.cell && cell.measured.length > 0);
  const first = measured.length > 1 ? measured[0] : undefined;
  return cells.flatMap(found => {
    const { declaration, cell, space } = found;
    if (!cell || !space) return [];
    const range = rangeOf(document, declaration.name ?? declaration);
    const target: CellTarget = { uri: document.uri, position: range.start };
    const lens = (title: string, command: string, argument: CellTarget | string): CodeLens => ({
      range,
      command: { title, command, arguments: [argument] },
    });
    const twoOrMore = cells.some(other => other !== found && other.cell && other.space === space);
    return [
      lens('Improve', clientCommands.showEdits, target),
      lens('Search from here', clientCommands.searchFromCell, target),
      ...(twoOrMore ? [lens('Compare', clientCommands.compareCells, target)] : []),
      lens('Export', clientCommands.exportCell, target),
      ...(found === first ? [lens('Train on this file', clientCommands.trainOnFile, document.uri)] : []),
    ];
  });
}
