import { totalCosts } from '../../cells/costs';
import { countingOf } from '../../cells/network/places';
import type { SearchSpace } from '../../cells/space';
import type { DocumentCell } from '../../document/readDocument';
import { formatAmount, formatCount } from '../../protocol/words';
import { serverKindOf } from '../kinds/serverKind';

/** An operation of a cell, and what it costs in the whole network, summed over the cells of the skeleton. */
export interface Site {
  /** Its index in `CellCosts.sites`. */
  readonly index: number;
  readonly operation: string;
  /** Of its vertex, or of the vertex its edge goes to. */
  readonly vertex: string;
  readonly inputs: readonly string[];
  readonly parameters: number;
  readonly flops: number;
}

export interface CellFacts {
  /** Of the whole network. */
  readonly parameters: number;
  readonly flops: number;
  readonly sites: readonly Site[];
}

/** What the cell costs and where, or `undefined` for a cell with errors. */
export function cellFacts({ space, cell, names }: DocumentCell): CellFacts | undefined {
  if (!space || !cell) return undefined;
  return { ...totalCosts(space, cell), sites: serverKindOf(space).sites(space, cell, names) };
}

/** `8.56 M parameters (8,555,530) · 2.53 GFLOPs`, in the unit that the space counts in. */
export function costText(
  space: SearchSpace,
  { parameters, flops }: { parameters: number; flops: number },
): string {
  const exact = parameters >= 1000 ? ` (${formatCount(parameters)})` : '';
  return `${formatAmount(parameters)} parameters${exact} · ${flopsText(space, flops)}`;
}

function flopsText(space: SearchSpace, flops: number): string {
  const unit = flopsUnit(space);
  const amount = formatAmount(flops);
  return unit === 'FLOPs' && /[GMk]$/.test(amount) ? `${amount}${unit}` : `${amount} ${unit}`;
}

export function flopsUnit(space: SearchSpace): string {
  return countingOf(space) === 'flops' ? 'FLOPs' : 'multiply-adds';
}
