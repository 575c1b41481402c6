import type { Diagnostic } from '../language/diagnostic';
import { lineOf } from '../language/removal';
import type { CellBlock, CellDeclaration } from '../language/syntax';

/** Adds to the warning that a vertex is left out its removal, where no other takes its input from it. */
export function withUnusedVertexFixes(
  text: string,
  { body }: CellDeclaration,
  diagnostics: readonly Diagnostic[],
): readonly Diagnostic[] {
  if (body?.kind !== 'block' || !diagnostics.some(({ code }) => code === 'unused-vertex')) return diagnostics;
  const used = usedNames(body);
  const names = new Map(
    body.statements.map(each => [each.start, each.kind === 'binding' ? each.name.text : '']),
  );
  return diagnostics.map(found => {
    const name = names.get(found.start);
    if (found.code !== 'unused-vertex' || !name || used.has(name)) return found;
    const edit = { ...lineOf(text, found.start, found.end), text: '' };
    return { ...found, fix: { title: `Remove '${name}'`, edits: [edit] } };
  });
}

function usedNames(body: CellBlock): ReadonlySet<string> {
  const used = new Set<string>();
  for (const statement of body.statements)
    for (const term of (statement.kind === 'binding' && statement.value?.terms) || [])
      for (const operand of term.kind === 'call' ? term.arguments.flatMap(sum => sum.terms) : [term])
        if (operand.kind === 'reference') used.add(operand.name.text);
  return used;
}
