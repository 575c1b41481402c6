import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { totalCosts } from '../../../src/cells/costs';
import { enumerateCells, sampleCells, spaceSize } from '../../../src/cells/enumerate';
import { buildNetwork } from '../../../src/cells/network/buildNetwork';
import { networkWeights } from '../../../src/cells/network/costs';
import { flatten } from '../../../src/cells/network/flatten';
import { createRandom } from '../../../src/cells/random';
import { readSpelling, writeSpelling } from '../../../src/cells/spelling';
import { type DocumentCell, readDocument } from '../../../src/document/readDocument';
import { exportCell } from '../../../src/exchange/export/exportCell';
import { writePyTorch } from '../../../src/exchange/export/pytorch';
import { askPython, findPython } from '../../pythonOracle';
import { temporaryFolder } from '../runs/folders';
import { mobileMacro, nasbenchMacro, publishedNetworks } from './sources';
import { tableOf } from './tables';

const parameters = {
  mobilenet_v2: 3_504_872,
  efficientnet_b0: 5_288_548,
  convnext_tiny: 28_589_128,
};
const document = readDocument(publishedNetworks);
const cellNamed = (name: string) => {
  const { space, cell } = document.cells.find(each => each.name === name)!;
  return { space: space!, cell: cell!, name };
};

const torchThere = findPython(['torch']);
const regnet = readFileSync(path.join(import.meta.dirname, '../../../examples/networks/regnet.cell'), 'utf8');

describe('MnasNet', () => {
  it('is declared by blocks whose layers are alike, and has the parameters of B1 and A1', () => {
    const text = readFileSync(
      path.join(import.meta.dirname, '../../../examples/networks/mnasnet.cell'),
      'utf8',
    );
    const { cells, diagnostics } = readDocument(text);
    expect(diagnostics).toEqual([]);
    const of = (name: string) => {
      const { space, cell } = cells.find(each => each.name === name)!;
      return totalCosts(space!, cell!).parameters;
    };
    expect([of('b1'), of('a1')]).toEqual([4_383_312, 3_887_038]);
    // Layers, kernel, expansion and ratio of six blocks, and two widths.
    expect(spaceSize(cells[0]!.space!)).toBe((4 * 2 * 2 * 2) ** 6 * 2 * 2);
  });
});

describe('ShuffleNetV2', () => {
  const text = readFileSync(
    path.join(import.meta.dirname, '../../../examples/networks/shufflenet.cell'),
    'utf8',
  );
  const ofWidth = (width: number, head: number) =>
    readDocument(
      text.replace('width = 116\n', `width = ${width}\n`).replace('  head = 1024', `  head = ${head}`),
    );

  it.each([
    [48, 1024, 1_366_792],
    [116, 1024, 2_278_604],
    [176, 1024, 3_503_624],
    [244, 2048, 7_393_996],
  ])('of width %i has the parameters of torchvision', (width, head, parameters) => {
    const { cells, diagnostics } = ofWidth(width, head);
    expect(diagnostics).toEqual([]);
    const { space, cell } = cells[0]!;
    expect(totalCosts(space!, cell!).parameters).toBe(parameters);
  });

  it('has a kernel for each unit, and sizes that halves of channels do not make grow', () => {
    const { space, cell, name } = readDocument(text).cells[0]!;
    // Kernels of three reductions and 13 units, four widths, two heads.
    expect(spaceSize(space!)).toBe(3 ** 16 * 4 * 2);
    const exported = writePyTorch({ space: space!, cell: cell!, name }, false);
    expect(exported.match(/Shuffled\(464, kernel=3\),/g)).toHaveLength(3);
    const times = 12;
    const parts = Array.from(
      { length: times },
      (_, i) => `  p${i} = shuffled(${i ? `p${i - 1}` : 'input'}, kernel: 3)\n`,
    );
    const many = text
      .replace('unit = shuffled(kernel: 3 | 5 | 7)', 'unit = many(kernel: 3 | 5 | 7)')
      .replace(
        /(?=\/\/\/ Halves)/,
        `operation many(kernel) {\n${parts.join('')}  output = relu(p${times - 1})\n}\n\n`,
      );
    const read = readDocument(many);
    expect(read.diagnostics).toEqual([]);
    const [first] = read.cells;
    const deep = writePyTorch({ space: first!.space!, cell: first!.cell!, name }, false);
    expect(deep).toContain(`self.p${times - 1} = Shuffled(inputs, kernel=3)`);
  });

  it.skipIf('why' in torchThere)('runs in PyTorch, trains there, and has these parameters', () => {
    const { space, cell, name } = ofWidth(48, 1024).cells[0]!;
    const code = writePyTorch({ space: space!, cell: cell!, name }, false);
    const file = path.join(temporaryFolder(), 'shufflenet.py');
    writeFileSync(
      file,
      `${code}\n    model.train()(torch.randn(2, 3, 64, 64)).sum().backward()\n    print(all(weight.grad is not None for weight in model.parameters()))\n`,
    );
    const { stdout, stderr } = spawnSync('python' in torchThere ? torchThere.python : '', [file], {
      encoding: 'utf8',
    });
    expect([stdout, stderr]).toEqual(['(2, 1000), 1,366,792 parameters\nTrue\n', '']);
  });
});

