import type { GraphCell } from '../../cell';
import { createRandom, type Random } from '../../random';
import type { GraphSpace } from '../../space';
import { automorphismCount } from './canonical';
import { countLinearExtensions } from './linearExtensions';

export interface VertexDraws {
  /** How many numberings of how many vertices there are, cells with operations on vertices counted once for each. */
  readonly total: number;
  /** One of them, all equally likely. */
  draw(random: Random): GraphCell;
  /** 1 / (numberings of the cell's graph): drawn cells weighted with it are uniform over distinct graphs. */
  weight(cell: GraphCell): number;
}

/** Beyond this many vertices numberings are not counted: every weight is 1. */
const maxWeighed = 14;

/**
 * Draws from the numbered cells of a space with operations on vertices. A graph with `e` topological orders and `a`
 * automorphisms has `e / a` numberings.
 *
 * Vertices are added one by one, each with some predecessors that have no successor yet (open) and some that have; in
 * how many ways a beginning can be finished depends on how many vertices, open vertices and edges it has left alone.
 */
export function vertexDraws(space: GraphSpace): VertexDraws {
  let draws = known.get(space);
  if (!draws) {
    draws = createDraws(space);
    known.set(space, draws);
  }
  return draws;
}

const known = new WeakMap<GraphSpace, VertexDraws>();

function createDraws(space: GraphSpace): VertexDraws {
  const labels = space.operations.length;
  const most = (space.vertices * (space.vertices - 1)) / 2;
  const limit = Math.min(space.edges ?? most, most);
  const table = finishTable();
  const sizes = Array.from({ length: space.vertices + 1 }, (_, n) =>
    n < 2 ? 0 : table(n, 1, 1, limit).total * labels ** (n - 2),
  );

  return {
    total: sizes.reduce((a, b) => a + b, 0),
    draw(random) {
      const n = pick(random, sizes);
      const edges: number[] = new Array(n * n).fill(0);
      let open = [0];
      let closed: number[] = [];
      let left = limit;
      for (let v = 1; v < n; v++) {
        const { steps, ways } = table(n, v, open.length, left);
        const step = steps[pick(random, ways)]!;
        random.shuffle(open);
        random.shuffle(closed);
        for (const u of open.slice(0, step.openInputs)) edges[u * n + v] = 1;
        for (const u of closed.slice(0, step.closedInputs)) edges[u * n + v] = 1;
        closed = [...closed, ...open.slice(0, step.openInputs)];
        open = [...open.slice(step.openInputs), v];
        left = step.edgesLeft;
      }
      return { vertices: n, edges, operations: Array.from({ length: n - 2 }, () => random.integer(labels)) };
    },
    weight(cell) {
      if (cell.vertices > maxWeighed) return 1;
      return automorphismCount(space, cell) / countLinearExtensions(cell.vertices, cell.edges);
    },
  };
}

/** The number of distinct cells of a space with operations on vertices, from draws with a fixed seed. */
export function estimateVertexSpace(space: GraphSpace): number {
  const { total, draw, weight } = vertexDraws(space);
  const random = createRandom(1);
  const draws = 30_000;
  let sum = 0;
  for (let i = 0; i < draws; i++) sum += weight(draw(random));
  return Math.round((total * sum) / draws);
}

/** How the next vertex takes its inputs. */
interface Step {
  readonly openInputs: number;
  readonly closedInputs: number;
  readonly edgesLeft: number;
}

interface Finishes {
  readonly steps: readonly Step[];
  /** In how many ways a cell can be finished that begins so, for each step. */
  readonly ways: readonly number[];
  readonly total: number;
}

type FinishTable = (n: number, v: number, open: number, left: number) => Finishes;

/** How cells of `n` vertices can be finished that have `v` of them, `open` without a successor, and `left` edges to spend. */
function finishTable(): FinishTable {
  const known = new Map<number, Finishes>();
  const look: FinishTable = (n, v, open, left) => {
    const key = ((n * 128 + v) * 128 + open) * 16_384 + left;
    let finishes = known.get(key);
    if (!finishes) {
      finishes = work(n, v, open, left);
      known.set(key, finishes);
    }
    return finishes;
  };
  const work: FinishTable = (n, v, open, left) => {
    const steps: Step[] = [];
    const ways: number[] = [];
    // The output takes every vertex that is open.
    for (let openInputs = v === n - 1 ? open : 0; openInputs <= Math.min(open, left); openInputs++)
      for (let closedInputs = openInputs === 0 ? 1 : 0; closedInputs <= v - open; closedInputs++) {
        const edgesLeft = left - openInputs - closedInputs;
        if (edgesLeft < 0) break;
        const after = v === n - 1 ? 1 : look(n, v + 1, open - openInputs + 1, edgesLeft).total;
        steps.push({ openInputs, closedInputs, edgesLeft });
        ways.push(choose(open, openInputs) * choose(v - open, closedInputs) * after);
      }
    return { steps, ways, total: ways.reduce((a, b) => a + b, 0) };
  };
  return look;
}

function pick(random: Random, weights: readonly number[]): number {
  let total = 0;
  for (const weight of weights) total += weight;
  let at = random.next() * total;
  for (let i = 0; i < weights.length; i++) {
    at -= weights[i]!;
    if (at < 0) return i;
  }
  return weights.findLastIndex(weight => weight > 0);
}

function choose(n: number, k: number): number {
  let result = 1;
  for (let i = 1; i <= k; i++) result = (result * (n - k + i)) / i;
  return result;
}
