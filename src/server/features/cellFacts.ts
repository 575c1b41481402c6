import { cellCosts } from '../../cells/kinds/graph/costs';
import type { SearchSpace } from '../../cells/space';
import type { DocumentCell } from '../../document/readDocument';
import { formatAmount, formatCount } from '../../protocol/words';

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
  const n = cell.vertices;
  const costs = cellCosts(space, cell);
  const name = (vertex: number) => names[vertex] ?? `v${vertex}`;
  const sum = (values: Float64Array | undefined) => values?.reduce((total, value) => total + value, 0) ?? 0;
  const site = (index: number, operation: number, vertex: number, inputs: readonly number[]): Site => ({
    index,
    operation: space.operations[operation]?.name ?? '',
    vertex: name(vertex),
    inputs: inputs.map(name),
    parameters: sum(costs.sites[index]?.parameters),
    flops: sum(costs.sites[index]?.flops),
  });
  const sites: Site[] = [];
  if (space.operationsOn === 'vertices')
    for (let v = 1; v < n - 1; v++) {
      const inputs = Array.from({ length: v }, (_, u) => u).filter(u => cell.edges[u * n + v] === 1);
      sites.push(site(v, cell.operations[v - 1] ?? -1, v, inputs));
    }
  else
    for (let to = 1; to < n; to++)
      for (let from = 0; from < to; from++) {
        const operation = (cell.edges[from * n + to] ?? 0) - 1;
        if (operation >= 0 && space.operations[operation]?.definition.kind !== 'zero')
          sites.push(site(from * n + to, operation, to, [from]));
      }
  return { parameters: costs.parameters, flops: costs.flops, sites };
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
  return space.skeleton.counting === 'flops' ? 'FLOPs' : 'multiply-adds';
}
