import { describe, expect, it } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { canonicalHash } from '../../../src/cells/canonical';
import { totalCosts } from '../../../src/cells/costs';
import { enumerateCells, sampleCells, spaceSize } from '../../../src/cells/enumerate';
import type { NetworkCell } from '../../../src/cells/kinds/network/choices';
import { networkDiagram } from '../../../src/cells/kinds/network/diagram';
import { mutate } from '../../../src/cells/mutate';
import { createRandom } from '../../../src/cells/random';
import type { NetworkSpace } from '../../../src/cells/space';
import { formatDocument } from '../../../src/document/formatDocument';
import { calledOperations } from '../../../src/document/kinds/network/sharedOperations';
import { readDocument } from '../../../src/document/readDocument';
import { writeKeras } from '../../../src/exchange/export/keras';
import { writePyTorch } from '../../../src/exchange/export/pytorch';
import { createFeatures, signalGroups } from '../../../src/predictor/features/features';
import { completion } from '../../../src/server/features/completion';
import { hover } from '../../../src/server/features/hover';
import { rename } from '../../../src/server/features/rename';
import { askPython, findPython } from '../../pythonOracle';
import { differenceOf, drawNetworks } from './drawnNetworks';

const torch = findPython(['torch', 'numpy']);

const source = `/// ResNet by depths alone: a stack has nothing to choose in its layers.
space depths {
  choose d3 = 2..6
  choose ratio = 1 | 2
  network {
    input = image(64x64x3)
    stem = conv7x7(input, channels: 64, stride: 2)
    pool = maxpool3x3(stem, stride: 2)
    s1 = stack(pool, bottleneck, times: 3, inner: 64 * ratio, channels: 256)
    s2 = stack(s1, bottleneck, times: 4, inner: 128 * ratio, channels: 512, stride: 2)
    s3 = stack(s2, bottleneck, times: d3, inner: 256 * ratio, channels: 1024, stride: 2)
    s4 = stack(s3, bottleneck, times: d3 / 2, inner: 512 * ratio, channels: 2048, stride: 2)
    tail = stack(s4, relu, times: 1)
    output = linear(globalpool(tail), channels: 1000)
  }
  where 2 * floor(d3 / 2) = d3
}

/// A bottleneck.
operation bottleneck(inner, channels = input.channels, stride = 1) {
  narrow = conv1x1(input, channels: inner)
  deep = conv3x3(narrow, stride: stride)
  wide = conv1x1(deep, channels: channels, activation: none)
  output = relu(wide + shortcut(input, channels: channels, stride: stride))
}

cell resnet50 : depths {
  d3 = 6
  ratio = 1
}
`;

