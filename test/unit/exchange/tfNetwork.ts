import * as tf from '@tensorflow/tfjs-core';
import type { GraphCell } from '../../../src/cells/cell';
import { vertexChannels } from '../../../src/cells/kinds/graph/costs';
import { type PartNames, partNames } from '../../../src/cells/kinds/graph/partNames';
import type { OperationDefinition } from '../../../src/cells/network/catalogue';
import type { GraphSpace } from '../../../src/cells/space';

/**
 * The network of a cell in TensorFlow.js, written from the definition of the spaces and not from the exporter's layers,
 * with the weights by their PyTorch names. Images are `[batch, height, width, channels]`.
 */
export function runInTensorFlow(
  space: GraphSpace,
  cell: GraphCell,
  weights: ReadonlyMap<string, Float32Array>,
  images: tf.Tensor4D,
): Float32Array {
  const output = tf.tidy(() => new Runner(space, cell, weights).network(images));
  const values = output.dataSync() as Float32Array;
  output.dispose();
  return values;
}

class Runner {
  private readonly parts: PartNames;
  private readonly pre: boolean;

  constructor(
    private readonly space: GraphSpace,
    private readonly cell: GraphCell,
    private readonly weights: ReadonlyMap<string, Float32Array>,
  ) {
    this.parts = partNames(space, cell);
    this.pre = space.skeleton.between === 'residual';
  }

  network(images: tf.Tensor4D): tf.Tensor {
    const { stem, stacks, cells, classes } = this.space.skeleton;
    let x = this.pre
      ? this.norm('features.1', this.conv('features.0', images, stem, 3))
      : this.block('features.0', images, stem, 3);
    let layer = this.pre ? 2 : 1;
    for (let stack = 0; stack < stacks; stack++) {
      const channels = stem * 2 ** stack;
      if (stack > 0) x = this.between(`features.${layer++}`, x, channels);
      for (let i = 0; i < cells; i++) x = this.runCell(`features.${layer++}.`, x, channels);
    }
    if (this.pre) x = tf.relu(this.norm(`features.${layer}`, x));
    const mean = tf.mean(x, [1, 2]) as tf.Tensor2D;
    const kernel = tf.tensor2d(this.weight('classifier.weight'), [classes, mean.shape[1]!]);
    return tf.add(tf.matMul(mean, kernel, false, true), tf.tensor1d(this.weight('classifier.bias')));
  }

  private between(name: string, x: tf.Tensor4D, channels: number): tf.Tensor4D {
    if (!this.pre) {
      const pooled = tf.maxPool(x, 2, 2, 'same');
      return this.space.operationsOn === 'vertices' ? pooled : tf.concat([pooled, pooled], 3);
    }
    const a = this.norm(
      `${name}.a.norm`,
      this.conv(`${name}.a.conv`, tf.relu(x), channels, 3, { stride: 2 }),
    );
    const shortcut = this.conv(`${name}.shortcut`, tf.avgPool(x, 2, 2, 'same'), channels, 1);
    return tf.add(shortcut, this.block(`${name}.b`, a, channels, 3));
  }

  private runCell(prefix: string, x: tf.Tensor4D, channels: number): tf.Tensor4D {
    return this.space.operationsOn === 'vertices'
      ? this.vertexCell(prefix, x, channels)
      : this.edgeCell(prefix, x);
  }

  private vertexCell(prefix: string, x: tf.Tensor4D, channels: number): tf.Tensor4D {
    const { vertices: n, edges, operations } = this.cell;
    const widths = vertexChannels(this.space, this.cell, channels, x.shape[3]);
    const projected = (v: number) => this.block(prefix + this.parts.projections[v], x, widths[v]!, 1);
    const values: tf.Tensor4D[] = [x];
    for (let v = 1; v < n - 1; v++) {
      const terms: tf.Tensor4D[] = edges[v] ? [projected(v)] : [];
      for (let u = 1; u < v; u++)
        if (edges[u * n + v]) terms.push(tf.slice(values[u]!, [0, 0, 0, 0], [-1, -1, -1, widths[v]!]));
      const { definition } = this.space.operations[operations[v - 1]!]!;
      values.push(this.operate(prefix + this.parts.operations[v], tf.addN(terms), definition));
    }
    const feeders = values.filter((_, v) => v > 0 && edges[v * n + n - 1]);
    const joined: tf.Tensor4D[] = edges[n - 1] ? [projected(n - 1)] : [];
    if (feeders.length > 0)
      joined.push(this.space.output === 'concat' ? tf.concat(feeders, 3) : tf.addN(feeders));
    return tf.addN(joined);
  }

