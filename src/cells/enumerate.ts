import type { CellIn } from './cell';
import { kindOf } from './kinds/kind';
import type { Random } from './random';
import type { SearchSpace } from './space';

/** Listing more cells than this would take minutes and hold up whoever asked. */
export const maxEnumerable = 5_000_000;

/**
 * Every distinct cell of a space, always in the same order. Throws, in one sentence, for a space of more than five million
 * cells.
 */
export function enumerateCells<S extends SearchSpace>(space: S): Iterable<CellIn<S>> {
  const size = spaceSize(space);
  if (size > maxEnumerable)
    throw new RangeError(
      `${space.name} has about ${size.toPrecision(2)} cells, too many to go through one by one: sample or search it instead.`,
    );
  return kindOf(space).enumerate(space);
}

/**
 * As `enumerateCells`, each cell once, but not in canonical form, which saves most of the time; `undefined` where the space
 * has no such list.
 */
export function enumerateQuickly<S extends SearchSpace>(space: S): Iterable<CellIn<S>> | undefined {
  return kindOf(space).enumerateQuickly?.(space);
}

const sizes = new WeakMap<SearchSpace, number>();

/** How many cells `enumerateCells` gives; an estimate where a space of large graphs can't be counted. */
export function spaceSize(space: SearchSpace): number {
  let size = sizes.get(space);
  if (size === undefined) {
    size = Number(kindOf(space).size(space).count);
    sizes.set(space, size);
  }
  return size;
}

/**
 * `count` different cells, uniform over the space: every cell that `enumerateCells` would give is equally likely. All of
 * them, in random order, where there are no more.
 */
export function sampleCells<S extends SearchSpace>(space: S, count: number, random: Random): CellIn<S>[] {
  const size = spaceSize(space);
  if (2 * count > size && size <= maxEnumerable)
    return random.shuffle([...enumerateCells(space)]).slice(0, Math.max(0, count));
  return distinct(count, kindOf(space).sampler(space, random));
}

/** As `sampleCells`, but quick in a space too large to list, where some cells then come more often than others. */
export function drawCells<S extends SearchSpace>(space: S, count: number, random: Random): CellIn<S>[] {
  if (surelySamples(space, count)) return distinct(count, kindOf(space).sampler(space, random));
  const quick = kindOf(space).quickSampler;
  if (!quick || spaceSize(space) <= maxEnumerable) return sampleCells(space, count, random);
  return distinct(count, quick(space, random));
}

/** Whether a space surely has more cells than so many, and these are drawn without counting it, which may take tenths of a second. */
export function surelySamples(space: SearchSpace, count: number): boolean {
  return kindOf(space).samplesQuickly?.(space, count) ?? false;
}

function distinct<C>(count: number, draw: () => C): C[] {
  const cells = new Map<string, C>();
  while (cells.size < count) {
    const cell = draw();
    cells.set(JSON.stringify(cell), cell);
  }
  return [...cells.values()];
}
