import type { GraphCell } from '../../cell';
import { withDefaults } from '../../network/catalogue';
import { type Cost, callCost, operationCost } from '../../network/costs';
import { elements, type Shape } from '../../network/network';
import type { Counting } from '../../network/operation';
import { baseCost, type Place, placesOf } from '../../network/places';
import type { GraphSpace } from '../../space';
import { isZero } from './limits';

export interface CellCosts {
  /** Trained parameters of the whole network. */
  readonly parameters: number;
  /** Of the whole network for one image, counted as `space.skeleton.counting` says. */
  readonly flops: number;
  /** Operations on vertices: one a vertex. Operations on edges: one an entry of `cell.edges`. */
  readonly sites: readonly SiteCosts[];
}

/**
 * `[stacks · cells]`, cells counted from the stem: what one operation costs in each. An inner vertex counts its input
 * projection, its additions and its operation, and input and output nothing (predictor of ReNAS, Xu et al., 2021). An
 * edge counts its operation and, if it is not the first into its vertex, the addition.
 */
export interface SiteCosts {
  readonly parameters: Float64Array;
  readonly flops: Float64Array;
}

/**
 * A cell is built at each place as in NAS-Bench-101's `build_module` (operations on vertices: the cell's input enters an
 * inner vertex, and the output, through a 1×1 convolution with batch norm; inner inputs are truncated to the channels of
 * the vertex; what feeds the output is concatenated or summed, and the projected input added) or as in NAS-Bench-201's
 * `InferCell` (operations on edges: a vertex is the sum of its edges; every edge is built, whether it leads anywhere or
 * not).
 */
export function cellCosts(space: GraphSpace, cell: GraphCell): CellCosts {
  const { places, count } = placesOf(space);
  const { counting } = space.skeleton;
  const total = { ...baseCost(space, counting) };
  const sites: SiteCosts[] = Array.from(
    { length: space.operationsOn === 'vertices' ? cell.vertices : cell.edges.length },
    () => ({ parameters: new Float64Array(count), flops: new Float64Array(count) }),
  );
  for (const place of places)
    addPlace(space, cell, place, counting, total, (site, cost) => {
      sites[site]!.parameters.fill(cost.parameters, place.first, place.first + place.count);
      sites[site]!.flops.fill(cost.flops, place.first, place.first + place.count);
    });
  return { ...total, sites };
}

/** `cellCosts` without the sites, with FLOPs counted in any way. */
export function totalCosts(
  space: GraphSpace,
  cell: GraphCell,
  counting: Counting = space.skeleton.counting,
): Cost {
  const total = { ...baseCost(space, counting) };
  for (const place of placesOf(space).places) addPlace(space, cell, place, counting, total, () => {});
  return total;
}

/**
 * Channels of each vertex of a cell that makes `outputChannels` from `inputChannels`.
 *
 * Operations on vertices with a concatenated output, by NAS-Bench-101's `compute_vertex_channels`: the inner vertices
 * that feed the output share its channels equally, and what is left over goes one each to the lowest-numbered; others
 * take the most of their successors, since a vertex may drop channels of its input and never make more. Everywhere else
 * each inner vertex has the output's channels.
 */
export function vertexChannels(
  space: GraphSpace,
  cell: GraphCell,
  outputChannels: number,
  inputChannels = outputChannels,
): number[] {
  const n = cell.vertices;
  const channels: number[] = new Array(n).fill(outputChannels);
  channels[0] = inputChannels;
  if (space.operationsOn === 'edges' || space.output === 'sum') return channels;
  const out = n - 1;
  let feeders = 0;
  for (let v = 1; v < out; v++) if (cell.edges[v * n + out]) feeders++;
  if (feeders === 0) return channels;
  const share = Math.floor(outputChannels / feeders);
  let left = outputChannels % feeders;
  for (let v = 1; v < out; v++) if (cell.edges[v * n + out]) channels[v] = left-- > 0 ? share + 1 : share;
  for (let v = out - 1; v > 0; v--) {
    if (cell.edges[v * n + out]) continue;
    let most = 0;
    for (let w = v + 1; w < out; w++) if (cell.edges[v * n + w]) most = Math.max(most, channels[w]!);
    channels[v] = most;
  }
  return channels;
}

type Total = { parameters: number; flops: number };
type AtSite = (site: number, cost: Cost) => void;

