import type { GraphCell } from '../../../cells/cell';
import type { GraphSpace } from '../../../cells/space';

/** NAS-Bench-101's `ModelSpec(matrix=[[…]], ops=[…])` of a cell with operations on vertices, in their published names. */
export function writeModelSpec(space: GraphSpace, { vertices: n, edges, operations }: GraphCell): string {
  const rows = Array.from({ length: n }, (_, v) => `[${edges.slice(v * n, (v + 1) * n).join(', ')}]`);
  const names = operations.map(operation => {
    const { name, aliases } = space.operations[operation]!;
    return aliases[0] ?? name;
  });
  const ops = ['input', ...names, 'output'].map(name => JSON.stringify(name));
  return [
    'ModelSpec(',
    '    matrix=[',
    ...rows.map(row => `        ${row},`),
    '    ],',
    '    ops=[',
    ...ops.map(name => `        ${name},`),
    '    ],',
    ')',
    '',
  ].join('\n');
}
