import type { CodeLens } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { SearchSpace } from '../../cells/space';
import type { CellDocument } from '../../document/readDocument';
import { type CellTarget, clientCommands } from '../../protocol/lsp';
import { forDocument } from '../documentRequests';
import { rangeOf } from '../ranges';
import type { Session } from '../session';

export function serveCodeLenses(session: Session): void {
  session.connection.onCodeLens(
    forDocument(session, ({ document, read }) => {
      const { commands, features } = session.options;
      return commands && features?.codeLenses !== false ? codeLenses(document, read) : [];
    }),
  );
}

/**
 * Above each space that is declared, how to begin with it; above each cell what can be done with it, and above the first measured one the training, if there are two. Above a cell
 * with errors stands a line without a command: without it, the text below would jump while one types.
 */
export function codeLenses(document: TextDocument, { cells, file, spaces }: CellDocument): CodeLens[] {
  const measured = cells.filter(cell => cell.cell && cell.measured.length > 0);
  const first = measured.length > 1 ? measured[0] : undefined;
  const ofSpace = new Map<SearchSpace, number>();
  for (const { space } of cells) if (space) ofSpace.set(space, (ofSpace.get(space) ?? 0) + 1);
  const declared = file.declarations.flatMap((declaration): CodeLens[] => {
    const name = declaration.kind === 'space' ? declaration.name : undefined;
    if (!name || !spaces.has(name.text)) return [];
    const { measureSome } = clientCommands;
    const command = { title: 'Measure some cells', command: measureSome, arguments: [name.text] };
    return [{ range: rangeOf(document, name), command }];
  });
  const above = cells.flatMap((found): CodeLens[] => {
    const { declaration, space } = found;
    if (!space) return [];
    const range = rangeOf(document, declaration.name ?? declaration);
    if (!found.cell) return [{ range, command: { title: 'No rank while the cell has errors', command: '' } }];
    const target: CellTarget = { uri: document.uri, position: range.start };
    const lens = (title: string, command: string, argument: CellTarget | string): CodeLens => ({
      range,
      command: { title, command, arguments: [argument] },
    });
    return [
      lens('Improve', clientCommands.showEdits, target),
      lens('Search from here', clientCommands.searchFromCell, target),
      lens('Measure', clientCommands.measureCell, target),
      ...((ofSpace.get(space) ?? 0) > 1 ? [lens('Compare', clientCommands.compareCells, target)] : []),
      lens('Export', clientCommands.exportCell, target),
      ...(found === first ? [lens('Train on this file', clientCommands.trainOnFile, document.uri)] : []),
    ];
  });
  return [...declared, ...above];
}
