import { builtInSpaces } from './builtInSpaces';
import type { Known } from './known';
import { printCell, printMeasured } from './printCell';
import type { MeasuredFigure } from './readCell';
import { type DocumentCell, readDocument } from './readDocument';

/** What was measured of a cell, which is found by its name and its canonical hash. */
export interface MeasuredResult {
  readonly name: string;
  readonly hash: string;
  readonly figures: readonly MeasuredFigure[];
}

export interface AddedMeasured {
  readonly text: string;
  /** Cells that are not in the text as they were measured, by name. */
  readonly missing: readonly string[];
}

/**
 * Writes `measured` lines at the end of cells, and changes nothing else; a line that is there already is not written again.
 * A cell that is written by its published spelling becomes a block, since a spelling has no room for a line. `known`: the
 * spaces that the text may use.
 */
export function addMeasured(
  text: string,
  results: readonly MeasuredResult[],
  known: Known = builtInSpaces(),
): AddedMeasured {
  const { cells } = readDocument(text, known);
  const missing: string[] = [];
  const edits = results.flatMap(({ name, hash, figures }) => {
    const found = cells.filter(cell => cell.name === name && cell.hash === hash);
    if (found.length === 0) missing.push(name);
    return found.flatMap(cell => editOf(text, cell, figures) ?? []);
  });
  let changed = text;
  for (const { start, end, with: replacement } of edits.sort((a, b) => b.start - a.start))
    changed = changed.slice(0, start) + replacement + changed.slice(end);
  return { text: changed, missing };
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly with: string;
}

function editOf(text: string, read: DocumentCell, figures: readonly MeasuredFigure[]): Edit | undefined {
  const { declaration, cell, space, name } = read;
  const { body } = declaration;
  if (!body || !cell || !space) return undefined;
  const eol = /\r?\n/.exec(text)?.[0] ?? '\n';
  if (body.kind === 'spelling') {
    const block = printCell(space, cell, { name, measured: figures }).trimEnd();
    const from = block.indexOf('{');
    // A kind of space whose cells have no other form.
    if (from < 0) return undefined;
    const start = text.slice(0, body.start).trimEnd().replace(/=$/, '').trimEnd().length;
    return { start, end: body.end, with: ` ${block.slice(from).replaceAll('\n', eol)}` };
  }
  const brace = body.end - 1;
  const known = new Set(
    text
      .slice(body.start, brace)
      .split(/\r?\n/)
      .map(line => line.trim()),
  );
  const lines = figures.map(figure => printMeasured(figure)).filter(line => !known.has(line));
  if (lines.length === 0) return undefined;
  const lineStart = text.lastIndexOf('\n', brace - 1) + 1;
  const before = text.slice(lineStart, brace);
  const alone = before.trim() === '';
  const indent = alone ? `${before}  ` : `${/^\s*/.exec(before)![0]}  `;
  const written = lines.map(line => `${indent}${line}${eol}`).join('');
  if (alone) return { start: lineStart, end: lineStart, with: written };
  const end = lineStart + before.trimEnd().length;
  return { start: end, end: brace, with: `${eol}${written}${/^\s*/.exec(before)![0]}` };
}
