import type { Cell } from './cell';
import { totalCosts } from './costs';
import { peakActivations } from './network/cellParts';
import { type Counting, countings } from './network/operation';
import { countingOf } from './network/places';
import type { SearchSpace } from './space';

/** Something that a cell costs: what can be limited, weighed against the rank, and shown. Less is better. */
export interface NamedCost {
  /** `parameters`, `macs`, `latency_ms`: as options name it; the unit, where it has one, behind the last `_`. */
  readonly name: string;
  /** Each spelling of a graph has its own, as latencies that were measured have. */
  readonly ofSpelling?: true;
  /** `undefined` where it is not known. */
  of(cell: Cell): number | undefined;
}

/**
 * The costs that every cell has. `parameters`: trained ones; `flops`: as the space counts them; `multiply-adds`, `macs` and
 * `operations` (multiplications, additions and pools, as TensorFlow's profiler): counted so in any space; `memory`: bytes
 * of the maps that live at once at the peak.
 */
export const countedCosts = ['parameters', 'flops', 'multiply-adds', 'macs', 'operations', 'memory'] as const;
export type CountedCost = (typeof countedCosts)[number];

/** Bytes of a value of a map: 4 for single precision, 1 for 8-bit integers. */
export const usualBytes = 4;

export function isCountedCost(name: string): name is CountedCost {
  return (countedCosts as readonly string[]).includes(name);
}

export function countedCost(space: SearchSpace, name: CountedCost, bytes = usualBytes): NamedCost {
  if (name === 'parameters') return { name, of: cell => totalCosts(space, cell).parameters };
  if (name === 'memory') return remembered({ name, of: cell => bytes * peakActivations(space, cell) });
  const counting = countingNamed(space, name);
  return { name, of: cell => totalCosts(space, cell, counting).flops };
}

function countingNamed(space: SearchSpace, name: string): Counting {
  if (name === 'operations') return 'flops';
  return (name !== 'flops' && countings.find(counting => counting === name)) || countingOf(space);
}

/** The same cost, found once for each cell object. */
export function remembered(cost: NamedCost): NamedCost {
  const known = new WeakMap<object, { readonly value: number | undefined }>();
  return {
    ...cost,
    of(cell) {
      let found = known.get(cell);
      if (!found) {
        found = { value: cost.of(cell) };
        known.set(cell, found);
      }
      return found.value;
    },
  };
}

/** No cell may cost more than this. */
export interface CostLimit {
  readonly cost: NamedCost;
  readonly max: number;
}

/** Whether a cell keeps to all limits; one whose cost is not known does not. */
export function keepsTo(limits: readonly CostLimit[], cell: Cell): boolean {
  return limits.every(({ cost, max }) => (cost.of(cell) ?? Number.POSITIVE_INFINITY) <= max);
}
