import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { totalCosts } from '../../../src/cells/costs';
import { readDocument } from '../../../src/document/readDocument';
import { exportCell } from '../../../src/exchange/export/exportCell';
import { askPython, findPython } from '../../pythonOracle';

const torch = findPython(['torch']);
const example = (file: string) =>
  readDocument(readFileSync(path.join(import.meta.dirname, '../../../examples/networks', file), 'utf8'));

/** Parameters of the models of torchvision 0.21. */
const published = [
  [
    'resnet.cell',
    { resnet50: 25_557_032, resnet152: 60_192_808, wide_resnet50: 68_883_240, resnext50: 25_028_904 },
  ],
  ['densenet.cell', { densenet121: 7_978_856, densenet201: 20_013_928 }],
  ['mobilenetv3.cell', { large: 5_483_032 }],
] as const;

describe('networks declared by docs/language.md from their papers', () => {
  it.each(published)('%s has their parameters', (file, parameters) => {
    const { cells, diagnostics } = example(file);
    expect(diagnostics).toEqual([]);
    expect(
      Object.fromEntries(cells.map(({ name, space, cell }) => [name, totalCosts(space!, cell!).parameters])),
    ).toEqual(parameters);
  });

  it.skipIf('why' in torch)('run in PyTorch with them', () => {
    const cells = published.map(([file]) => example(file).cells[0]!);
    const tasks = cells.map(({ space, cell, name }) => {
      const exported = exportCell('pytorch', { space: space!, cell: cell!, name });
      return { code: exported.kind === 'text' ? exported.text : '', input: [1, 3, 64, 64] };
    });
    const script = path.join(import.meta.dirname, 'torchNetworks.py');
    const answers = askPython('python' in torch ? torch.python : '', script, tasks) as object[];
    expect(answers).toMatchObject(
      published.map(([, parameters]) => ({
        parameters: Object.values(parameters)[0],
        shapes: { output: [1, 1000] },
      })),
    );
  });
});

const space = (changes: readonly (readonly [string, string])[]) =>
  changes.reduce(
    (text, [from, to]) => {
      expect(text).toContain(from);
      return text.replace(from, to);
    },
    `operation block(kernel, expand, channels = input.channels, stride = 1) {
  wide = conv1x1(input, channels: expand * input.channels)
  deep = depthwise(wide, kernel: kernel, stride: stride)
  output = conv1x1(deep, channels: channels, activation: none)
}

space s {
  choose side = 32 | 64
  operations on layers {
    mb = block(kernel: 3 | 5, expand: 3 | 6)
    skip = shortcut()
  }
  network {
    input = image(height: side, width: side, channels: 3)
    stem = conv3x3(input, channels: 16)
    body = stage(stem, layers: 2, channels: 16, stride: 2)
    output = linear(globalpool(body), channels: 10)
  }
}

cell c : s {
  side = 32
  body = [mb(kernel: 3, expand: 6), skip]
}
`,
  );

describe('what is easily written wrong is told with how it is right', () => {
  it('is no error as it stands', () => {
    expect(readDocument(space([])).diagnostics).toEqual([]);
  });

  it.each([
    [
      'a bare size',
      'stem = conv3x3(input, channels: 16)',
      'stem = conv3x3(input, 16)',
      "'16' is a size, and sizes have names here, as in 'channels: 16'.",
      '16',
    ],
    [
      'a bare parameter',
      'depthwise(wide, kernel: kernel, stride',
      'depthwise(wide, kernel, stride',
      "'kernel' is a size, and sizes have names here, as in 'kernel: kernel'.",
      'kernel',
    ],
    [
      'a bare member',
      'channels: expand * input.channels',
      'input.channels',
      "'input.channels' is a size, and sizes have names here, as in 'channels: input.channels'.",
      'input.channels',
    ],
    [
      'an operation that is not called',
      'skip = shortcut()',
      'skip = shortcut',
      "An operation is called: write 'shortcut()', with what it needs in the parentheses.",
      'shortcut',
    ],
    [
      'an identity in a stage that changes shapes',
      'skip = shortcut()',
      'skip',
      "'skip' keeps the shape of its input and takes no 'channels'; write 'skip = shortcut()', which does nothing where the shape stays.",
      'channels',
    ],
    [
      'a stride without a default',
      'stride = 1)',
      'stride)',
      "The operation 'mb' needs its stride; write 'stride = 1' among its parameters: a stage gives a stride to its first layer alone.",
      'stage',
    ],
    [
      'a sum of two shapes',
      'output = conv1x1(deep, channels: channels, activation: none)',
      'output = conv1x1(deep, channels: channels, activation: none) + input',
      "The layer body.0.output_2 can't be built: What is added has different shapes, 16x16x16 and 32x32x16; residual(x, y) adds only where they agree, and shortcut() fits a value to another shape.",
      'body',
    ],
    [
      'choices of a layer without names',
      'mb(kernel: 3, expand: 6)',
      'mb(3, 6)',
      "What 'mb' chooses has names: 'mb(kernel: 3, expand: 3)'.",
      '3',
    ],
    [
      'a size that is no option',
      'side = 32\n',
      'side = 33\n',
      "'side' is one of 32 and 64; did you mean '32'?",
      '33',
    ],
  ] as const)('%s', (_, right, wrong, message, at) => {
    const text = space([[right, wrong]]);
    const [first] = readDocument(text).diagnostics;
    expect(first!.message).toBe(message);
    expect(text.slice(first!.start, first!.end)).toBe(at);
  });

  it('yes and no where a size is computed', () => {
    const text = space([
      ['expand, channels =', 'expand, wider = no, channels ='],
      ['expand * input.channels', 'expand * input.channels + wider * 8'],
    ]);
    expect(readDocument(text).diagnostics.map(({ message }) => message)).toEqual([
      "The layer body.0.wide can't be built: 'no' stands where a size is needed; write 1 or 0.",
    ]);
  });

  it('and the fix of a bare size, or of an operation that is not called, mends it', () => {
    for (const [right, wrong] of [
      ['conv3x3(input, channels: 16)', 'conv3x3(input, 16)'],
      ['shortcut()', 'shortcut'],
    ] as const) {
      const text = space([[right, wrong]]);
      const [{ fix }] = readDocument(text).diagnostics as [ReturnType<typeof readDocument>['diagnostics'][0]];
      const [{ start, end, text: put }] = fix!.edits as [{ start: number; end: number; text: string }];
      expect(text.slice(0, start) + put + text.slice(end)).toBe(space([]));
    }
  });
});
