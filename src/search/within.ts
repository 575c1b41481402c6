import type { Cell } from '../cells/cell';
import { drawCells, enumerateCells, spaceSize } from '../cells/enumerate';
import { mutate, neighbours } from '../cells/mutate';
import { type CostLimit, keepsTo } from '../cells/namedCosts';
import { createRandom, type Random } from '../cells/random';
import type { SearchSpace } from '../cells/space';
import type { Pace } from './pace';

/** Cells drawn to learn how many keep to the limits, and the share below which others are not drawn in vain. */
const probes = 1000;
const fewestKeeping = 0.02;
/** Spaces of no more cells are gone through, and what keeps to the limits is shuffled. */
const maxListed = 500_000;
/** And to say for certain that none does, spaces of no more than this. */
const maxGoneThrough = 20_000;

/**
 * Up to `count` different cells that keep to the limits; fewer only where no more were found. As `drawCells` while cells
 * that keep to them come readily. Where fewer than one in fifty does, a space of at most 500,000 cells is gone through,
 * which is exactly uniform; of a larger one, cells are generated that all keep to the limits (see `walksWithin`).
 * Fewer, too, once the signal of `pace` was aborted.
 */
export async function cellsWithin(
  space: SearchSpace,
  limits: readonly CostLimit[],
  count: number,
  random: Random,
  pace: Pace,
): Promise<Cell[]> {
  if (limits.length === 0) return drawCells(space, count, random);
  const found = new Map<string, Cell>();
  const keep = (cells: Iterable<Cell>) => {
    for (const cell of cells)
      if (found.size < count && keepsTo(limits, cell)) found.set(JSON.stringify(cell), cell);
  };
  const size = spaceSize(space);
  const probe = drawCells(space, Math.min(probes, size), random);
  keep(probe);
  const share = found.size / probe.length;
  if (share >= fewestKeeping && share * size > 4 * count) {
    while (found.size < count && (await pace.go()))
      keep(drawCells(space, Math.ceil((count - found.size) / share), random));
    return [...found.values()];
  }
  if (size <= maxListed) {
    const keeping: Cell[] = [];
    for (const cell of enumerateCells(space)) {
      if (keepsTo(limits, cell)) keeping.push(cell);
      if (!(await pace.go())) break;
    }
    return random.shuffle(keeping).slice(0, count);
  }
  return walkWithin(space, limits, count, random, probe, pace);
}

/** Random cells, and those that a way to the limits begins with, before a space too large to go through is given up. */
const [tried, descents] = [100, 20];

/** Whether a cell keeps to the limits, as far as that can be found out without going through a large space. */
export function anyWithin(space: SearchSpace, limits: readonly CostLimit[]): boolean {
  const random = createRandom(0);
  const some = drawCells(space, tried, random);
  if (some.some(cell => keepsTo(limits, cell))) return true;
  if (some.slice(0, descents).some(cell => descendTo(space, limits, cell, random))) return true;
  if (spaceSize(space) > maxGoneThrough) return false;
  for (const cell of enumerateCells(space)) if (keepsTo(limits, cell)) return true;
  return false;
}

/** Walks that go on side by side, each from a place of its own. */
const walks = 32;
/** Steps of a walk before its cells count, and between two that do. */
const burnIn = 200;
const between = 12;
/** Cells that come again, for each one asked for, before the rest counts as out of reach. */
const patience = 20;
/** Cells whose number of neighbours is remembered. */
const maxRemembered = 100_000;

/** Up to `count` different cells of `walksWithin`; fewer where it finds no more. */
async function walkWithin(
  space: SearchSpace,
  limits: readonly CostLimit[],
  count: number,
  random: Random,
  starts: readonly Cell[],
  pace: Pace,
): Promise<Cell[]> {
  const found = new Map<string, Cell>();
  let vain = 0;
  for (const cell of walksWithin(space, limits, random, starts)) {
    if (!(await pace.go())) break;
    if (!cell) continue;
    const before = found.size;
    found.set(JSON.stringify(cell), cell);
    if (found.size === before) vain++;
    if (found.size >= count || vain > patience * count) break;
  }
  return [...found.values()];
}

/**
 * Cells that keep to the limits, without end; none where none is reached. Walks descend from random cells to the limits,
 * then move by single edits and never leave them (Metropolis–Hastings: a step from a cell with fewer neighbours to one with
 * more is taken that much less often), so that in the long run every cell in reach is equally likely. Each walk is of
 * finite length, so the cells are nearly uniform and not exactly so (docs/costs.md). `starts`: cells to
 * begin with, drawn where there are none. Gives `undefined` now and then while the walks begin, which takes long.
 */
export function* walksWithin(
  space: SearchSpace,
  limits: readonly CostLimit[],
  random: Random,
  starts: readonly Cell[] = [],
): Generator<Cell | undefined> {
  const begun = starts.length > 0 ? starts : drawCells(space, 4 * walks, random);
  const standing = begun.filter(cell => keepsTo(limits, cell)).slice(0, walks);
  for (const cell of begun) {
    if (standing.length >= walks) break;
    const reached = descendTo(space, limits, cell, random);
    if (reached) standing.push(reached);
    yield undefined;
  }
  const degrees = new Map<string, number>();
  const walk = (i: number, steps: number) => {
    for (let step = 0; step < steps; step++)
      standing[i] = stepWithin(space, limits, standing[i]!, random, degrees);
    if (degrees.size > maxRemembered) degrees.clear();
  };
  for (const i of standing.keys()) {
    walk(i, burnIn);
    yield undefined;
  }
  while (standing.length > 0)
    for (const i of standing.keys()) {
      walk(i, between);
      yield standing[i]!;
    }
}

function stepWithin(
  space: SearchSpace,
  limits: readonly CostLimit[],
  cell: Cell,
  random: Random,
  degrees: Map<string, number>,
): Cell {
  const around = neighbours(space, cell);
  if (around.length === 0) return cell;
  const next = around[random.integer(around.length)]!;
  if (!keepsTo(limits, next)) return cell;
  const key = JSON.stringify(next);
  let degree = degrees.get(key);
  if (degree === undefined) {
    degree = neighbours(space, next).length;
    degrees.set(key, degree);
  }
  return random.next() * degree <= around.length ? next : cell;
}

/** Steps of a descent that get no nearer to the limits before it is given up. */
const maxStuck = 300;

/** Goes by single edits to a cell that keeps to the limits; `undefined` where none is reached. */
export function descendTo(
  space: SearchSpace,
  limits: readonly CostLimit[],
  start: Cell,
  random: Random,
): Cell | undefined {
  const excess = (cell: Cell) =>
    limits.reduce(
      (sum, { cost, max }) => sum + Math.max(0, (cost.of(cell) ?? Number.POSITIVE_INFINITY) / max - 1),
      0,
    );
  let cell = start;
  let far = excess(cell);
  for (let stuck = 0; far > 0 && stuck < maxStuck; ) {
    const next = mutate(space, cell, random);
    const there = excess(next);
    if (there < far) stuck = 0;
    else stuck++;
    // A step that is no worse may lead around an obstacle.
    if (there > far) continue;
    cell = next;
    far = there;
  }
  return far > 0 ? undefined : cell;
}
