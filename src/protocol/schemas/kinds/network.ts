import * as v from 'valibot';
import { object } from '../basics';

/** A space of networks, as `src/cells/kinds/network/choices.ts` describes it: its tree and template are read by that kind. */
export const networkSpace = {
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
};

/** What was chosen for each field of a space of networks. */
export const networkCell = object({ fields: v.array(v.unknown()) });
