/**
 * NAS-Bench-101's `ModelMetrics`, the protobuf in a record's `raw_metrics`: `repeated EvaluationData evaluation_data = 1;
 * int32 trainable_parameters = 2; double total_time = 3`.
 */
export interface ModelMetrics {
  /** How many evaluations there are: start, half-way, end. */
  evaluations: number;
  /** `[evaluations, 5]`, row-major, in the order of `metricFields`; 0 where a field is missing, as protobuf has it. */
  readonly values: Float64Array;
  parameters: number;
}

/** `EvaluationData`'s fields 1 to 5; field 6, `checkpoint_path`, is passed over. */
export const metricFields = [
  'current_epoch',
  'training_time',
  'train_accuracy',
  'validation_accuracy',
  'test_accuracy',
] as const;

const maxEvaluations = 8;
const fields = metricFields.length;

export function newModelMetrics(): ModelMetrics {
  return { evaluations: 0, values: new Float64Array(maxEvaluations * fields), parameters: 0 };
}

/** Decodes into `into`. Any field, type or length that the message does not have is an error: `false`. */
export function decodeModelMetrics(bytes: DataView, end: number, into: ModelMetrics): boolean {
  into.evaluations = 0;
  into.parameters = Number.NaN;
  let at = 0;
  while (at < end) {
    const tag = bytes.getUint8(at++);
    if (tag === lengthDelimited(1)) {
      const length = at < end ? bytes.getUint8(at++) : 128;
      let size = length & 127;
      if (length > 127) {
        // Only a checkpoint's path makes it this long.
        const more = at < end ? bytes.getUint8(at++) : 128;
        if (more > 127) return false;
        size |= more << 7;
      }
      if (at + size > end || into.evaluations === maxEvaluations) return false;
      if (!decodeEvaluation(bytes, at, at + size, into.values, fields * into.evaluations)) return false;
      into.evaluations++;
      at += size;
    } else if (tag === varint(2)) {
      let value = 0;
      let scale = 1;
      for (;;) {
        const byte = at < end ? bytes.getUint8(at++) : 128;
        value += (byte & 127) * scale;
        scale *= 128;
        if (byte < 128) break;
        if (at >= end || scale > 2 ** 28) return false;
      }
      into.parameters = value;
    } else if (tag === fixed64(3)) {
      if (at + 8 > end) return false;
      at += 8;
    } else return false;
  }
  return true;
}

function decodeEvaluation(
  bytes: DataView,
  start: number,
  end: number,
  values: Float64Array,
  into: number,
): boolean {
  values.fill(0, into, into + fields);
  let at = start;
  while (at < end) {
    const tag = bytes.getUint8(at++);
    const field = tag >> 3;
    if (field >= 1 && field <= fields && tag === fixed64(field)) {
      if (at + 8 > end) return false;
      values[into + field - 1] = bytes.getFloat64(at, true);
      at += 8;
    } else if (tag === lengthDelimited(6)) {
      let size = at < end ? bytes.getUint8(at++) : 128;
      if (size > 127) {
        const more = at < end ? bytes.getUint8(at++) : 128;
        if (more > 127) return false;
        size = (size & 127) | (more << 7);
      }
      if (at + size > end) return false;
      at += size;
    } else return false;
  }
  return true;
}

function varint(field: number): number {
  return field << 3;
}

function fixed64(field: number): number {
  return (field << 3) | 1;
}

function lengthDelimited(field: number): number {
  return (field << 3) | 2;
}
