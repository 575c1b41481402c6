import { builtInSpaces } from '../../document/builtInSpaces';
import { printCell } from '../../document/printCell';
import type { CellDocument } from '../../document/readDocument';
import { detectAndImportAll } from '../../exchange/import/detectAndImport';
import type { ImportAnswer } from '../../protocol/lsp';
import { completionContext } from './completionContext';

/** Another tool's text as declarations for a document, under names that are free in it; or why that can't be. */
export function importCells(
  source: string,
  into: CellDocument | undefined,
  offset: number | undefined,
): ImportAnswer {
  if (/^[^\S\r\n]*(?:cell|space|use)\s+[\p{ID_Start}_]/mu.test(source))
    return { refused: 'This is written in the Cell language already.' };
  if (into && offset !== undefined && completionContext(into.file, offset).kind !== 'declaration')
    return { refused: 'A cell can be declared between others, not inside one.' };
  const imported = detectAndImportAll(source, into?.spaces ?? builtInSpaces());
  if (typeof imported === 'string') return { refused: imported };
  const taken = new Set(into?.cells.map(({ name }) => name));
  const names: string[] = [];
  const printed = imported.map(({ space, cell, name, names: vertices, doc }) => {
    const free = freeName(name, taken);
    taken.add(free);
    names.push(free);
    return printCell(space, cell, {
      name: free,
      ...(vertices ? { names: vertices } : {}),
      ...(doc === undefined ? {} : { doc }),
    });
  });
  const text = printed.join('\n');
  return { text: into && offset !== undefined ? apart(text, into.file.text, offset) : text, names };
}

/** With an empty line between it and what stands before and behind the offset. */
function apart(written: string, text: string, offset: number): string {
  const [before, after] = [text.slice(0, offset), text.slice(offset)];
  const lines = /[^\S\r\n]*((?:\r\n|\r|\n)?)[^\S\r\n]*((?:\r\n|\r|\n)?)[^\S\r\n]*$/.exec(before);
  const gap = before.trim() === '' || lines?.[2] ? '' : lines?.[1] ? '\n' : '\n\n';
  return `${gap}${written}${/^[^\S\r\n]*\S/.test(after) ? '\n' : ''}`;
}

function freeName(wanted: string, taken: ReadonlySet<string>): string {
  let name = wanted;
  for (let i = 2; taken.has(name); i++) name = `${wanted}${i}`;
  return name;
}
