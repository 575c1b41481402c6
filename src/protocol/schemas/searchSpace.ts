import * as v from 'valibot';
import { count, integer, object } from './basics';

/** Of an operation of the catalogue: sizes, words, and yes or no. */
const argument = v.union([v.number(), v.string(), v.boolean()]);

const definition = v.variant('kind', [
  v.objectWithRest({ kind: v.literal('conv'), kernel: count, dilation: count, groups: count }, argument),
  v.objectWithRest({ kind: v.literal('separable'), kernel: count, dilation: count }, argument),
  v.objectWithRest({ kind: v.picklist(['depthwise', 'maxpool', 'avgpool']), kernel: count }, argument),
  v.objectWithRest({ kind: v.picklist(['identity', 'zero']) }, argument),
]);

/** As `src/cells/space.ts` describes it: plain data of a card or of a message. */
export const searchSpace = object({
  name: v.string(),
  doc: v.exactOptional(v.string()),
  operationsOn: v.picklist(['vertices', 'edges']),
  operations: v.array(
    object({
      name: v.string(),
      aliases: v.array(v.string()),
      definition,
    }),
  ),
  vertices: v.pipe(integer, v.minValue(2, 'is less than 2'), v.maxValue(64, 'is more than 64')),
  edges: v.nullable(count),
  output: v.picklist(['concat', 'sum']),
  skeleton: object({
    image: object({ height: count, width: count, channels: count }),
    stem: count,
    stacks: count,
    cells: count,
    classes: count,
    between: v.picklist(['maxpool', 'residual']),
    counting: v.picklist(['flops', 'multiply-adds', 'macs']),
  }),
});