describe('RegNetX', () => {
  it('is a point of the space of its paper, whose widths rise and are divided by its groups', () => {
    const { cells, diagnostics } = readDocument(regnet);
    expect(diagnostics).toEqual([]);
    const { space, cell } = cells[0]!;
    expect(totalCosts(space!, cell!).parameters).toBe(2_684_792);
    for (const drawn of sampleCells(space!, 50, createRandom(0))) {
      const text = writeSpelling(space!, drawn);
      const of = (name: string) => Number(new RegExp(`${name} = (\\d+)`).exec(text)![1]);
      const widths = ['w1', 'w2', 'w3', 'w4'].map(of);
      expect(widths).toEqual(widths.toSorted((a, b) => a - b));
      for (const width of widths) expect(width % (of('ratio') * of('group'))).toBe(0);
    }
  });

  /** Four widths that do not fall and are divided by ratio and group, and four depths. */
  function countOf(widths: readonly number[], depths: number): number {
    let count = 0;
    for (const ratio of [1, 2, 4])
      for (const group of [1, 2, 4, 8, 16, 32]) {
        const fitting = widths.filter(width => width % (ratio * group) === 0).length;
        count += (fitting * (fitting + 1) * (fitting + 2) * (fitting + 3)) / 24;
      }
    return count * depths ** 4;
  }

  it('has as many networks as its paper describes', () => {
    const widths = Array.from({ length: 128 }, (_, i) => 8 * (i + 1));
    expect(spaceSize(readDocument(regnet).spaces.get('anynet')!)).toBe(countOf(widths, 16));
  });

  it('has as many networks whatever the order of its choices, and as many as there are', () => {
    const small = regnet.replaceAll('1..16', '1..2').replaceAll('8..1024 by 8', '8 | 16 | 24 | 40');
    const lines = small.match(/^ {2}choose .*\n/gm)!;
    const turned = small.replace(lines.join(''), lines.toReversed().join(''));
    for (const text of [small, turned])
      expect(spaceSize(readDocument(text, new Map()).spaces.get('anynet')!)).toBe(
        countOf([8, 16, 24, 40], 2),
      );
  });
});

const names = ['a', 'b', 'c', 'd', 'e', 'f'];
const limited = (values: string, where: string) => `space s {
${names.map(name => `  choose ${name} = ${values}\n`).join('')}  where ${where}
  network {
    input = image(8x8x3)
    x = conv3x3(input, channels: ${names.join(' + ')})
    output = linear(globalpool(x), channels: 2)
  }
}
`;

describe('conditions on many choices', () => {
  /** The values of the choices that meet a condition, and those that the space has. */
  it.each<[where: string, holds: (values: readonly number[]) => boolean]>([
    ['a + b + c + d + e + f <= 70', values => values.reduce((sum, each) => sum + each) <= 70],
    ['a * b * c >= d * e * f', ([a, b, c, d, e, f]) => a! * b! * c! >= d! * e! * f!],
    ['min(a, b, c) = max(d, e, f)', ([a, b, c, d, e, f]) => Math.min(a!, b!, c!) === Math.max(d!, e!, f!)],
    ['a - b + c = d - e + f', ([a, b, c, d, e, f]) => a! - b! + c! === d! - e! + f!],
    ['a / 3 + b / 3 + c <= d', ([a, b, c, d]) => a! / 3 + b! / 3 + c! <= d!],
  ])('are counted and drawn as they are met: %s', (where, holds) => {
    const options = [4, 8, 12, 24];
    let all: number[][] = [[]];
    for (const _ of names) all = all.flatMap(values => options.map(option => [...values, option]));
    const expected = all.filter(holds).map(values => values.join());
    const { spaces, diagnostics } = readDocument(limited(options.join(' | '), where));
    expect(diagnostics).toEqual([]);
    const space = spaces.get('s')!;
    const valuesOf = (cell: (typeof drawn)[number]) =>
      (cell as { fields: { option: number }[] }).fields.map(({ option }) => options[option]).join();
    const drawn = sampleCells(space, 50, createRandom(1));
    expect(spaceSize(space)).toBe(expected.length);
    expect([...enumerateCells(space)].map(valuesOf).sort()).toEqual(expected.sort());
    for (const cell of drawn) expect(expected).toContain(valuesOf(cell));
  });

  it('are counted by what is left to decide: a sum of six widths', () => {
    const { spaces, diagnostics } = readDocument(limited('8..512 by 8', 'a + b + c + d + e + f <= 600'));
    expect(diagnostics).toEqual([]);
    // Six numbers of at least 1 whose sum is at most 75, less those where one of them is above 64.
    const choose6 = (n: number) => (n * (n - 1) * (n - 2) * (n - 3) * (n - 4) * (n - 5)) / 720;
    expect(spaceSize(spaces.get('s')!)).toBe(choose6(75) - 6 * choose6(11));
  });

  it('are told where they stand if they can not be counted with', () => {
    const where = `where ${names.map((name, i) => `${name} * ${names[(i + 1) % 6]}`).join(' + ')} <= 60000`;
    const text = limited('8..512 by 8', where.slice('where '.length));
    const [found, ...more] = readDocument(text).diagnostics;
    expect(more).toEqual([]);
    expect(text.slice(found!.start, found!.end)).toBe(where);
    expect(found!.message).toBe(
      'The conditions of s relate too many choices to each other; relate fewer of them.',
    );
  });
});

