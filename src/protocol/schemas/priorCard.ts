import * as v from 'valibot';
import { count, finite, object } from './basics';

/** `card.json` of the predictor for all spaces, as `src/predictor/prior/priorFolder.ts` describes it. */
export const priorCard = object({
  format: v.literal(1),
  kind: v.literal('prior'),
  features: v.array(v.string()),
  teachers: v.array(
    object({
      space: v.string(),
      family: v.string(),
      networks: count,
      labels: v.array(v.string()),
      licence: v.string(),
    }),
  ),
  figures: v.array(
    object({
      space: v.string(),
      family: v.string(),
      kendallTau: finite,
      flops: finite,
      parameters: finite,
    }),
  ),
  weightsSha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'is no SHA-256')),
  versions: object({ renas: v.string(), node: v.string() }),
  created: v.string(),
});
