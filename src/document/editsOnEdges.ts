import { absentEdge } from '../cells/kinds/graph/limits';
import type { GraphSpace } from '../cells/space';
import type { Binding, Span } from '../language/syntax';
import { otherOperations } from './editsOnVertices';
import { type EditDraft, replaced, spanOf, sumText, termText, without } from './editText';

/** What can be changed at a vertex of a space with operations on edges. */
export function editsOnEdges(
  { name, value }: Binding,
  names: readonly string[],
  space: GraphSpace,
): EditDraft[] {
  const calls = value?.terms.filter(term => term.kind === 'call') ?? [];
  if (!value || calls.length === 0 || calls.length !== value.terms.length) return [];
  const zero = space.operations[absentEdge(space) - 1]?.name;
  const others = calls.map(call => otherOperations(space, call.callee.text).filter(other => other !== zero));
  const sources = calls.map(call => {
    const [operand] = call.arguments[0]?.terms ?? [];
    return call.arguments.length === 1 &&
      call.arguments[0]!.terms.length === 1 &&
      operand?.kind === 'reference'
      ? operand.name.text
      : undefined;
  });
  const changes = calls.flatMap((call, i) => {
    if (sources[i] === undefined) return [];
    const change = (operation: string, site: Span | undefined): EditDraft => ({
      title: `${name.text} = ${termText(call)} → ${operation}(${sources[i]})`,
      edits: [replaced(call.callee, operation)],
      ...(site ? { site } : {}),
    });
    // The last term of a sum that is taken away becomes a zero.
    const last = zero !== undefined && calls.length === 1 && call.callee.text !== zero;
    return [
      ...others[i]!.map(operation => change(operation, spanOf(call.callee))),
      ...(last ? [change(zero, undefined)] : []),
    ];
  });
  const whole = (after: string) => `${name.text} = ${sumText(value)} → ${after}`;
  const removals =
    calls.length > 1
      ? calls.map((_, i) => ({
          title: whole(calls.toSpliced(i, 1).map(termText).join(' + ')),
          edits: [without(calls, i)],
        }))
      : [];
  const operations = space.operations.filter(({ definition }) => definition.kind !== 'zero');
  const additions = names
    .filter(source => !sources.includes(source))
    .flatMap(source =>
      operations.map(operation => ({
        title: whole(`${sumText(value)} + ${operation.name}(${source})`),
        edits: [{ start: value.end, end: value.end, text: ` + ${operation.name}(${source})` }],
      })),
    );
  return [...changes, ...additions, ...removals];
}
