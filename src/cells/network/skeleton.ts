import type { Skeleton } from '../space';
import type { Block, Call, Network, NetworkNode } from './network';
import { type Size, times } from './size';

/**
 * The network that cells are stacked into, with its places for cells open.
 *
 * A 3×3 convolution with batch norm as stem, global average pooling, a linear classifier with bias. Each stack after the
 * first halves the resolution (rounded up) and doubles the channels: `maxpool`, 2×2, stride 2, and the first cell behind it
 * widens (NAS-Bench-101's `model_builder.py`), or where cells can't (`widens`) each channel stands twice; `residual`,
 * NAS-Bench-201's `ResNetBasicblock` of stride 2: two 3×3 convolutions, added to a 2×2 average pool and a 1×1 convolution
 * without batch norm. Convolutions are pre-activated there, so a batch norm and ReLU follow the last cell.
 */
export function skeletonNetwork(skeleton: Skeleton, widens: boolean): Network {
  const { image, stem, stacks, cells, classes } = skeleton;
  const residual = skeleton.between === 'residual';
  const count = (n: number, word: string) => `${n} ${word}${n === 1 ? '' : 's'}`;
  const main: Block = {
    name: 'Network',
    doc: `Stem, ${count(stacks, 'stack')} of ${count(cells, 'cell')}, global average pooling, classifier.`,
    parameters: [
      { name: 'channels', default: stem },
      { name: 'classes', default: classes },
    ],
    inputs: ['images'],
    sizes: [],
    nodes: [
      node('features', 'Features', ['images'], { channels: { parameter: 'channels' } }),
      { ...node('mean', 'globalpool', ['features']), inline: true },
      node('classifier', 'linear', ['mean'], { channels: { parameter: 'classes' } }),
    ],
    outputs: [{ name: 'output', from: 'classifier', channels: { parameter: 'classes' } }],
  };
  const between = residual ? [reduction] : widens || stacks === 1 ? [] : [doubling];
  return {
    main,
    blocks: [...between, featuresBlock(skeleton, widens)],
    inputs: [{ channels: image.channels, extent: [image.height, image.width] }],
  };
}

function featuresBlock({ stacks, cells, between }: Skeleton, widens: boolean): Block {
  const residual = between === 'residual';
  const channels = (stack: number): Size => times(2 ** stack, { parameter: 'channels' });
  const nodes: NetworkNode[] = [];
  let last = 'images';
  const add = (name: string, callee: string, given: Call['arguments'] = {}) => {
    nodes.push(node(name, callee, [last], given));
    last = name;
  };
  const place = (name: string, stack: number, times: number) => {
    if (times === 0) return;
    nodes.push({ kind: 'chosen', name, inputs: [last], path: [], channels: channels(stack), times });
    last = name;
  };
  if (residual) {
    add('stem', 'conv', { channels: channels(0), kernel: 3, norm: 'none', activation: 'none' });
    add('stem_norm', 'batchnorm');
  } else add('stem', 'conv', { channels: channels(0), kernel: 3 });
  for (let stack = 0; stack < stacks; stack++) {
    if (stack > 0) {
      if (residual) add(`between${stack}`, 'Reduction', { outputs: channels(stack) });
      else if (widens) add(`between${stack}`, 'maxpool', { kernel: 2, stride: 2 });
      else add(`between${stack}`, 'Between');
    }
    const widening = stack > 0 && widens && !residual ? 1 : 0;
    place(`widening${stack}`, stack, Math.min(cells, widening));
    place(`cells${stack}`, stack, cells - widening);
  }
  if (residual) {
    add('norm', 'batchnorm');
    add('relu', 'relu');
  }
  return {
    name: 'Features',
    parameters: [{ name: 'channels' }],
    inputs: ['images'],
    sizes: [],
    nodes,
    outputs: [{ name: 'output', from: last, channels: channels(stacks - 1) }],
    sequence: true,
  };
}

const outputs: Size = { parameter: 'outputs' };

const reduction: Block = {
  name: 'Reduction',
  doc: 'A residual block that halves the resolution.',
  parameters: [{ name: 'inputs', channelsOf: 'x' }, { name: 'outputs' }],
  inputs: ['x'],
  sizes: [],
  nodes: [
    {
      ...node('a', 'conv', ['x'], { channels: outputs, kernel: 3, stride: 2, preactivation: true }),
      inline: true,
    },
    { ...node('b', 'conv', ['a'], { channels: outputs, kernel: 3, preactivation: true }), inline: true },
    { ...node('pool', 'avgpool', ['x'], { kernel: 2, stride: 2 }), inline: true },
    {
      ...node('shortcut', 'conv', ['pool'], {
        channels: outputs,
        kernel: 1,
        norm: 'none',
        activation: 'none',
      }),
      inline: true,
    },
    node('sum', 'add', ['shortcut', 'b']),
  ],
  outputs: [{ name: 'output', from: 'sum', channels: outputs }],
};

const doubling: Block = {
  name: 'Between',
  doc: 'Halves the resolution; each channel stands twice, so that they double without weights.',
  parameters: [{ name: 'inputs', channelsOf: 'x' }],
  inputs: ['x'],
  sizes: [],
  nodes: [
    node('pool', 'maxpool', ['x'], { kernel: 2, stride: 2 }),
    node('twice', 'concat', ['pool', 'pool']),
  ],
  outputs: [{ name: 'output', from: 'twice', channels: times(2, { parameter: 'inputs' }) }],
};

function node(
  name: string,
  callee: string,
  inputs: readonly string[],
  given: Call['arguments'] = {},
): NetworkNode & { readonly kind: 'call' } {
  return { kind: 'call', name, call: { callee, arguments: given }, inputs };
}
