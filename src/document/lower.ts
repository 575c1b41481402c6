import type { Cell } from '../cells/cell';
import type { SearchSpace } from '../cells/space';
import { readSpelling } from '../cells/spelling';
import type { Diagnostic, Fix } from '../language/diagnostic';
import { nearest } from '../language/nearest';
import type { CellDeclaration, Span, Spelling } from '../language/syntax';
import { documentKindOf } from './kinds/documentKind';
import { error } from './loweringErrors';

export interface LoweredCell {
  /** `undefined`: something is wrong, here or in what the checker tells. */
  readonly cell: Cell | undefined;
  /** Of a graph's vertices that are left after pruning, `input` and `output` included. */
  readonly names: readonly string[];
  /**
   * Where the name of the operation stands. Graphs: of each vertex (operations on vertices), or of each edge,
   * `from * vertices + to` (operations on edges). `undefined` for what has none, or is not written.
   */
  readonly sites: readonly (Span | undefined)[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Makes the cell that a declaration describes and holds it against the limits of its space. What the checker reports is
 * not reported again: such a declaration merely has no cell.
 */
export function lowerCell(declaration: CellDeclaration, space: SearchSpace): LoweredCell {
  const { body } = declaration;
  const none = { cell: undefined, names: [], sites: [] };
  if (!body) return { ...none, diagnostics: [] };
  const kind = documentKindOf(space);
  if (body.kind === 'block') return kind.lowerCell(declaration, body, space);
  const cell = readSpelling(space, body.text);
  if (typeof cell === 'string') {
    const fix = misspeltOperation(body, space);
    const wrong = error(body, 'invalid-spelling', cell);
    return { ...none, diagnostics: [fix ? { ...wrong, fix } : wrong] };
  }
  return { cell, names: kind.names?.(space, cell) ?? [], sites: [], diagnostics: [] };
}

/** Replaces one misspelt operation of a spelling by the nearest one, if that reads. */
function misspeltOperation({ text, start, end }: Spelling, space: SearchSpace): Fix | undefined {
  if (text.length > longestSpelling) return undefined;
  const names = space.operations.flatMap(({ name, aliases }) => [name, ...aliases]);
  for (const { 0: word, index } of text.matchAll(/[\p{L}_][\p{L}\p{N}_.-]*/gu)) {
    const meant = names.includes(word) ? undefined : nearest(word, names);
    if (meant === undefined) continue;
    const changed = text.slice(0, index) + meant + text.slice(index + word.length);
    if (typeof readSpelling(space, changed) === 'string') return undefined;
    return { title: `Change '${word}' to '${meant}'`, edits: [{ start, end, text: `"${changed}"` }] };
  }
  return undefined;
}

const longestSpelling = 2000;
