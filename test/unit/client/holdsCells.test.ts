import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { holdsCells } from '../../../src/client/tables/holdsCells';

const arch = '|nor_conv_3x3~0|+|none~0|skip_connect~1|+|none~0|none~1|nor_conv_1x1~2|';

it.each([
  [[{ arch, acc: 1 }]],
  [{ columns: ['arch', 'acc'], data: [[arch, 1]] }],
  [{ [arch]: { acc: 1 } }],
  [{ cifar10: { '(4, 0, 3, 1, 4, 3)': { acc: 1 } } }],
  [[{ parameter: { '0_1': 'conv_3x3', '0_2': 'none' }, value: 0.9 }]],
  [[{ params_Op0: 'none', value: 0.9 }]],
  [
    [
      {
        module_adjacency: [
          [0, 1],
          [0, 0],
        ],
        module_operations: ['input', 'output'],
      },
    ],
  ],
  [{ results: [{ g: "Genotype(normal=[('sep_conv_3x3', 0)])" }] }],
])('JSON with cells is offered as a table: %j', value => {
  expect(holdsCells(JSON.stringify(value))).toBe(true);
  expect(holdsCells(JSON.stringify(value, undefined, 2))).toBe(true);
});

it('other JSON is not', () => {
  for (const file of ['package.json', 'tsconfig.json', 'biome.json', 'package-lock.json'])
    expect(holdsCells(readFileSync(file, 'utf8').slice(0, 65_536)), file).toBe(false);
  expect(holdsCells('{"lr": 0.1, "epochs": 12, "dataset": "cifar10"}')).toBe(false);
  expect(holdsCells('arch,acc')).toBe(false);
});
