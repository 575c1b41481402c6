import type { SearchSpace } from '../../cells/space';
import type { CellDocument, DocumentCell } from '../../document/readDocument';
import { type ExportFormat, exportCell, exportFormats } from '../../exchange/export/exportCell';
import type { CellAnswer, CellListing, CellTarget, ExportAnswer } from '../../protocol/lsp';
import { formatTop } from '../../protocol/words';
import type { OpenFile } from '../workspace/openFile';
import type { StateOf } from './improvements';

/** The cell whose declaration holds the target's position. */
export function targetCell(file: OpenFile, { position }: CellTarget): DocumentCell | undefined {
  const offset = file.document.offsetAt(position);
  return file
    .read()
    .cells.find(({ declaration }) => declaration.start <= offset && offset <= declaration.end);
}

/** What the client's questions about a cell show. */
export function describeTarget(file: OpenFile, found: DocumentCell, state: StateOf): CellAnswer {
  const { name, space, cell } = found;
  if (!space || !cell) return { refused: hasErrors(name) };
  const others = file.read().cells.flatMap((other): CellListing[] => {
    if (other === found || other.space !== space || !other.cell || other.hash === undefined) return [];
    const score = state({ space, cell: other.cell, hash: other.hash });
    const at = other.declaration.name ?? other.declaration;
    return [
      {
        name: other.name,
        rank: typeof score === 'string' ? undefined : formatTop(score.top),
        target: { uri: file.document.uri, position: file.document.positionAt(at.start) },
      },
    ];
  });
  return { name, space: space.name, declared: isDeclared(file.read(), space), others };
}

/** The forms of a cell that are text, or the cell in one of them. */
export function exportTarget(found: DocumentCell, form: string | undefined): ExportAnswer {
  const { name, names, space, cell, declaration } = found;
  if (!space || !cell) return { refused: hasErrors(name) };
  if (form === undefined)
    return { forms: Object.entries(exportFormats).map(([key, shown]) => ({ name: key, ...shown })) };
  if (!Object.hasOwn(exportFormats, form))
    return { refused: `There is no form ${form} to export a cell to.` };
  const format = form as ExportFormat;
  const doc = declaration.doc === undefined ? {} : { doc: declaration.doc };
  const exported = exportCell(format, { name, names, space, cell, ...doc });
  if (exported.kind === 'refused') return { refused: exported.why };
  if (exported.kind === 'binary') return { refused: `${exportFormats[format].title} is no text.` };
  return { text: exported.text, extension: exportFormats[format].extension };
}

export function hasErrors(name: string): string {
  return `Cell ${name || 'without a name'} has errors; mend them first.`;
}

function isDeclared({ file }: CellDocument, { name }: SearchSpace): boolean {
  return file.declarations.some(each => each.kind === 'space' && each.name?.text === name);
}
