import * as v from 'valibot';
import { finite, object } from './basics';

const text = v.string();

/** A line of `renas engines --json`. */
export const engineLine = object({
  engine: text,
  usable: v.boolean(),
  reason: v.exactOptional(text),
  chosen_for: v.exactOptional(v.array(text)),
  /** ISO 8601. */
  measured: v.exactOptional(text),
  cells_per_second: v.exactOptional(finite),
  latency_1_ms: v.exactOptional(finite),
  latency_100_ms: v.exactOptional(finite),
  train_ms: v.exactOptional(finite),
});

/** A line of `renas engines install --json`. */
export const installLine = object({
  event: text,
  text: v.exactOptional(text),
  megabytes: v.exactOptional(finite),
});
