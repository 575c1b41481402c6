import type { SpaceVocabulary } from '../../../src/language/vocabulary';

const operation = (name: string, kind: string, ...aliases: string[]) => ({
  name,
  aliases,
  definition: { kind },
});

export const onVertices: SpaceVocabulary = {
  name: 'vs',
  operationsOn: 'vertices',
  operations: [
    operation('conv1x1', 'conv', 'conv1x1-bn-relu'),
    operation('conv3x3', 'conv', 'conv3x3-bn-relu'),
    operation('maxpool3x3', 'maxpool'),
  ],
  vertices: 7,
  output: 'concat',
};

export const onEdges: SpaceVocabulary = {
  name: 'es',
  operationsOn: 'edges',
  operations: [
    operation('none', 'zero'),
    operation('skip', 'identity', 'skip_connect'),
    operation('conv3x3', 'conv', 'nor_conv_3x3'),
  ],
  vertices: 4,
  output: 'sum',
};

export const summing: SpaceVocabulary = { ...onVertices, name: 'ss', output: 'sum' };

const spaces = [onVertices, onEdges, summing];
export const names = spaces.map(space => space.name);
export const vocabulary = (name: string) => spaces.find(space => space.name === name);
