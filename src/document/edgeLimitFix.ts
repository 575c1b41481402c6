import type { Diagnostic } from '../language/diagnostic';
import { joinedPart } from '../language/removal';
import type { CellBlock, CellDeclaration, Span, Sum, Term } from '../language/syntax';

/** Adds to the error that a cell has too many edges the removal of the first edge over the limit. */
export function withEdgeLimitFix(
  { body }: CellDeclaration,
  diagnostics: readonly Diagnostic[],
): readonly Diagnostic[] {
  if (body?.kind !== 'block') return diagnostics;
  return diagnostics.map(found => {
    if (found.code !== 'too-many-edges') return found;
    const edge = edgeAt(body, found);
    if (!edge) return found;
    return {
      ...found,
      fix: { title: `Remove the edge from '${edge.from}'`, edits: [{ ...edge.span, text: '' }] },
    };
  });
}

/** The edge whose operand stands at `at`, with the sign that joins it to the edge before or behind it. */
function edgeAt(body: CellBlock, at: Span): { from: string; span: Span } | undefined {
  for (const statement of body.statements) {
    if (statement.kind !== 'binding' || !statement.value) continue;
    if (at.start < statement.start || at.end > statement.end) continue;
    return inSum(statement.value, at);
  }
  return undefined;
}

function inSum({ terms }: Sum, at: Span): { from: string; span: Span } | undefined {
  const index = terms.findIndex(term => term.start <= at.start && at.end <= term.end);
  const term = terms[index];
  if (!term) return undefined;
  const from = operandOf(term);
  if (from !== undefined) return without(terms, index, from);
  if (term.kind === 'reference') return undefined;
  const argument = term.arguments.findIndex(sum => sum.start <= at.start && at.end <= sum.end);
  const sum = term.arguments[argument];
  if (!sum) return undefined;
  const [only] = sum.terms;
  if (sum.terms.length === 1 && only?.kind === 'reference')
    return without(term.arguments, argument, only.name.text);
  return inSum(sum, at);
}

/** The vertex that a term is alone about: `a`, or `conv3x3(a)`. */
function operandOf(term: Term): string | undefined {
  if (term.kind === 'reference') return term.name.text;
  const [sum, second] = term.arguments;
  const [operand, other] = sum?.terms ?? [];
  return !second && !other && operand?.kind === 'reference' ? operand.name.text : undefined;
}

function without(
  parts: readonly Span[],
  index: number,
  from: string,
): { from: string; span: Span } | undefined {
  const span = joinedPart(parts, index);
  return span && { from, span };
}
