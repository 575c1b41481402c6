import { io } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { startEngine } from '../../../src/engines/engine';
import { toHalf } from '../../../src/predictor/half';
import { decodeWeights, encodeWeights } from '../../../src/predictor/weightFile';

beforeAll(async () => {
  await startEngine('wasm');
});

/** The value of a half's bits, by the definition of IEEE 754. */
function halfValue(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
}

describe('16-bit numbers', () => {
  test('are the nearest there are', () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true, min: -65504, max: 65504 }), value => {
        const [bits] = toHalf(Float32Array.of(value));
        const distance = Math.abs(halfValue(bits!) - value);
        for (const next of [bits! - 1, bits! + 1])
          if ((next & 0x7fff) < 0x7c00 && next >= 0 && next <= 0xffff && ((next ^ bits!) & 0x8000) === 0)
            expect(distance).toBeLessThanOrEqual(Math.abs(halfValue(next) - value));
      }),
      { numRuns: 1000 },
    );
  });

  test('round ties to even and hold what is too large at the largest', () => {
    const bits = (value: number) => toHalf(Float32Array.of(value))[0];
    expect(bits(1)).toBe(0x3c00);
    expect(bits(-2)).toBe(0xc000);
    expect(bits(1 + 2 ** -11)).toBe(0x3c00);
    expect(bits(1 + 3 * 2 ** -11)).toBe(0x3c02);
    expect(bits(1e9)).toBe(0x7bff);
    expect(bits(-1e9)).toBe(0xfbff);
    expect(bits(65519)).toBe(0x7bff);
    expect(bits(2 ** -24)).toBe(1);
    expect(bits(2 ** -26)).toBe(0);
  });
});

describe('a weight file', () => {
  const weights = {
    a: { shape: [2, 3], values: Float32Array.of(1, -2, 0.5, 1e-3, 3.25, 0), precision: 'half' as const },
    b: { shape: [2], values: Float32Array.of(123456792, 1e-9), precision: 'single' as const },
  };

  test('gives the numbers back, at the precision asked for', async () => {
    const { a, b } = await decodeWeights(encodeWeights(weights));
    expect(b).toEqual(weights.b);
    expect(a!.shape).toEqual([2, 3]);
    a!.values.forEach((value, i) => {
      expect(value).toBeCloseTo(weights.a.values[i]!, 6);
    });
    const again = await decodeWeights(encodeWeights({ a: a! }));
    expect(again['a']).toEqual(a);
  });

  test('is what TensorFlow.js reads as a weights manifest', async () => {
    const { specs, data } = encodeWeights(weights);
    const tensors = io.decodeWeights(data.slice().buffer, JSON.parse(JSON.stringify(specs)));
    expect([...tensors['a']!.dataSync()].slice(0, 3)).toEqual([1, -2, 0.5]);
    expect(tensors['b']!.shape).toEqual([2]);
  });

  test('of another length than its specs say is refused', async () => {
    const { specs, data } = encodeWeights(weights);
    await expect(decodeWeights({ specs, data: data.subarray(1) })).rejects.toThrow(
      'weights.bin has 19 bytes, and model.json describes 20',
    );
  });
});
