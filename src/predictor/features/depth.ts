import { type FeatureGroup, type GroupContext, operationKeys, pairs } from './group';

/** Parts of a network along its depth. */
const parts = 8;
const measures = ['vertices', 'flops', 'parameters', 'channels'] as const;

/**
 * What stands where along the depth of a network: for each eighth of it, how many vertices, the logarithms of what they cost
 * in all, their mean channels, and how many there are of each operation.
 */
export function depthGroup({ vocabulary }: GroupContext): FeatureGroup {
  const keys = operationKeys(vocabulary);
  const width = measures.length + keys.length;
  const names = pairs(
    Array.from({ length: parts }, (_, k) => `depth.${k}`),
    [...measures, ...keys],
  );
  return {
    names,
    write({ size, labels, longestIn, flops, parameters, channels }, _flow, out, at) {
      out.fill(0, at, at + names.length);
      const depth = longestIn[size - 1]! || 1;
      for (let v = 1; v < size - 1; v++) {
        const row = at + Math.floor((parts * (longestIn[v]! - 1)) / depth) * width;
        out[row]! += 1;
        out[row + 1]! += flops[v]!;
        out[row + 2]! += parameters[v]!;
        out[row + 3]! += channels[v]!;
        out[row + measures.length + labels[v]! - 1]! += 1;
      }
      for (let part = 0; part < parts; part++) {
        const row = at + part * width;
        if (out[row]!) out[row + 3]! /= out[row]!;
        out[row + 1] = Math.log1p(out[row + 1]!);
        out[row + 2] = Math.log1p(out[row + 2]!);
      }
    },
  };
}