function addPlace(
  space: GraphSpace,
  cell: GraphCell,
  place: Place,
  counting: Counting,
  total: Total,
  atSite: AtSite,
): void {
  const add = ({ parameters, flops }: Cost) => {
    total.parameters += parameters * place.count;
    total.flops += flops * place.count;
  };
  const site: AtSite = (index, cost) => {
    add(cost);
    atSite(index, cost);
  };
  if (space.operationsOn === 'edges') edgeCosts(space, cell, place, counting, site);
  else {
    vertexCosts(space, cell, place, counting, site);
    add(outputCost(space, cell, place, counting));
  }
}

function vertexCosts(
  space: GraphSpace,
  cell: GraphCell,
  place: Place,
  counting: Counting,
  site: AtSite,
): void {
  const n = cell.vertices;
  const costs = placeCosts(space, place, counting);
  const channels = vertexChannels(space, cell, place.output.channels, place.input.channels);
  for (let v = 1; v < n - 1; v++) {
    let { parameters, flops } = costs.operation(cell.operations[v - 1]!, channels[v]!);
    let inputs = 0;
    for (let u = 0; u < v; u++) if (cell.edges[u * n + v]) inputs++;
    flops += additionFlops(inputs, { ...place.output, channels: channels[v]! }, counting);
    if (cell.edges[v]) {
      const projection = costs.projection(channels[v]!);
      parameters += projection.parameters;
      flops += projection.flops;
    }
    site(v, { parameters, flops });
  }
}

/** The output's own work: a summed output's additions, and the projected input with its addition. */
function outputCost(space: GraphSpace, cell: GraphCell, place: Place, counting: Counting): Cost {
  const { output } = place;
  const n = cell.vertices;
  let feeders = 0;
  for (let v = 1; v < n - 1; v++) if (cell.edges[v * n + n - 1]) feeders++;
  const summed = space.output === 'sum' ? additionFlops(feeders, output, counting) : 0;
  if (!cell.edges[n - 1]) return { parameters: 0, flops: summed };
  const projection = placeCosts(space, place, counting).projection(output.channels);
  const joined = feeders > 0 && counting === 'flops' ? elements(output) : 0;
  return { parameters: projection.parameters, flops: projection.flops + summed + joined };
}

function edgeCosts(space: GraphSpace, cell: GraphCell, place: Place, counting: Counting, site: AtSite): void {
  const n = cell.vertices;
  const costs = placeCosts(space, place, counting);
  for (let to = 1; to < n; to++) {
    let first = true;
    for (let from = 0; from < to; from++) {
      const entry = cell.edges[from * n + to]!;
      if (isZero(space, entry)) continue;
      const { parameters, flops } = costs.operation(entry - 1, place.output.channels);
      const addition = first || counting !== 'flops' ? 0 : elements(place.output);
      first = false;
      site(from * n + to, { parameters, flops: flops + addition });
    }
  }
}

interface PlaceCosts {
  operation(operation: number, channels: number): Cost;
  /** The 1×1 convolution that brings the cell's input to so many channels. */
  projection(channels: number): Cost;
}

const known = new WeakMap<Place, Map<Counting, PlaceCosts>>();

/** What the operations cost at a place, each found once. */
function placeCosts(space: GraphSpace, place: Place, counting: Counting): PlaceCosts {
  let byCounting = known.get(place);
  if (!byCounting) {
    byCounting = new Map();
    known.set(place, byCounting);
  }
  let costs = byCounting.get(counting);
  if (!costs) {
    const map = (channels: number): Shape => ({ ...place.output, channels });
    const operations = space.operations.map(({ definition }) =>
      remembering(channels => operationCost(definition, map(channels), counting)),
    );
    const projection = remembering(channels => projectionCost(place.input.channels, map(channels), counting));
    costs = { operation: (operation, channels) => operations[operation]!(channels), projection };
    byCounting.set(counting, costs);
  }
  return costs;
}

function remembering(cost: (channels: number) => Cost): (channels: number) => Cost {
  const found = new Map<number, Cost>();
  return channels => {
    let known = found.get(channels);
    if (!known) {
      known = cost(channels);
      found.set(channels, known);
    }
    return known;
  };
}

/** A 1×1 convolution with batch norm from `from` channels to the map it makes. */
export function projectionCost(from: number, output: Shape, counting: Counting): Cost {
  const given = withDefaults('conv', { channels: output.channels, kernel: 1 });
  return callCost('conv', given, [{ ...output, channels: from }], output, counting);
}

/** The sum of `terms` maps. */
function additionFlops(terms: number, map: Shape, counting: Counting): number {
  return counting === 'flops' && terms > 1 ? (terms - 1) * elements(map) : 0;
}
