import type { Box, Direction } from './drawLayout';

export interface RoutedEdge {
  readonly from: string;
  readonly to: string;
  /** Of the layout: where the edge passes each rank. */
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

interface Rank {
  readonly start: number;
  readonly end: number;
}

/** `along` the direction of the drawing, and `across` it. */
interface Spot {
  readonly along: number;
  readonly across: number;
}

/**
 * Smooth paths that touch no box but their own: an edge runs straight through the whole depth of each rank it passes,
 * in the place the layout keeps free for it, and bends in the gaps between ranks alone. Where several edges meet a box
 * they are spread along its side, in the order they come from.
 */
export function routeEdges(
  boxes: readonly Box[],
  edges: readonly RoutedEdge[],
  direction: Direction,
): string[] {
  const right = direction === 'right';
  const spot = ({ x, y }: { x: number; y: number }): Spot =>
    right ? { along: x, across: y } : { along: y, across: x };
  const depth = (box: Box) => (right ? box.width : box.height);
  const breadth = (box: Box) => (right ? box.height : box.width);
  const ranks = rankExtents(boxes, spot, depth);
  const byId = new Map(boxes.map(box => [box.id, box]));

  const routes = edges.map(edge => {
    const from = byId.get(edge.from)!;
    const to = byId.get(edge.to)!;
    const passed = edge.points
      .slice(1, -1)
      .map(spot)
      .flatMap(({ along, across }) => {
        const rank = ranks.find(({ start, end }) => along > start && along < end);
        const own = rank && [from, to].some(box => inside(rank, spot(box).along));
        return rank && !own ? [{ rank, across }] : [];
      });
    return { from, to, passed };
  });

  const ends = routes.map(({ from, to, passed }) => ({
    leaves: passed[0]?.across ?? spot(to).across,
    arrives: passed.at(-1)?.across ?? spot(from).across,
  }));
  return routes.map(({ from, to, passed }, index) => {
    const leaving = routes.flatMap((route, i) => (route.from === from ? [i] : []));
    const arriving = routes.flatMap((route, i) => (route.to === to ? [i] : []));
    const start = port(leaving, i => ends[i]!.leaves, index, breadth(from));
    const arrival = spot(to).across + port(arriving, i => ends[i]!.arrives, index, breadth(to));
    const tip = spot(to).along - depth(to) / 2 - arrowGap;
    return path(
      [
        { along: spot(from).along + depth(from) / 2, across: spot(from).across + start },
        { along: ranks.find(rank => inside(rank, spot(from).along))!.end, across: spot(from).across + start },
        ...passed.flatMap(({ rank, across }) => [
          { along: rank.start, across },
          { along: rank.end, across },
        ]),
        { along: Math.min(ranks.find(rank => inside(rank, spot(to).along))!.start, tip), across: arrival },
        { along: tip, across: arrival },
      ],
      right,
    );
  });
}

/** Room for the tip of the arrow, which reaches this far beyond the path. */
const arrowGap = 5;

function inside({ start, end }: Rank, along: number): boolean {
  return along >= start && along <= end;
}

/** Boxes whose extents overlap along the drawing stand in one rank. */
function rankExtents(boxes: readonly Box[], spot: (box: Box) => Spot, depth: (box: Box) => number): Rank[] {
  const extents = boxes
    .map(box => ({ start: spot(box).along - depth(box) / 2, end: spot(box).along + depth(box) / 2 }))
    .sort((a, b) => a.start - b.start);
  const ranks: { start: number; end: number }[] = [];
  for (const extent of extents) {
    const last = ranks.at(-1);
    if (last && extent.start < last.end) last.end = Math.max(last.end, extent.end);
    else ranks.push({ ...extent });
  }
  return ranks;
}

/** How far from the middle of a box's side an edge meets it. */
function port(
  edges: readonly number[],
  other: (edge: number) => number,
  edge: number,
  breadth: number,
): number {
  const ordered = [...edges].sort((a, b) => other(a) - other(b) || a - b);
  const step = Math.min(9, (breadth - 10) / ordered.length);
  return (ordered.indexOf(edge) - (ordered.length - 1) / 2) * step;
}

/** Straight where two spots are level, else an S that leaves and arrives along the drawing. */
function path(spots: readonly Spot[], right: boolean): string {
  const text = (along: number, across: number) =>
    right ? `${round(along)} ${round(across)}` : `${round(across)} ${round(along)}`;
  let data = '';
  let previous: Spot | undefined;
  for (const spot of spots) {
    if (!previous) data = `M${text(spot.along, spot.across)}`;
    else if (previous.across === spot.across) {
      if (previous.along !== spot.along) data += `L${text(spot.along, spot.across)}`;
    } else {
      const middle = (previous.along + spot.along) / 2;
      data += `C${text(middle, previous.across)} ${text(middle, spot.across)} ${text(spot.along, spot.across)}`;
    }
    previous = spot;
  }
  return data;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
