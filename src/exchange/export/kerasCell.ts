import type { Cell } from '../../cells/cell';
import { isZero } from '../../cells/limits';
import type { SearchSpace } from '../../cells/space';
import { applyOperation, type KerasUse, layerFunction } from './kerasLayers';
import type { PartNames } from './partNames';
import { channelSources, indent } from './python';

/** The function `cell` of the input's tensor, and whether it calls `share`. */
export function kerasCell(
  space: SearchSpace,
  cell: Cell,
  parts: PartNames,
  use: KerasUse,
): { lines: string[]; shares: boolean } {
  return space.operationsOn === 'vertices'
    ? vertexCell(space, cell, parts, use)
    : { lines: edgeCell(space, cell, parts, use), shares: false };
}

function vertexCell(
  space: SearchSpace,
  cell: Cell,
  parts: PartNames,
  use: KerasUse,
): { lines: string[]; shares: boolean } {
  const n = cell.vertices;
  const inner = Array.from({ length: n - 2 }, (_, i) => i + 1);
  const edge = (from: number, to: number) => cell.edges[from * n + to] === 1;
  const feeders = inner.filter(v => edge(v, n - 1));
  const sources = channelSources(space, cell);
  const shares = space.output === 'concat' && feeders.length > 1;
  const width = (v: number) => (shares && v < n - 1 ? parts.channels[v]! : 'channels');
  const project = (v: number) => `${layerFunction(use, 'conv')}(x, ${width(v)}, 1)`;

  const lines: string[] = [];
  if (shares) {
    lines.push(`${feeders.map(width).join(', ')} = share(channels, ${feeders.length})`);
    for (const v of inner.toReversed())
      if (sources[v] !== v) lines.push(`${width(v)} = ${width(sources[v]!)}`);
  }
  for (const v of inner) {
    const terms = inner
      .filter(u => u < v && edge(u, v))
      .map(u => parts.values[u]! + (shares && sources[u] !== sources[v] ? `[..., : ${width(v)}]` : ''));
    if (edge(0, v)) terms.push(project(v));
    const { definition } = space.operations[cell.operations[v - 1]!]!;
    lines.push(`${parts.values[v]} = ${applyOperation(definition, terms.join(' + '), width(v), use)}`);
  }
  const values = feeders.map(v => parts.values[v]!);
  const joined: string[] = [];
  if (values.length > 0)
    joined.push(shares ? `layers.Concatenate()([${values.join(', ')}])` : values.join(' + '));
  if (edge(0, n - 1)) joined.push(project(n - 1));
  lines.push(`return ${joined.join(' + ')}`);
  return { lines: ['def cell(x, channels):', ...indent(lines)], shares };
}

function edgeCell(space: SearchSpace, cell: Cell, parts: PartNames, use: KerasUse): string[] {
  const n = cell.vertices;
  const lines: string[] = [];
  for (let to = 1; to < n; to++) {
    const terms: string[] = [];
    for (let from = 0; from < to; from++) {
      const entry = cell.edges[from * n + to]!;
      if (isZero(space, entry)) continue;
      const { definition } = space.operations[entry - 1]!;
      terms.push(applyOperation(definition, parts.values[from]!, 'x.shape[-1]', use));
    }
    const sum = terms.join(' + ') || 'keras.ops.zeros_like(x)';
    lines.push(to === n - 1 ? `return ${sum}` : `${parts.values[to]} = ${sum}`);
  }
  return ['def cell(x):', ...indent(lines)];
}
