import * as v from 'valibot';
import { count, object } from './basics';
import { graphCell, graphChoices } from './kinds/graph';
import { networkCell, networkSpace } from './kinds/network';

/** Of an operation of the catalogue: sizes, words, and yes or no. */
const argument = v.union([v.number(), v.string(), v.boolean()]);

/** What these operations must have; the catalogue has others. */
const definitions: Readonly<Record<string, Readonly<Record<string, v.GenericSchema>>>> = {
  conv: { kernel: count, dilation: count, groups: count },
  separable: { kernel: count, dilation: count },
  depthwise: { kernel: count },
  maxpool: { kernel: count },
  avgpool: { kernel: count },
};

const definition = v.lazy(input =>
  v.objectWithRest({ kind: v.string(), ...fieldsOf(definitions, input) }, argument),
);

const head = {
  name: v.string(),
  doc: v.exactOptional(v.string()),
  operations: v.array(object({ name: v.string(), aliases: v.array(v.string()), definition })),
  skeleton: object({
    image: object({ height: count, width: count, channels: count }),
    stem: count,
    stacks: count,
    cells: count,
    classes: count,
    between: v.picklist(['maxpool', 'residual']),
    counting: v.picklist(['flops', 'multiply-adds', 'macs']),
  }),
};

/** The fields of a space, by its kind. What else another kind has is plain data that its own code reads. */
const spaces = { graph: { ...head, ...graphChoices }, network: networkSpace };
const otherSpace = { ...head, kind: v.string() };

/** As `src/cells/space.ts` describes it: plain data of a card or of a message. */
export const searchSpace: v.GenericSchema<unknown, { readonly name: string }> = v.lazy(input =>
  object(fieldsOf<v.ObjectEntries>(spaces, input, 'graph') ?? otherSpace),
) as v.GenericSchema<unknown, { readonly name: string }>;

/** A cell of a space of any kind. It is known by its fields, since a message names no kind. */
export const cell: v.GenericSchema<unknown, object> = v.lazy((input): v.GenericSchema<unknown, object> => {
  if (typeof input !== 'object' || input === null || 'edges' in input || 'vertices' in input)
    return graphCell;
  return 'fields' in input ? networkCell : object({});
});

/** The fields that go with the `kind` of some plain data. */
function fieldsOf<T>(table: Readonly<Record<string, T>>, input: unknown, usual?: string): T | undefined {
  const kind = (input as { readonly kind?: unknown } | null | undefined)?.kind ?? usual;
  return typeof kind === 'string' && Object.hasOwn(table, kind) ? table[kind] : undefined;
}