  private edgeCell(prefix: string, x: tf.Tensor4D): tf.Tensor4D {
    const { vertices: n, edges } = this.cell;
    const values: tf.Tensor4D[] = [x];
    for (let to = 1; to < n; to++) {
      let sum: tf.Tensor4D = tf.zerosLike(x);
      for (let from = 0; from < to; from++) {
        const at = from * n + to;
        const operation = this.space.operations[edges[at]! - 1];
        if (operation)
          sum = tf.add(
            sum,
            this.operate(prefix + this.parts.operations[at], values[from]!, operation.definition),
          );
      }
      values.push(sum);
    }
    return values[n - 1]!;
  }

  private operate(name: string, x: tf.Tensor4D, definition: OperationDefinition): tf.Tensor4D {
    const channels = x.shape[3];
    const [kernel, dilation] = [Number(definition['kernel']), Number(definition['dilation'])];
    switch (definition.kind) {
      case 'conv': {
        let groups = Number(definition['groups']);
        while (channels % groups || Number(definition['groups']) % groups) groups--;
        return this.block(name, x, channels, kernel, { dilation, groups });
      }
      case 'depthwise':
        return this.around(name, x, value => this.depthwise(`${name}.conv`, value, kernel, 1));
      case 'separable':
        return this.around(name, x, value => {
          const deep = this.depthwise(`${name}.depth`, value, kernel, dilation);
          return this.conv(`${name}.point`, deep, channels, 1);
        });
      case 'maxpool':
        return tf.maxPool(x, kernel, 1, 'same');
      case 'avgpool':
        return tf.avgPool(x, kernel, 1, 'same');
      case 'identity':
        return x;
      default:
        return tf.zerosLike(x);
    }
  }

  private block(
    name: string,
    x: tf.Tensor4D,
    channels: number,
    kernel: number,
    more: More = {},
  ): tf.Tensor4D {
    return this.around(name, x, value => this.conv(`${name}.conv`, value, channels, kernel, more));
  }

  private around(name: string, x: tf.Tensor4D, convolve: (x: tf.Tensor4D) => tf.Tensor4D): tf.Tensor4D {
    if (this.pre) return this.norm(`${name}.norm`, convolve(tf.relu(x)));
    return tf.relu(this.norm(`${name}.norm`, convolve(x)));
  }

  private conv(name: string, x: tf.Tensor4D, channels: number, kernel: number, more: More = {}): tf.Tensor4D {
    const { stride = 1, dilation = 1, groups = 1 } = more;
    const from = x.shape[3] / groups;
    const filter = tf.transpose(
      tf.tensor4d(this.weight(`${name}.weight`), [channels, from, kernel, kernel]),
      [2, 3, 1, 0],
    );
    const pad = stride === 2 ? 1 : 'same';
    const parts = (tf.split(x, groups, 3) as tf.Tensor4D[]).map((part, g) =>
      tf.conv2d(
        part,
        tf.slice(filter, [0, 0, 0, (g * channels) / groups], [-1, -1, -1, channels / groups]),
        stride,
        pad,
        'NHWC',
        dilation,
      ),
    );
    return tf.concat(parts, 3) as tf.Tensor4D;
  }

  private depthwise(name: string, x: tf.Tensor4D, kernel: number, dilation: number): tf.Tensor4D {
    const filter = tf.tensor4d(this.weight(`${name}.weight`), [x.shape[3], 1, kernel, kernel]);
    return tf.depthwiseConv2d(x, tf.transpose(filter, [2, 3, 0, 1]), 1, 'same', 'NHWC', dilation);
  }

  private norm(name: string, x: tf.Tensor4D): tf.Tensor4D {
    const [gamma, beta, mean, variance] = ['weight', 'bias', 'running_mean', 'running_var'].map(part =>
      tf.tensor1d(this.weight(`${name}.${part}`)),
    );
    return tf.batchNorm(x, mean!, variance!, beta!, gamma!, 1e-5);
  }

  private weight(name: string): Float32Array {
    const values = this.weights.get(name);
    if (!values) throw new Error(`no weight ${name}`);
    return values;
  }
}

interface More {
  readonly stride?: number;
  readonly dilation?: number;
  readonly groups?: number;
}
