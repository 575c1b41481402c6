import type { GraphCell } from '../../../cells/cell';
import { isZero } from '../../../cells/kinds/graph/limits';
import { findOperation } from '../../../cells/operations';
import type { GraphSpace } from '../../../cells/space';
import type { ArchNames } from '../../archNames';
import { createPythonRandom } from '../../pythonRandom';

/** NAS-Bench-201's operations in the order of the benchmark's own enumeration. */
const published = ['none', 'skip_connect', 'nor_conv_1x1', 'nor_conv_3x3', 'avg_pool_3x3'];
const count = published.length ** 6;

/**
 * A cell's names in NAS-Bench-201. The benchmark enumerates its 15,625 strings with the last edge changing fastest and
 * shuffles them with Python's `random.seed(88)` (`generate_meta_info` in AutoDL-Projects' `main.py`).
 * `undefined` for a space that is not four vertices with those five operations on the edges.
 */
export function archNames(space: GraphSpace, cell: GraphCell): ArchNames | undefined {
  const digits = publishedDigits(space);
  if (!digits) return undefined;
  const n = cell.vertices;
  const groups: string[] = [];
  let place = 0;
  for (let to = 1; to < n; to++) {
    let group = '|';
    for (let from = 0; from < to; from++) {
      const entry = cell.edges[from * n + to]!;
      const digit = isZero(space, entry) ? 0 : digits[entry - 1]!;
      group += `${published[digit]}~${from}|`;
      place = place * published.length + digit;
    }
    groups.push(group);
  }
  order ??= shuffledOrder();
  return { arch_str: groups.join('+'), arch_index: order.indices[place]! };
}

/** The cell with this index in NAS-Bench-201's files; `undefined` if the space has no such indices, or not this one. */
export function cellOfArchIndex(space: GraphSpace, index: number): GraphCell | undefined {
  const digits = publishedDigits(space);
  if (!digits || !Number.isInteger(index) || index < 0 || index >= count) return undefined;
  order ??= shuffledOrder();
  let place = order.places[index]!;
  const n = space.vertices;
  const edges: number[] = new Array(n * n).fill(0);
  for (let to = n - 1; to > 0; to--)
    for (let from = to - 1; from >= 0; from--) {
      edges[from * n + to] = digits.indexOf(place % published.length) + 1;
      place = Math.floor(place / published.length);
    }
  return { vertices: n, edges, operations: [] };
}

let order: { readonly indices: Uint16Array; readonly places: Uint16Array } | undefined;
const known = new WeakMap<GraphSpace, readonly number[] | null>();

/** For each operation of the space its place in `published`; `null` if they are not the same five. */
function publishedDigits(space: GraphSpace): readonly number[] | null {
  let digits = known.get(space);
  if (digits === undefined) {
    const found = published.map(name => findOperation(space, name));
    const same =
      space.operationsOn === 'edges' &&
      space.vertices === 4 &&
      space.operations.length === published.length &&
      found.every(operation => operation >= 0);
    digits = same ? space.operations.map((_, operation) => found.indexOf(operation)) : null;
    known.set(space, digits);
  }
  return digits;
}

/** `places`: of the enumeration, by index in the files; `indices`: the other way round. */
function shuffledOrder(): { readonly indices: Uint16Array; readonly places: Uint16Array } {
  const places = Uint16Array.from({ length: count }, (_, place) => place);
  createPythonRandom(88).shuffle(places);
  const indices = new Uint16Array(count);
  for (const [index, place] of places.entries()) indices[place] = index;
  return { indices, places };
}
