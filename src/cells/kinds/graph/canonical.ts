import { md5 } from 'js-md5';
import type { GraphCell } from '../../cell';
import type { GraphSpace } from '../../space';
import { canonicalOrder, automorphismCount as countAutomorphisms } from './canonicalOrder';
import { absentEdge, isZero } from './limits';

/**
 * The one cell that stands for every numbering of the same graph. Edges with a `zero` operation count as not there.
 *
 * Mind that NAS-Bench-101's rule gives the channels that are left over to the lowest-numbered vertices, so another
 * numbering can cost a few parameters more or less (see `vertexChannels`): costs that are to agree with published ones
 * are those of the cell as it was published.
 */
export function canonicalCell(space: GraphSpace, cell: GraphCell): GraphCell {
  const n = cell.vertices;
  const names = ranksByName(space);
  const matrix = labelledMatrix(space, cell, names);
  const order = canonicalOrder(n, matrix, startColours(space, cell, matrix, names));
  const onVertices = space.operationsOn === 'vertices';
  const absent = onVertices ? 0 : absentEdge(space);
  const edges: number[] = new Array(n * n).fill(0);
  for (let i = 0; i < n; i++)
    for (let j = i + 1; j < n; j++) {
      const at = order[i]! * n + order[j]!;
      edges[i * n + j] = matrix[at] === 0 ? absent : cell.edges[at]!;
    }
  const operations: number[] = [];
  if (onVertices) for (let i = 1; i < n - 1; i++) operations.push(cell.operations[order[i]! - 1]!);
  return { vertices: n, edges, operations };
}

/**
 * 32 hexadecimal digits, equal exactly when two cells are the same graph up to the order of their vertices. Operations
 * count by name, so neither the space's name nor the order in which it declares them matters.
 */
export function canonicalHash(space: GraphSpace, cell: GraphCell): string {
  return md5(canonicalText(space, canonicalCell(space, cell)));
}

/** How many renumberings leave a cell as it is: 1 unless some of its vertices are interchangeable. */
export function automorphismCount(space: GraphSpace, cell: GraphCell): number {
  const names = ranksByName(space);
  const matrix = labelledMatrix(space, cell, names);
  return countAutomorphisms(cell.vertices, matrix, startColours(space, cell, matrix, names));
}

/** The text of a canonical cell whose MD5 is its hash. */
export function canonicalText(space: GraphSpace, { vertices: n, edges, operations }: GraphCell): string {
  let text = `${n}`;
  if (space.operationsOn === 'vertices') {
    text += ':';
    for (let u = 0; u < n; u++) for (let v = u + 1; v < n; v++) text += edges[u * n + v];
    for (const operation of operations) text += `,${space.operations[operation]!.name}`;
    return text;
  }
  for (let u = 0; u < n; u++)
    for (let v = u + 1; v < n; v++) {
      const entry = edges[u * n + v]!;
      text += isZero(space, entry) ? '|' : `|${space.operations[entry - 1]!.name}`;
    }
  return text;
}

/** 0 for no edge; operations on edges: 1 + the rank of the operation's name. */
function labelledMatrix(space: GraphSpace, cell: GraphCell, names: readonly number[]): readonly number[] {
  if (space.operationsOn === 'vertices') return cell.edges;
  return cell.edges.map(entry => (isZero(space, entry) ? 0 : 1 + names[entry - 1]!));
}

/** Dense ranks of (longest distance from the input, operation): they rise along every edge. */
function startColours(
  space: GraphSpace,
  cell: GraphCell,
  matrix: readonly number[],
  names: readonly number[],
): number[] {
  const n = cell.vertices;
  const depths: number[] = [0];
  for (let v = 1; v < n; v++) {
    let depth = v === n - 1 ? n : 1;
    for (let u = 1; u < v; u++) if (matrix[u * n + v] && depths[u]! >= depth) depth = depths[u]! + 1;
    depths.push(depth);
  }
  const width = space.operations.length;
  const keys = depths.map((depth, v) =>
    v === 0 || v === n - 1 ? depth * width : depth * width + (names[cell.operations[v - 1] ?? -1] ?? 0),
  );
  const distinct = [...keys]
    .sort((a, b) => a - b)
    .filter((key, i, sorted) => i === 0 || key !== sorted[i - 1]);
  return keys.map(key => distinct.indexOf(key));
}

const ranks = new WeakMap<GraphSpace, readonly number[]>();

/** For each operation, the place of its name among the sorted names. */
function ranksByName(space: GraphSpace): readonly number[] {
  let known = ranks.get(space);
  if (!known) {
    const sorted = space.operations.map(operation => operation.name).sort();
    known = space.operations.map(operation => sorted.indexOf(operation.name));
    ranks.set(space, known);
  }
  return known;
}
