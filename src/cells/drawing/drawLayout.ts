import { Graph, layout } from '@dagrejs/dagre';
import type { Cell } from '../cell';
import type { SearchSpace } from '../space';
import { diagramOf, type Part } from './diagram';
import { type RoutedEdge, routeEdges } from './drawRoutes';

/** A box of the drawing: a vertex, or an operation that stands on an edge. Lengths are in pixels. */
export interface Box extends Part {
  /** The middle. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
  /** SVG path data, from box to box. */
  readonly paths: readonly string[];
  /** The edge of each path, `from>to` by the ids of its boxes. */
  readonly edges: readonly string[];
}

export type Direction = 'right' | 'down';

const boxHeight = 26;
const margin = 8;

/** Where everything stands. Vertices that nothing flows through, in a space with operations on edges, are left out. */
export function layOut(
  space: SearchSpace,
  cell: Cell,
  names: readonly string[] | undefined,
  showNames: boolean,
  direction: Direction,
): Drawing {
  const graph = new Graph();
  graph.setGraph({
    rankdir: direction === 'right' ? 'LR' : 'TB',
    nodesep: direction === 'right' ? 16 : 24,
    edgesep: 12,
    ranksep: direction === 'right' ? 34 : 26,
  });
  graph.setDefaultEdgeLabel(() => ({}));
  const parts = diagramOf(space, cell, names, showNames);
  const boxes = parts.boxes.map(part => ({ ...part, label: shorten(part.label) }));
  for (const part of boxes) graph.setNode(part.id, { width: widthOf(part.label), height: boxHeight });
  for (const [from, to] of parts.edges) graph.setEdge(from, to);
  layout(graph);

  const placed = boxes.map(part => {
    const { x = 0, y = 0, width, height } = graph.node(part.id);
    return { ...part, x, y, width, height };
  });
  const routed = parts.edges.map(([from, to]) => ({ from, to, points: graph.edge(from, to).points ?? [] }));
  return arrange(placed, routed, direction);
}

/**
 * Turns the drawing over where that brings the vertices nearer to the order they have in the text, and moves it to its
 * margins: edges can run outside the boxes.
 */
function arrange(placed: readonly Box[], edges: readonly RoutedEdge[], direction: Direction): Drawing {
  const axis = direction === 'right' ? 'y' : 'x';
  const sign = isUpsideDown(placed, axis) ? -1 : 1;
  const xs: number[] = [];
  const ys: number[] = [];
  for (const { x, y, width, height } of placed) {
    xs.push(x - width / 2, x + width / 2);
    ys.push(y - height / 2, y + height / 2);
  }
  for (const { points } of edges)
    for (const { x, y } of points) {
      xs.push(x);
      ys.push(y);
    }
  const offset = (values: readonly number[], turned: boolean) =>
    turned ? Math.max(...values) + margin : margin - Math.min(...values);
  const [dx, dy] = [offset(xs, sign < 0 && axis === 'x'), offset(ys, sign < 0 && axis === 'y')];
  const move = <T extends { readonly x: number; readonly y: number }>(at: T): T => ({
    ...at,
    x: dx + (axis === 'x' ? sign * at.x : at.x),
    y: dy + (axis === 'y' ? sign * at.y : at.y),
  });
  const boxes = placed.map(move);
  const moved = edges.map(edge => ({ ...edge, points: edge.points.map(move) }));
  return {
    width: Math.max(...xs) - Math.min(...xs) + 2 * margin,
    height: Math.max(...ys) - Math.min(...ys) + 2 * margin,
    boxes,
    paths: routeEdges(boxes, moved, direction),
    edges: moved.map(({ from, to }) => `${from}>${to}`),
  };
}

function isUpsideDown(boxes: readonly Box[], axis: 'x' | 'y'): boolean {
  const along = axis === 'x' ? 'y' : 'x';
  let agreement = 0;
  for (const [i, a] of boxes.entries())
    for (const b of boxes.slice(i + 1)) if (a[along] === b[along]) agreement += Math.sign(b[axis] - a[axis]);
  return agreement < 0;
}

/** Labels longer than this are cut, so that one long name does not blow up the drawing. */
const longestLabel = 28;

function shorten(label: string): string {
  return label.length > longestLabel ? `${label.slice(0, longestLabel - 1)}…` : label;
}

/** Of 12 px text in about any sans-serif font, with padding. */
function widthOf(label: string): number {
  return Math.max(36, Math.ceil(label.length * 6.9) + 20);
}
