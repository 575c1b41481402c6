import type { io } from '@tensorflow/tfjs-core';
import { fromHalf, toHalf } from './half';
import type { Weights } from './recipe';

/** A model's numbers as TensorFlow.js saves them: `io.decodeWeights(data, specs)` reads them. */
export interface WeightFile {
  readonly specs: readonly io.WeightsManifestEntry[];
  readonly data: Uint8Array;
}

export function encodeWeights(weights: Weights): WeightFile {
  const specs: io.WeightsManifestEntry[] = [];
  const parts: Uint8Array[] = [];
  for (const [name, { shape, values, precision }] of Object.entries(weights)) {
    const half = precision === 'half';
    const stored = half ? toHalf(values) : values;
    specs.push({
      name,
      shape: [...shape],
      dtype: 'float32',
      ...(half ? { quantization: { dtype: 'float16', original_dtype: 'float32' } as never } : {}),
    });
    parts.push(new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength));
  }
  const data = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    data.set(part, at);
    at += part.length;
  }
  return { specs, data };
}

/** Throws, in half a sentence, if the data are shorter or longer than the specs say, or hold what is no finite number. */
export async function decodeWeights({ specs, data }: WeightFile): Promise<Weights> {
  const expected = specs.reduce((sum, spec) => sum + byteLength(spec), 0);
  if (data.length !== expected)
    throw new Error(`weights.bin has ${data.length} bytes, and model.json describes ${expected}`);
  // Of its own, and so aligned.
  const { buffer } = data.slice();
  const weights: Record<string, Weights[string]> = Object.create(null);
  let at = 0;
  for (const spec of specs) {
    const length = byteLength(spec);
    const own = buffer.slice(at, at + length);
    at += length;
    weights[spec.name] = {
      shape: spec.shape,
      values: spec.quantization ? fromHalf(new Uint16Array(own)) : new Float32Array(own),
      precision: spec.quantization ? 'half' : 'single',
    };
  }
  for (const [name, { values }] of Object.entries(weights))
    if (!values.every(Number.isFinite))
      throw new Error(`weights.bin has a value in ${name} that is no number`);
  return weights;
}

function byteLength({ shape, quantization }: io.WeightsManifestEntry): number {
  return shape.reduce((a, b) => a * b, 1) * (quantization ? 2 : 4);
}
