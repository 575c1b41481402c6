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

const graphSpace = object({
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

/** A space of networks, as `src/cells/kinds/network/choices.ts` describes it: its tree and template are read by that kind. */
const networkSpace = object({
  kind: v.literal('network'),
  name: v.string(),
  doc: v.exactOptional(v.string()),
  operations: v.array(object({})),
  choices: object({
    kind: v.literal('record'),
    fields: v.array(object({ name: v.string(), choices: object({ kind: v.string() }) })),
  }),
  network: object({
    main: object({ nodes: v.array(object({})) }),
    blocks: v.array(object({ name: v.string() })),
    input: object({ extent: v.array(v.unknown()) }),
  }),
  where: v.array(object({ operands: v.array(v.unknown()), comparisons: v.array(v.string()) })),
  training: object({ settings: v.array(v.string()) }),
  spelling: v.nullable(v.array(object({}))),
  counting: v.picklist(['flops', 'multiply-adds', 'macs']),
  source: v.string(),
});

/**
 * As `src/cells/space.ts` describes it: plain data of a card or of a message. A space of networks is one too, though the
 * type does not say so.
 */
export const searchSpace = v.lazy(input =>
  typeof input === 'object' && input !== null && 'kind' in input && input.kind === 'network'
    ? (networkSpace as unknown as typeof graphSpace)
    : graphSpace,
);
