import type { GraphCell } from '../../cell';
import type { Diagram, LabelledGraph, Part } from '../../drawing/diagram';
import type { GraphSpace } from '../../space';
import { isZero } from './limits';
import { prune } from './prune';
import { vertexNames } from './vertexNames';

/** Vertices that nothing flows through, in a space with operations on edges, are left out. */
export function graphDiagram(
  space: GraphSpace,
  cell: GraphCell,
  given: readonly string[] | undefined,
  showNames: boolean,
): Diagram {
  const names = given ?? vertexNames(space, cell.vertices);
  return space.operationsOn === 'vertices'
    ? vertexParts(space, cell, names, showNames)
    : edgeParts(space, cell, names);
}

/** Operations stand on the vertices or on the edges, as in the cell's space. */
export function labelledGraph(
  space: GraphSpace,
  cell: GraphCell,
  names: readonly string[] | undefined,
): LabelledGraph {
  const n = cell.vertices;
  const onVertices = space.operationsOn === 'vertices';
  const called = names?.length === n ? names : vertexNames(space, n);
  const vertices = called.map((name, v) => {
    const operation =
      onVertices && v > 0 && v < n - 1 ? space.operations[cell.operations[v - 1]!] : undefined;
    return operation ? `${name}\n${operation.name}` : name;
  });
  const edges: { from: number; to: number; label: string }[] = [];
  for (let from = 0; from < n; from++)
    for (let to = from + 1; to < n; to++) {
      const entry = cell.edges[from * n + to]!;
      if (onVertices ? entry === 0 : isZero(space, entry)) continue;
      edges.push({ from, to, label: onVertices ? '' : space.operations[entry - 1]!.name });
    }
  return { vertices, edges };
}

function vertexParts(
  space: GraphSpace,
  cell: GraphCell,
  names: readonly string[],
  showNames: boolean,
): Diagram {
  const n = cell.vertices;
  const boxes: Part[] = [];
  const edges: (readonly [string, string])[] = [];
  for (let v = 0; v < n; v++) {
    const operation = v > 0 && v < n - 1 ? cell.operations[v - 1] : undefined;
    const name = names[v] ?? '';
    const label = operation === undefined ? name : space.operations[operation]!.name;
    boxes.push({
      id: `${v}`,
      vertex: v,
      operation,
      live: true,
      label: operation !== undefined && showNames ? `${name} = ${label}` : label,
    });
    for (let u = 0; u < v; u++) if (cell.edges[u * n + v]) edges.push([`${u}`, `${v}`]);
  }
  return { boxes, edges };
}

function edgeParts(space: GraphSpace, cell: GraphCell, names: readonly string[]): Diagram {
  const n = cell.vertices;
  const used = new Set([0, n - 1]);
  const boxes: Part[] = [];
  const edges: (readonly [string, string])[] = [];
  const present = cell.edges.map(entry => (isZero(space, entry) ? 0 : 1));
  const kept = prune({ ...space, operationsOn: 'vertices' }, { ...cell, edges: present })?.kept ?? [];
  for (let from = 0; from < n; from++)
    for (let to = from + 1; to < n; to++) {
      if (!present[from * n + to]) continue;
      used.add(from).add(to);
      const id = `${from}-${to}`;
      const operation = cell.edges[from * n + to]! - 1;
      const live = kept.includes(from) && kept.includes(to);
      boxes.push({
        id,
        vertex: undefined,
        operation,
        live,
        label: space.operations[operation]!.name,
      });
      edges.push([`${from}`, id], [id, `${to}`]);
    }
  for (const vertex of used) {
    const live = kept.includes(vertex) || vertex === 0 || vertex === n - 1;
    boxes.push({ id: `${vertex}`, vertex, operation: undefined, live, label: names[vertex] ?? '' });
  }
  return { boxes, edges };
}
