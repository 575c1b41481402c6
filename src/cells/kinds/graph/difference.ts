import type { GraphCell } from '../../cell';
import type { Marks } from '../../drawing/difference';
import type { GraphSpace } from '../../space';

/** More inner vertices than this are paired in their order; fewer, so that most agrees. */
const maxPaired = 7;

/** In what two cells of a space differ, marked in each of them. */
export function difference(space: GraphSpace, a: GraphCell, b: GraphCell): readonly [Marks, Marks] {
  if (space.operationsOn === 'edges') return [edgeMarks(space, a, b), edgeMarks(space, b, a)];
  const pairs = pairVertices(a, b);
  const back = Array.from({ length: b.vertices }, (_, v) => pairs.indexOf(v));
  return [vertexMarks(a, b, pairs), vertexMarks(b, a, back)];
}

/** Vertices are the same in every cell, so that an edge has its counterpart. */
function edgeMarks(space: GraphSpace, cell: GraphCell, other: GraphCell): Marks {
  const n = cell.vertices;
  const boxes = new Set<string>();
  const edges = new Set<string>();
  const kind = (entry: number | undefined) => (entry ? space.operations[entry - 1]?.name : undefined);
  for (let from = 0; from < n; from++)
    for (let to = from + 1; to < n; to++) {
      if (kind(cell.edges[from * n + to]) === kind(other.edges[from * n + to])) continue;
      const box = `${from}-${to}`;
      boxes.add(box);
      edges.add(`${from}>${box}`).add(`${box}>${to}`);
    }
  return { boxes, edges };
}

/** `pairs[v]`: the counterpart of the vertex v in the other cell, or −1. */
function vertexMarks(cell: GraphCell, other: GraphCell, pairs: readonly number[]): Marks {
  const n = cell.vertices;
  const boxes = new Set<string>();
  const edges = new Set<string>();
  for (let v = 0; v < n; v++) {
    const pair = pairs[v] ?? -1;
    const inner = v > 0 && v < n - 1;
    if (inner && (pair < 0 || cell.operations[v - 1] !== other.operations[pair - 1])) boxes.add(`${v}`);
    for (let u = 0; u < v; u++) {
      if (!cell.edges[u * n + v]) continue;
      const from = pairs[u] ?? -1;
      if (from < 0 || pair < 0 || !other.edges[from * other.vertices + pair]) edges.add(`${u}>${v}`);
    }
  }
  return { boxes, edges };
}

/** The pairing that makes most operations (twice) and edges agree; input is paired with input, output with output. */
function pairVertices(a: GraphCell, b: GraphCell): readonly number[] {
  const inner = a.vertices - 2;
  const others = b.vertices - 2;
  const ends = (pairs: readonly number[]) => [0, ...pairs, b.vertices - 1];
  if (Math.max(inner, others) > maxPaired)
    return ends(Array.from({ length: inner }, (_, i) => (i < others ? i + 1 : -1)));
  let best: readonly number[] = ends(Array.from({ length: inner }, () => -1));
  let bestScore = -1;
  const pairs = [0];
  const used = new Set<number>();
  const gain = (v: number, w: number): number => {
    let score = v < a.vertices - 1 && a.operations[v - 1] === b.operations[w - 1] ? 2 : 0;
    for (let u = 0; u < v; u++) {
      const from = pairs[u] ?? -1;
      if (from >= 0 && a.edges[u * a.vertices + v] && b.edges[from * b.vertices + w]) score++;
    }
    return score;
  };
  const place = (v: number, score: number): void => {
    if (v === a.vertices - 1) {
      const whole = score + gain(v, b.vertices - 1);
      if (whole > bestScore) {
        bestScore = whole;
        best = [...pairs, b.vertices - 1];
      }
      return;
    }
    for (let w = 1; w <= others; w++) {
      if (used.has(w)) continue;
      used.add(w);
      const more = gain(v, w);
      pairs.push(w);
      place(v + 1, score + more);
      pairs.pop();
      used.delete(w);
    }
    // Someone stays alone where there are more of them here; elsewhere it never agrees in more.
    if (inner > others && v - 1 - used.size < inner - others) {
      pairs.push(-1);
      place(v + 1, score);
      pairs.pop();
    }
  };
  place(1, 0);
  return best;
}
