import type { Cell } from '../../cells/cell';
import type { SearchSpace } from '../../cells/space';
import type { PartNames } from './partNames';
import { channelSources, indent } from './python';
import { convolution, operationModule, type UsedClasses } from './pytorchLayers';

/** The module of a cell with operations on vertices (NAS-Bench-101's `build_module`), and whether it calls `share`. */
export function vertexCellClass(
  space: SearchSpace,
  cell: Cell,
  parts: PartNames,
  title: string,
  used: UsedClasses,
): { lines: string[]; shares: boolean } {
  const n = cell.vertices;
  const inner = Array.from({ length: n - 2 }, (_, i) => i + 1);
  const edge = (from: number, to: number) => cell.edges[from * n + to] === 1;
  const feeders = inner.filter(v => edge(v, n - 1));
  const sources = channelSources(space, cell);
  const shares = space.output === 'concat' && feeders.length > 1;
  const width = (v: number) => (shares && v < n - 1 ? parts.values[v]! : 'outputs');

  const init: string[] = ['super().__init__()'];
  if (shares) {
    init.push(`${feeders.map(v => parts.values[v]).join(', ')} = share(outputs, ${feeders.length})`);
    for (const v of inner.toReversed())
      if (sources[v] !== v) init.push(`${width(v)} = ${width(sources[v]!)}`);
  }
  const truncates = (u: number, v: number) => shares && sources[u] !== sources[v];
  for (const v of inner)
    if (inner.some(u => edge(u, v) && truncates(u, v)))
      init.push(`self.${parts.channels[v]} = ${parts.values[v]}`);

  const project = (v: number) =>
    init.push(`self.${parts.projections[v]} = ${convolution(used, 'Conv')}(inputs, ${width(v)}, 1)`);
  const forward: string[] = [];
  for (const v of inner) {
    const { definition } = space.operations[cell.operations[v - 1]!]!;
    const terms = inner
      .filter(u => u < v && edge(u, v))
      .map(u => parts.values[u]! + (truncates(u, v) ? `[:, : self.${parts.channels[v]}]` : ''));
    if (edge(0, v)) {
      project(v);
      terms.push(`self.${parts.projections[v]}(x)`);
    }
    const attribute = `self.${parts.operations[v]}`;
    const module = operationModule(definition, width(v), used, 8 + attribute.length + 3);
    if (module) init.push(`${attribute} = ${module}`);
    const sum = terms.join(' + ');
    forward.push(
      `${parts.values[v]} = ${module ? `${attribute}(${sum})` : definition.kind === 'zero' ? `torch.zeros_like(${sum})` : sum}`,
    );
  }
  const joined: string[] = [];
  const values = feeders.map(v => parts.values[v]!);
  if (values.length > 0)
    joined.push(shares ? `torch.cat([${values.join(', ')}], dim=1)` : values.join(' + '));
  if (edge(0, n - 1)) {
    project(n - 1);
    joined.push(`self.${parts.projections[n - 1]}(x)`);
  }
  forward.push(`return ${joined.join(' + ')}`);
  return {
    shares,
    lines: [
      `class ${title}(nn.Module):`,
      ...indent([
        'def __init__(self, inputs, outputs):',
        ...indent(init.flatMap(line => line.split('\n'))),
        '',
        'def forward(self, x):',
        ...indent(forward),
      ]),
    ],
  };
}
