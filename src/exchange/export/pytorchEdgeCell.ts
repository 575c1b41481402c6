import type { Cell } from '../../cells/cell';
import { isZero } from '../../cells/limits';
import type { SearchSpace } from '../../cells/space';
import type { PartNames } from './partNames';
import { indent } from './python';
import { operationModule, type UsedClasses } from './pytorchLayers';

/** The module of a cell with operations on edges (NAS-Bench-201's `InferCell`): every edge is built, used or not. */
export function edgeCellClass(
  space: SearchSpace,
  cell: Cell,
  parts: PartNames,
  title: string,
  used: UsedClasses,
): { lines: string[]; shares: false } {
  const n = cell.vertices;
  const init: string[] = ['super().__init__()'];
  const forward: string[] = [];
  for (let to = 1; to < n; to++) {
    const terms: string[] = [];
    for (let from = 0; from < to; from++) {
      const at = from * n + to;
      const entry = cell.edges[at]!;
      if (isZero(space, entry)) continue;
      const attribute = `self.${parts.operations[at]}`;
      const { definition } = space.operations[entry - 1]!;
      const module = operationModule(definition, 'channels', used, 8 + attribute.length + 3);
      if (module) init.push(`${attribute} = ${module}`);
      terms.push(module ? `${attribute}(${parts.values[from]})` : parts.values[from]!);
    }
    const value = terms.length > 0 ? terms.join(' + ') : 'torch.zeros_like(x)';
    forward.push(to === n - 1 ? `return ${value}` : `${parts.values[to]} = ${value}`);
  }
  return {
    shares: false,
    lines: [
      `class ${title}(nn.Module):`,
      ...indent([
        'def __init__(self, channels):',
        ...indent(init.flatMap(line => line.split('\n'))),
        '',
        'def forward(self, x):',
        ...indent(forward),
      ]),
    ],
  };
}