describe('a stack', () => {
  const read = readDocument(source);
  const space = read.spaces.get('depths') as NetworkSpace;
  const [{ cell, name, hash }] = read.cells as [(typeof read.cells)[0]];
  const named = { space, cell: cell!, name };

  it('is declared, and is so many operations in a row: ResNet-50 has its parameters', () => {
    expect(read.diagnostics).toEqual([]);
    expect(totalCosts(space, cell!).parameters).toBe(25_557_032);
    expect(formatDocument(source)).toBe(source);
  });

  it('has nothing to choose but its named choices: three depths and two ratios', () => {
    expect(spaceSize(space)).toBe(6);
    const cells = [...enumerateCells(space)];
    expect(new Set(cells.map(each => canonicalHash(space, each))).size).toBe(6);
    expect(cells.map(each => canonicalHash(space, each))).toContain(hash);
    expect(new Set(cells.map(each => totalCosts(space, each).parameters)).size).toBe(6);
    const random = createRandom(1);
    const hashes = new Set(cells.map(each => canonicalHash(space, each)));
    for (const drawn of sampleCells(space, 5, random)) {
      expect(hashes).toContain(canonicalHash(space, drawn));
      expect(hashes).toContain(canonicalHash(space, mutate(space, drawn, random)));
    }
  });

  it('is drawn as one box, and read by features', () => {
    const labels = networkDiagram(space, cell as NetworkCell).boxes.map(({ label }) => label);
    expect(labels).toEqual([
      ...[
        'input',
        'conv 7×7',
        'maxpool 3×3',
        'Bottleneck ×3',
        'Bottleneck ×4',
        'Bottleneck ×6',
        'Bottleneck ×3',
      ],
      ...['relu', 'globalpool', 'linear', 'output'],
    ]);
    const matrix = createFeatures(space, signalGroups).matrix([...enumerateCells(space)]);
    expect(matrix.every(Number.isFinite)).toBe(true);
  });

  it('is a chain in exported code', () => {
    expect(writePyTorch(named, false).match(/Bottleneck\(1024, inner=256, channels=1024\),/g)).toHaveLength(
      5,
    );
    expect(writeKeras(named, false)).toContain('keras.Model(');
  });

  it.skipIf('why' in torch)('computes the same in ONNX and PyTorch', async () => {
    const small = readDocument(
      source
        .replace('64x64x3', '32x32x3')
        .replaceAll(/channels: (?:256|512|1024|2048)/g, 'channels: 16')
        .replaceAll(/\d+ \* ratio/g, '8 * ratio'),
    ).spaces.get('depths')!;
    const [{ named: own, input, weights, weightFile, imageFile, outputs }] = (await drawNetworks(
      small,
      1,
    )) as [Awaited<ReturnType<typeof drawNetworks>>[0]];
    const script = new URL('../exchange/torchOracle.py', import.meta.url).pathname;
    const task = {
      code: writePyTorch(own, false),
      model: 'Network()',
      ...{ input, weights: 'weights', names: weights.map(each => each.name), images: 'images' },
    };
    const [answer] = askPython('python' in torch ? torch.python : '', script, [task], {
      weights: weightFile,
      images: imageFile,
    }) as [{ readonly output: number[] }];
    expect(differenceOf(answer.output, outputs['output']!)).toBeLessThan(1e-4);
  });

  it('names the operation of another file as a call does, and is renamed with it', () => {
    expect(calledOperations(read.file).map(({ text }) => text)).toEqual(Array(4).fill('bottleneck'));
    const document = TextDocument.create('file:///a.cell', 'cell', 1, source);
    const edits = rename(document, read, source.indexOf('bottleneck, times: 4'), 'block');
    const changed = TextDocument.applyEdits(
      document,
      (edits as { changes: Record<string, never[]> }).changes['file:///a.cell']!,
    );
    expect(changed).toBe(source.replaceAll(/\bbottleneck\b(?!\.)/g, 'block'));
  });

  it('is completed, and hovered over without harm', () => {
    const labels = (text: string) =>
      completion(readDocument(text), text.length, () => 'none').items.map(({ label }) => label);
    const start = source.slice(0, source.indexOf('stack(pool'));
    expect(labels(start)).toContain('stack');
    expect(labels(`${start}stack(pool, bottleneck, `)).toEqual(
      expect.arrayContaining(['times', 'channels', 'stride']),
    );
    for (let offset = 0; offset < source.length; offset++) hover(read, new Map(), () => undefined, offset);
  });

  it.each([
    [
      'stack(pool, bottleneck, times: 3,',
      'stack(pool, bottleneck,',
      "'stack' needs its times, as in 'times: 3'.",
    ],
    [
      'stack(pool, bottleneck, times: 3,',
      'stack(pool, times: 3,',
      "'stack' takes a value and the name of an operation, as in 'stack(x, conv3x3, times: 3)'.",
    ],
    [
      'stack(pool, bottleneck, times: 3,',
      'stack(pool, bottleneck, times: 0,',
      "'times' is a whole number from 1 to 1000, or a named choice of them.",
    ],
    [
      'stack(pool, bottleneck, times: 3,',
      'stack(pool, botleneck, times: 3,',
      "There is no operation 'botleneck'; did you mean 'bottleneck'?",
    ],
    ['times: 3, inner: 64 * ratio,', 'times: 3,', "The operation 'bottleneck' needs its inner."],
    [
      'times: 3, inner: 64 * ratio,',
      'times: 3, iner: 64,',
      "There is no argument of the stacked operation called 'iner'; did you mean 'inner'?",
    ],
    [
      'stack(s4, relu, times: 1)',
      'stack(s4, residual, times: 1)',
      "'residual' takes 2 values, and a layer gets one; declare an operation that calls it.",
    ],
    ['stack(s4, relu, times: 1)', 'relu(stack(s4, relu, times: 1))', 'Give this stack a name of its own.'],
    [
      'narrow = conv1x1(input, channels: inner)',
      'narrow = stack(input, relu, times: 2)',
      'A stack stands in the network of a space; call operations one after the other here.',
    ],
    [
      '  where 2 * floor(d3 / 2) = d3\n',
      '',
      "The layer s4 can't be built: it comes 1.5 times, and not 1 to 1000.",
    ],
  ])('that is wrong is told so: %s → %s', (right, wrong, message) => {
    expect(source).toContain(right);
    expect(readDocument(source.replace(right, wrong)).diagnostics[0]?.message).toBe(message);
  });
});
