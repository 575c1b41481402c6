import * as v from 'valibot';
import { count, integer, numbers, object } from '../basics';

/** What a space of graphs has besides name, operations and skeleton. */
export const graphChoices = {
  kind: v.exactOptional(v.literal('graph')),
  operationsOn: v.picklist(['vertices', 'edges']),
  vertices: v.pipe(integer, v.minValue(2, 'is less than 2'), v.maxValue(64, 'is more than 64')),
  edges: v.nullable(count),
  output: v.picklist(['concat', 'sum']),
};

export const graphCell = v.pipe(
  object({ vertices: v.pipe(count, v.maxValue(64, 'is more than 64')), edges: numbers, operations: numbers }),
  v.check(({ vertices, edges }) => edges.length === vertices * vertices, 'has no square adjacency matrix'),
);
