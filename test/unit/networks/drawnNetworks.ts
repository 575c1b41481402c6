import { InferenceSession, Tensor } from 'onnxruntime-node';
import { sampleCells } from '../../../src/cells/enumerate';
import { buildNetwork, type NamedCell } from '../../../src/cells/network/buildNetwork';
import { networkWeights } from '../../../src/cells/network/costs';
import { flatten } from '../../../src/cells/network/flatten';
import { createRandom } from '../../../src/cells/random';
import type { SearchSpace } from '../../../src/cells/space';
import { writeOnnx } from '../../../src/exchange/export/onnx';
import { initialWeights } from '../../../src/exchange/export/weights';

/** Every operation of the catalogue that a network may call, with arguments that are not as by default. */
export const everything = `
operation layer(kernel, activation, channels = input.channels, stride = 1) {
  a = conv(input, kernel: kernel, channels: channels, stride: stride, activation: activation)
  b = conv7x1(a, dilation: 2, groups: 3, bias: yes, norm: none, activation: gelu)
  c = conv1x7(a, bias: yes, activation: none)
  d = separable(b + c, kernel: 5, channels: divisible(0.7 * channels, 4), norm: layer, activation: hardswish)
  e = se(depthwise(d, kernel: 3, bias: yes, norm: none, activation: sigmoid), hidden: ceil(channels / 3), activation: silu, gate: hardsigmoid)
  f = concat(relu6(d), scale(hardsigmoid(e)), tanh(layernorm(e)))
  m = shuffle(concat(split(f, channels: d.channels, from: 2 * d.channels), split(f, channels: 2 * d.channels)), groups: 3)
  g = gate(conv1x1(m, channels: channels), linear(globalpool(f), channels: channels, activation: sigmoid))
  output = residual(g, shortcut(input, channels: channels, stride: stride)) + identity(g)
}

space everything {
  choose side = 9 | 12
  operations on layers {
    one = layer(kernel: 3 | 5, activation: relu | silu | gelu)
    max = maxpool3x3()
    avg = avgpool(kernel: 3, stride: 1)
    skip
  }
  operations on layers wide {
    conv3x3
    short = shortcut()
    sep5x5
  }
  network {
    input  = image(height: side, width: 7, channels: 3)
    stem   = conv2x2(input, channels: 12, stride: 2, norm: layer, activation: gelu)
    a      = stage(stem, layers: 1..3)
    b      = stage(a, wide, layers: 2, channels: 18, stride: 2)
    pooled = avgpool(upsample(batchnorm(b), times: 3), kernel: 3, stride: 2) + maxpool(upsample(relu(b), times: 3), kernel: 3, stride: 2)
    tiled  = maxpool(pooled, kernel: 2, stride: 2)
    output = linear(globalpool(tiled), channels: 5, bias: no)
  }
}
`;

/** A network with random weights and images, and what its ONNX form computes of them. */
export interface DrawnNetwork {
  readonly named: NamedCell;
  /** Of the images: batch, channels, height, width. */
  readonly input: readonly number[];
  readonly weights: readonly { readonly name: string; readonly shape: readonly number[] }[];
  readonly weightFile: Uint8Array;
  readonly imageFile: Uint8Array;
  readonly outputs: Readonly<Record<string, Float32Array>>;
}

/** Weights are not as in a fresh network: statistics and biases would hide what is wrong with them. */
export async function drawNetworks(space: SearchSpace, count: number): Promise<DrawnNetwork[]> {
  const random = createRandom(2);
  const drawn: DrawnNetwork[] = [];
  for (const cell of sampleCells(space, count, random)) {
    const named = { space, cell, name: 'drawn' };
    const network = flatten(buildNetwork(named));
    const weights = initialWeights(network, 5);
    for (const [name, values] of weights)
      if (!/weight$/.test(name) || values.every(value => value === values[0]))
        for (let i = 0; i < values.length; i++)
          values[i] = /(bias|mean)$/.test(name) ? 0.3 * random.normal() : 0.5 + random.next();
    const { channels, extent } = network.layers[0]!.output;
    const input = [2, channels, ...extent];
    const images = Float32Array.from({ length: input.reduce((a, b) => a * b) }, () => random.normal());
    const model = writeOnnx(network, weights, { name: 'drawn', version: '0', doc: '' });
    const session = await InferenceSession.create(model, { intraOpNumThreads: 1 });
    const results = await session.run({ input: new Tensor('float32', images, input) });
    drawn.push({
      named,
      input,
      weights: networkWeights(network).map(({ name, shape }) => ({ name, shape })),
      weightFile: Buffer.concat([...weights.values()].map(values => Buffer.from(values.buffer))),
      imageFile: Buffer.from(images.buffer),
      outputs: Object.fromEntries(
        Object.entries(results).map(([name, { data }]) => [name, data as Float32Array]),
      ),
    });
  }
  return drawn;
}

/** The largest difference of two outputs, as a share of the largest value. */
export function differenceOf(output: readonly number[], expected: Float32Array): number {
  const scale = Math.max(...output.map(Math.abs), 1e-6);
  return Math.max(...output.map((value, k) => Math.abs(value - expected[k]!))) / scale;
}
