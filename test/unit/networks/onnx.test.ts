import path from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { sampleCells } from '../../../src/cells/enumerate';
import { buildNetwork } from '../../../src/cells/network/buildNetwork';
import { flatten } from '../../../src/cells/network/flatten';
import { createRandom } from '../../../src/cells/random';
import { readDocument } from '../../../src/document/readDocument';
import { writeOnnx } from '../../../src/exchange/export/onnx';
import { writePyTorch } from '../../../src/exchange/export/pytorch';
import { initialWeights } from '../../../src/exchange/export/weights';
import { askPython, findPython } from '../../pythonOracle';

/** Every operation of the catalogue that a network may call, with arguments that are not as by default. */
const everything = `
operation layer(kernel, activation, channels = input.channels, stride = 1) {
  a = conv(input, kernel: kernel, channels: channels, stride: stride, activation: activation)
  b = conv7x1(a, dilation: 2, groups: 3, bias: yes, norm: none, activation: gelu)
  c = conv1x7(a, bias: yes, activation: none)
  d = separable(b + c, kernel: 5, channels: divisible(0.7 * channels, 4), norm: layer, activation: hardswish)
  e = se(depthwise(d, kernel: 3, bias: yes, norm: none, activation: sigmoid), hidden: ceil(channels / 3), activation: silu, gate: hardsigmoid)
  f = concat(relu6(d), scale(hardsigmoid(e)), tanh(layernorm(e)))
  g = gate(conv1x1(f, channels: channels), linear(globalpool(f), channels: channels, activation: sigmoid))
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

const torch = findPython(['torch', 'numpy']);

describe('networks with every operation', () => {
  const { spaces, diagnostics } = readDocument(everything);

  it('are declared without a finding', () => {
    expect(diagnostics).toEqual([]);
  });

  it.skipIf('why' in torch)(
    'compute in ONNX what the exported PyTorch does with the same weights',
    async () => {
      const space = spaces.get('everything')!;
      const random = createRandom(2);
      const tasks: object[] = [];
      const files: Record<string, Uint8Array> = {};
      const outputs: Float32Array[] = [];
      for (const cell of sampleCells(space, 24, random)) {
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
        outputs.push(
          (await session.run({ input: new Tensor('float32', images, input) }))['output']!
            .data as Float32Array,
        );
        const id = tasks.length;
        files[`weights${id}`] = Buffer.concat(
          [...weights.values()].map(values => Buffer.from(values.buffer)),
        );
        files[`images${id}`] = Buffer.from(images.buffer);
        tasks.push({
          code: writePyTorch(named, false),
          model: 'Network()',
          input,
          weights: `weights${id}`,
          names: [...weights.keys()],
          images: `images${id}`,
        });
      }
      const script = path.join(import.meta.dirname, '../exchange/torchOracle.py');
      const answers = askPython('python' in torch ? torch.python : '', script, tasks, files) as {
        readonly output: number[];
      }[];
      for (const [i, { output }] of answers.entries()) {
        const scale = Math.max(...output.map(Math.abs), 1e-6);
        const most = Math.max(...output.map((value, k) => Math.abs(value - outputs[i]![k]!)));
        expect(most / scale).toBeLessThan(1e-4);
      }
    },
  );
});
