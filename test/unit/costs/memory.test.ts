import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cell } from '../../../src/cells/cell';
import { sampleCells } from '../../../src/cells/enumerate';
import { countedCost } from '../../../src/cells/namedCosts';
import { buildNetwork } from '../../../src/cells/network/buildNetwork';
import { peakActivations } from '../../../src/cells/network/cellParts';
import { flatten } from '../../../src/cells/network/flatten';
import { peakValues } from '../../../src/cells/network/memory';
import { elements, type FlatNetwork } from '../../../src/cells/network/network';
import { createRandom } from '../../../src/cells/random';
import { readSpelling } from '../../../src/cells/spelling';
import { edgeSpace, everySpace } from '../cells/spaces';

/** By the definition, without what the product knows of last uses: all maps that a later operation still reads. */
function peakByDefinition({ layers, outputs }: FlatNetwork): number {
  const moments = layers.map((layer, now) => {
    const live = layers.filter((_, other) => {
      if (other === now || layer.inputs.includes(other)) return true;
      const isMade = other < now || layers[other]!.operation === 'input';
      const isRead = layers.some((reader, at) => at > now && reader.inputs.includes(other));
      return isMade && (isRead || outputs.some(output => output.layer === other));
    });
    return live.reduce((sum, { output }) => sum + elements(output), 0);
  });
  return Math.max(...moments);
}

describe('peak activation memory', () => {
  it.each(everySpace.map(space => [space.name, space] as const))(
    'of cells of %s is that of the whole network by definition',
    (_, space) => {
      fc.assert(
        fc.property(fc.integer({ min: 0, max: 2 ** 30 }), seed => {
          const [cell] = sampleCells(space, 1, createRandom(seed)) as [Cell];
          const network = flatten(buildNetwork({ space, cell, name: 'cell' }));
          expect(peakValues(network)).toBe(peakByDefinition(network));
          expect(peakActivations(space, cell)).toBe(peakByDefinition(network));
        }),
        { numRuns: 12 },
      );
    },
  );

  it('counts inputs and output of the running operation, and what a later one still reads', () => {
    const cell = readSpelling(
      edgeSpace,
      '|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|skip_connect~0|nor_conv_3x3~1|nor_conv_3x3~2|',
    ) as Cell;
    // In the first stage, maps of 32 × 32 × 16 values: the input and vertices 1 and 2 live while an edge of vertex 3 runs,
    // and with the third term of the sum that is the most: input, two vertices or terms, and what is being made.
    const map = 32 * 32 * 16;
    expect(peakActivations(edgeSpace, cell)).toBe(5 * map);
    expect(countedCost(edgeSpace, 'memory').of(cell)).toBe(4 * 5 * map);
    expect(countedCost(edgeSpace, 'memory', 1).of(cell)).toBe(5 * map);
  });
});

describe('FLOPs', () => {
  it('are counted in three ways in any space', () => {
    const cell = readSpelling(
      edgeSpace,
      '|nor_conv_3x3~0|+|nor_conv_3x3~0|avg_pool_3x3~1|+|none~0|nor_conv_3x3~1|avg_pool_3x3~2|',
    ) as Cell;
    const of = (name: 'flops' | 'multiply-adds' | 'macs' | 'operations') =>
      countedCost(edgeSpace, name).of(cell)!;
    expect(of('flops')).toBe(113_951_370);
    expect(of('multiply-adds')).toBe(113_951_370);
    // Without the ten biases of the classifier.
    expect(of('macs')).toBe(113_951_370 - 10);
    expect(of('operations')).toBeGreaterThan(2 * 113_951_370);
  });
});
