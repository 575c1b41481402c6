import type { GraphCell } from '../../cell';
import { createNamer, identifier } from '../../network/identifiers';
import type { GraphSpace } from '../../space';
import { vertexNames } from './vertexNames';

/** How the parts of a cell are called in exported code: Python identifiers, all different. */
export interface PartNames {
  /** One a vertex: its value. That of the input is `x`. */
  readonly values: readonly string[];
  /** Operations on vertices: one a vertex, its name again. Operations on edges: one an entry of `cell.edges`. */
  readonly operations: readonly string[];
  /** Operations on vertices: one a vertex, the projection of the cell's input into it. Else empty. */
  readonly projections: readonly string[];
  /** Operations on vertices: one a vertex, the attribute that holds its channels. Else empty. */
  readonly channels: readonly string[];
}

/** `names`: of the vertices, input and output included, as `.cell` source has them. */
export function partNames(space: GraphSpace, cell: GraphCell, names?: readonly string[]): PartNames {
  const n = cell.vertices;
  const take = createNamer();
  const source = names?.length === n ? names : vertexNames(space, n);
  const values = source.map((name, v) => (v === 0 ? 'x' : take(identifier(name))));
  if (space.operationsOn === 'vertices')
    return {
      values,
      operations: values,
      projections: values.map(name => take(`${name}_input`)),
      channels: values.map(name => take(`${name}_channels`)),
    };
  const operations = cell.edges.map((entry, at) =>
    entry === 0 ? '' : take(`${values[at % n]}_${at < n ? 'input' : values[Math.floor(at / n)]}`),
  );
  return { values, operations, projections: [], channels: [] };
}
