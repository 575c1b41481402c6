import type { GraphCell } from '../cells/cell';
import { absentEdge, isZero } from '../cells/kinds/graph/limits';
import type { GraphSpace } from '../cells/space';
import { writeSpelling } from '../cells/spelling';
import type { Spelling } from '../language/syntax';
import { type EditDraft, replaced } from './editText';

/** A cell written by its published spelling has no tokens of its own: the spelling is written anew. */
export function editsOfSpelling(
  body: Spelling,
  space: GraphSpace,
  cell: GraphCell,
  names: readonly string[],
): EditDraft[] {
  const { vertices: n, edges, operations } = cell;
  const draft = (title: string, changed: Partial<GraphCell>): EditDraft => ({
    title,
    edits: [replaced(body, `"${writeSpelling(space, { ...cell, ...changed })}"`)],
  });
  const nameOf = (operation: number) => space.operations[operation]?.name ?? 'none';
  const all = [...space.operations.keys()];
  const pairs = names.flatMap((_, to) =>
    names.slice(0, to).map((_, from) => ({ from, to, at: from * n + to })),
  );
  if (space.operationsOn === 'edges')
    return pairs.flatMap(({ from, to, at }) =>
      [...new Set([absentEdge(space), ...all.map(operation => operation + 1)])]
        .filter(entry => entry !== edges[at] && !(isZero(space, entry) && isZero(space, edges[at]!)))
        .map(entry =>
          draft(`${names[from]} to ${names[to]}: ${nameOf(edges[at]! - 1)} → ${nameOf(entry - 1)}`, {
            edges: edges.with(at, entry),
          }),
        ),
    );
  return [
    ...operations.flatMap((operation, i) =>
      all.map(other =>
        draft(`${names[i + 1]} = ${nameOf(operation)} → ${nameOf(other)}`, {
          operations: operations.with(i, other),
        }),
      ),
    ),
    ...pairs.map(({ from, to, at }) =>
      draft(`${edges[at] ? 'without' : 'with'} ${names[from]} → ${names[to]}`, {
        edges: edges.with(at, 1 - edges[at]!),
      }),
    ),
  ];
}
