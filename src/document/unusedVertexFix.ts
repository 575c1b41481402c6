import type { Diagnostic } from '../language/diagnostic';
import type { CellDeclaration } from '../language/syntax';

/** Adds the removal of a vertex to the warning that it is left out, where nothing else takes its input from it. */
export function unusedVertexFix(text: string, { body }: CellDeclaration, found: Diagnostic): Diagnostic {
  if (found.code !== 'unused-vertex' || body?.kind !== 'block') return found;
  const bindings = body.statements.filter(statement => statement.kind === 'binding');
  const unused = bindings.find(binding => binding.start === found.start);
  if (!unused || bindings.length > mostBindings) return found;
  const isUsed = bindings.some(({ value }) =>
    value?.terms.some(term =>
      term.kind === 'reference'
        ? term.name.text === unused.name.text
        : term.arguments.some(sum =>
            sum.terms.some(each => each.kind === 'reference' && each.name.text === unused.name.text),
          ),
    ),
  );
  if (isUsed) return found;
  const edit = { ...lineOf(text, unused.start, unused.end), text: '' };
  return { ...found, fix: { title: `Remove '${unused.name.text}'`, edits: [edit] } };
}

/** Of a cell with more, each unused vertex would look through all. */
const mostBindings = 200;

/** The whole line where nothing else stands on it, else the statement with its `;`. */
function lineOf(text: string, start: number, end: number): { start: number; end: number } {
  let from = start;
  while (from > 0 && /[^\S\r\n]/.test(text[from - 1]!)) from--;
  const rest = /[^\S\r\n]*(;?)[^\S\r\n]*(\r\n|\r|\n)?/y;
  rest.lastIndex = end;
  const [whole = '', semicolon, lineBreak] = rest.exec(text) ?? [];
  const first = from === 0 || /[\r\n]/.test(text[from - 1]!);
  if (first && lineBreak) return { start: from, end: end + whole.length };
  return semicolon ? { start, end: end + whole.length - (lineBreak?.length ?? 0) } : { start, end };
}
