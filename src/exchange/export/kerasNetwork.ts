import type { SearchSpace } from '../../cells/space';
import { type KerasUse, layerFunction } from './kerasLayers';
import { indent } from './python';

/** The function `network`, which gives the model that the cell is stacked into (see `skeletonCost`). */
export function kerasNetwork(space: SearchSpace, title: string, use: KerasUse): string[][] {
  const { image, stem, stacks, cells, classes, between } = space.skeleton;
  const residual = between === 'residual';
  const onVertices = space.operationsOn === 'vertices';
  const conv = layerFunction(use, 'conv');
  const separator = residual
    ? ['channels *= 2', 'x = reduction(x, channels)']
    : [
        'x = layers.MaxPooling2D(2, padding="same")(x)',
        ...(onVertices ? [] : ['x = layers.Concatenate()([x, x])  # doubles the channels without weights']),
        'channels *= 2',
      ];
  const network = [
    `def network(channels=${stem}, classes=${classes}):`,
    ...indent([
      `"""Stem, ${stacks} ${stacks === 1 ? 'stack' : 'stacks'} of ${cells} ${cells === 1 ? 'cell' : 'cells'}, global average pooling, classifier."""`,
      `images = keras.Input((${image.height}, ${image.width}, ${image.channels}))`,
      ...(residual
        ? [
            'x = layers.Conv2D(channels, 3, padding="same", use_bias=False)(images)',
            'x = layers.BatchNormalization(epsilon=1e-5)(x)',
          ]
        : [`x = ${conv}(images, channels, 3)`]),
      `for stack in range(${stacks}):`,
      ...indent([
        'if stack > 0:',
        ...indent(separator),
        `for _ in range(${cells}):`,
        `    x = cell(x${onVertices ? ', channels' : ''})`,
      ]),
      ...(residual ? ['x = layers.BatchNormalization(epsilon=1e-5)(x)', 'x = layers.ReLU()(x)'] : []),
      'x = layers.GlobalAveragePooling2D()(x)',
      `return keras.Model(images, layers.Dense(classes)(x), name="${title}")`,
    ]),
  ];
  if (!residual) return [network];
  const reduction = [
    'def reduction(x, channels):',
    ...indent([
      '"""A residual block that halves the resolution."""',
      `a = ${conv}(x, channels, 3, strides=2)`,
      `b = ${conv}(a, channels, 3)`,
      'pooled = layers.AveragePooling2D(2, padding="same")(x)',
      'return layers.Conv2D(channels, 1, use_bias=False)(pooled) + b',
    ]),
  ];
  return [reduction, network];
}