describe('published networks as points of spaces', () => {
  it('are declared without a finding', () => {
    expect(document.diagnostics).toEqual([]);
  });

  it.each(Object.entries(parameters))('%s has %i parameters', (name, count) => {
    const { space, cell } = cellNamed(name);
    expect(totalCosts(space, cell).parameters).toBe(count);
  });

  const table = tableOf('channel-bench-mobilenet.csv.gz');
  it.skipIf('why' in table)("Channel-Bench's MobileNet has the costs of all rows of its table", () => {
    if ('why' in table) return;
    const { spaces, diagnostics } = readDocument(mobileMacro);
    expect(diagnostics).toEqual([]);
    const space = spaces.get('mobile_widths')!;
    expect(spaceSize(space)).toBe(16_384);
    expect(table.rows).toHaveLength(16_384);
    for (const { arch, params, flops } of table.rows) {
      const cell = readSpelling(space, arch!);
      if (typeof cell === 'string') throw new Error(`${arch}: ${cell}`);
      const costs = totalCosts(space, cell);
      if (costs.parameters !== Number(params) || costs.flops !== Number(flops))
        expect({ arch, ...costs }).toEqual({ arch, parameters: Number(params), flops: Number(flops) });
    }
  });

  const har = (between: string) => `space har {
  operations on vertices {
    conv3x3
    maxpool3x3
    avgpool3x3
  }
  vertices <= 5
  skeleton {
    image = 128x1x6
    stem = 16
    stacks = 4
    cells = 1
    classes = 6
    between = ${between}
  }
}
cell narrow : har {
  a = conv3x3(input)
  b = avgpool3x3(a)
  c = maxpool3x3(b)
  output = concat(a, c)
}
`;
  const narrow = ['maxpool', 'residual'].map(between => readDocument(har(between)));

  it('halve a width of one to one', () => {
    for (const { diagnostics, cells } of narrow) {
      expect(diagnostics).toEqual([]);
      const [{ space, cell }] = cells as [DocumentCell];
      const network = flatten(buildNetwork({ space: space!, cell: cell!, name: 'narrow' }));
      expect(network.layers.at(-2)!.output).toEqual({ channels: 128, extent: [] });
      expect(network.layers.at(-3)!.output.extent).toEqual([16, 1]);
    }
  });

  const torch = findPython(['torch', 'numpy']);
  const whyNot = 'why' in torch ? ` (skipped: ${torch.why})` : '';
  it.skipIf('why' in torch)(
    `run in PyTorch with these parameters and the names of the weights${whyNot}`,
    () => {
      const macro = readDocument(nasbenchMacro).cells[0]!;
      const cells = [
        ...[...Object.keys(parameters), 'small'].map(cellNamed),
        { space: macro.space!, cell: macro.cell!, name: macro.name },
      ];
      const tasks = cells.map(named => {
        const exported = exportCell('pytorch', named);
        const network = flatten(buildNetwork(named));
        const { channels, extent } = network.layers[0]!.output;
        return {
          code: exported.kind === 'text' ? exported.text : '',
          input: [1, channels, ...extent.map(side => Math.min(side, 64))],
          names: networkWeights(network).map(({ name }) => name),
        };
      });
      const script = path.join(import.meta.dirname, 'torchNetworks.py');
      const answers = askPython('python' in torch ? torch.python : '', script, tasks) as {
        parameters: number;
        shapes: Record<string, number[]>;
        names: string[];
      }[];
      expect(answers.map(answer => answer.parameters)).toEqual(
        cells.map(({ space, cell }) => totalCosts(space, cell).parameters),
      );
      for (const [i, answer] of answers.entries()) expect(answer.names).toEqual(tasks[i]!.names);
      expect(answers.map(({ shapes }) => shapes)).toEqual([
        { output: [1, 1000] },
        { output: [1, 1000] },
        { output: [1, 1000] },
        { mask: [1, 3, 32, 32], edge: [1, 1, 32, 32] },
        { output: [1, 10] },
      ]);
    },
  );
});
