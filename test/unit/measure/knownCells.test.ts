import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { knownCells } from '../../../src/cli/measure/knownCells';
import { builtInSpaces } from '../../../src/document/builtInSpaces';

let folder = '';
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('counts the seeds that a measured line names, and weighs lines by them', async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'renas-known-'));
  const cell = (name: string, operation: string, ...measured: readonly string[]) =>
    [`cell ${name} {`, `  a = ${operation}(input)`, ...measured, '  output = concat(a)', '}'].join('\n');
  const text = [
    'use nasbench101',
    cell('once', 'conv1x1', '  measured accuracy = 0.9'),
    cell(
      'often',
      'conv3x3',
      '  measured accuracy = 0.9 (seeds: 3, deviation: 0.01)',
      '  measured accuracy = 0.8',
    ),
  ].join('\n\n');
  const file = path.join(folder, 'known.cell');
  writeFileSync(file, text);
  const space = builtInSpaces().get('nasbench101')!;
  const known = await knownCells(file, space, 'accuracy', undefined, () => {});
  expect(known.map(({ trainings }) => trainings)).toEqual([1, 4]);
  expect(known[0]!.value).toBeCloseTo(0.9, 12);
  expect(known[1]!.value).toBeCloseTo((3 * 0.9 + 0.8) / 4, 12);
});

it('keeps what a cell reached in full apart from what it reached briefly', async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'renas-known-'));
  const file = path.join(folder, 'known.cell');
  const lines = [
    ...['use nasbench101', 'cell both {', '  a = conv1x1(input)', '  measured accuracy = 60 (epochs: 12)'],
    '  measured accuracy = 91 (epochs: 200, seeds: 3, deviation: 0.2)',
    ...['  output = concat(a)', '}', 'cell fully {', '  a = conv3x3(input)'],
    ...['  measured accuracy = 92 (epochs: 200)', '  output = concat(a)', '}', ''],
  ];
  writeFileSync(file, lines.join('\n'));
  const space = builtInSpaces().get('nasbench101')!;
  const known = await knownCells(file, space, 'accuracy', 12, () => {}, 200);
  // The second was never trained briefly, so nothing says where it stands among the others.
  expect(known).toMatchObject([{ value: 60, trainings: 1, full: { value: 91, trainings: 3 } }]);
  const [one] = await knownCells(file, space, 'accuracy', 12, () => {});
  expect(one).not.toHaveProperty('full');
});
