import { tensor4d } from '@tensorflow/tfjs-core';
import type { Cell } from '../../../../cells/cell';
import type { Random } from '../../../../cells/random';
import type { SearchSpace } from '../../../../cells/space';
import { createGraphReader } from '../../../features/cellGraph';
import { imageSize, makeImages, scenes, versions } from './images';
import { createFilters, outputsOf, stacks } from './network';
import { statisticNames, statisticsOf } from './statistics';

/** Numbers that `createMeter` gives for each cell. */
export const statistics = stacks * statisticNames.length;

/** Measures what networks of cells give before any training: `[statistics]` a cell. On whichever backend is set. */
export function createMeter(space: SearchSpace, random: Random): (cell: Cell) => Promise<number[]> {
  const images = tensor4d(makeImages(random), [versions * scenes, imageSize, imageSize, 3]);
  const filters = createFilters(random);
  const reader = createGraphReader(space, 'functional');
  const building = {
    definitions: [undefined, ...reader.vocabulary.operations.map(({ definition }) => definition)],
    concatenates: space.operationsOn === 'vertices',
  };
  return async cell => {
    const outputs = outputsOf(reader.read(cell), building, filters, images);
    const all: number[] = [];
    for (const output of outputs) {
      const values = await output.data<'float32'>();
      all.push(...statisticsOf(values, output.shape[1], output.shape[3]));
      output.dispose();
    }
    return all;
  };
}
