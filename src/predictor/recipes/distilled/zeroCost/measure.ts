import { tensor4d } from '@tensorflow/tfjs-core';
import type { Cell } from '../../../../cells/cell';
import type { Random } from '../../../../cells/random';
import type { SearchSpace } from '../../../../cells/space';
import { featureKindOf } from '../../../features/kinds/featureKind';
import { imageSize, makeImages, scenes, versions } from './images';
import { createFilters, outputsOf, stacks } from './network';
import { statisticNames, statisticsOf } from './statistics';

/** Numbers that `createMeter` gives for each cell. */
export const statistics = stacks * statisticNames.length;

/** Measures what networks of cells give before any training: `[statistics]` a cell. On whichever backend is set. */
export function createMeter(space: SearchSpace, random: Random): (cell: Cell) => Promise<number[]> {
  const images = tensor4d(makeImages(random), [versions * scenes, imageSize, imageSize, 3]);
  const filters = createFilters(random);
  const kind = featureKindOf(space);
  const { untrained } = kind.traits(space);
  if (!untrained) throw new Error(`Networks of ${space.name} are not looked at before training.`);
  const reader = kind.graphReader(space, 'functional');
  return async cell => {
    const outputs = outputsOf(reader.read(cell), untrained, filters, images);
    const all: number[] = [];
    for (const output of outputs) {
      const values = await output.data<'float32'>();
      all.push(...statisticsOf(values, output.shape[1], output.shape[3]));
      output.dispose();
    }
    return all;
  };
}
