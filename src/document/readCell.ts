import { canonicalHash } from '../cells/canonical';
import type { Cell } from '../cells/cell';
import { lowerCell } from '../cells/lower';
import type { SearchSpace } from '../cells/space';
import { checkCell } from '../language/checkCell';
import type { Diagnostic } from '../language/diagnostic';
import type { CellDeclaration, Span } from '../language/syntax';
import { withEdgeLimitFix } from './edgeLimitFix';
import { withUnusedVertexFixes } from './unusedVertexFixes';

/** All that the text of one declaration and its space say of a cell. */
export interface ReadCell {
  readonly cell: Cell | undefined;
  /** `canonicalHash` of the cell. */
  readonly hash: string | undefined;
  readonly names: readonly string[];
  readonly sites: readonly (Span | undefined)[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Checks and lowers one declaration. `broken`: it has syntax errors, which are told elsewhere, and so no cell. A pure
 * function of the declaration's own text and the space, but for the offset of every span.
 */
export function readCell(
  text: string,
  declaration: CellDeclaration,
  space: SearchSpace | undefined,
  broken: boolean,
): ReadCell {
  const found = checkCell(text, declaration, space);
  const wrong = broken || found.some(each => each.severity === 'error');
  if (!space || wrong) return { cell: undefined, hash: undefined, names: [], sites: [], diagnostics: found };
  const { cell, names, sites, diagnostics } = lowerCell(declaration, space);
  return {
    cell,
    hash: cell && canonicalHash(space, cell),
    names,
    sites,
    diagnostics: found.concat(
      withEdgeLimitFix(declaration, withUnusedVertexFixes(text, declaration, diagnostics)),
    ),
  };
}

/** The same cell, read from a text in which its declaration stands `by` code units further on. */
export function shifted(read: ReadCell, by: number): ReadCell {
  if (by === 0) return read;
  const move = <S extends Span>(span: S): S => ({ ...span, start: span.start + by, end: span.end + by });
  return {
    ...read,
    sites: read.sites.map(site => site && move(site)),
    diagnostics: read.diagnostics.map(({ fix, ...found }) => ({
      ...move(found),
      ...(fix ? { fix: { ...fix, edits: fix.edits.map(move) } } : {}),
    })),
  };
}
