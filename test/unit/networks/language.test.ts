import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { canonicalCell, canonicalHash } from '../../../src/cells/canonical';
import { enumerateCells, sampleCells, spaceSize } from '../../../src/cells/enumerate';
import { isCellOf } from '../../../src/cells/limits';
import { mutate, neighbours } from '../../../src/cells/mutate';
import { createRandom } from '../../../src/cells/random';
import { readSpelling, writeSpelling } from '../../../src/cells/spelling';
import { formatDocument } from '../../../src/document/formatDocument';
import { printCell } from '../../../src/document/printCell';
import { printSpace } from '../../../src/document/printSpace';
import { readDocument } from '../../../src/document/readDocument';
import { readSpaces } from '../../../src/document/readSpaces';
import { parse } from '../../../src/language/parse';
import { reparse } from '../../../src/language/reparse';
import { plainDeclaration } from '../../../src/language/shiftDeclaration';
import { toPredictor } from '../../../src/protocol/schemas/processes';
import { mobileMacro, nasbenchMacro, publishedNetworks } from './sources';

const sources = [nasbenchMacro, mobileMacro, publishedNetworks];
const examples = path.join(import.meta.dirname, '../../../examples/networks');

/** A source with a stretch of it replaced by a stretch of another. */
const spliced = fc
  .tuple(fc.constantFrom(...sources), fc.constantFrom(...sources), fc.nat(), fc.nat(), fc.nat(40), fc.nat(40))
  .map(([text, other, at, from, out, into]) => {
    const start = at % text.length;
    const begin = from % other.length;
    return text.slice(0, start) + other.slice(begin, begin + into) + text.slice(start + out);
  });

const messages = (text: string) => readDocument(text).diagnostics.map(({ message }) => message);

/** Networks with each way to restrict choices. */
const conditions = `
operation block(kernel, channels = input.channels, stride = 1) {
  output = residual(conv(input, kernel: kernel, channels: channels, stride: stride), input)
}
space limited {
  choose w = 8 | 16 | 24
  choose v = 8 | 16 | 24
  choose k = 3 | 5
  choose depth = 1..3
  operations on layers {
    a = block(kernel: k)
    b = block(kernel: 3 | 5)
    skip = shortcut()
  }
  where v >= w
  where 1 <= count(b) <= 2
  where count(a, low) <= depth
  network {
    input  = image(16x16x3)
    stem   = conv3x3(input, channels: 16)
    low    = stage(stem, layers: depth, channels: w)
    high   = stage(low, layers: 1..2, channels: v, stride: 2)
    output = linear(globalpool(high), channels: 10)
  }
  training {
    choose rate = 0.1 | 0.01
  }
}
`;

describe('the language of networks', () => {
  it('formatting twice is formatting once, and keeps comments and cells', () => {
    for (const source of sources) {
      const once = formatDocument(source);
      expect(formatDocument(once)).toBe(once);
      const hashes = (text: string) => readDocument(text).cells.map(({ hash }) => hash);
      expect(hashes(once)).toEqual(hashes(source));
      for (const { start, end } of parse(source).file.comments)
        expect(once).toContain(source.slice(start, end).trim());
    }
    fc.assert(
      fc.property(spliced, text => {
        const once = formatDocument(text);
        expect(formatDocument(once)).toBe(once);
      }),
      { numRuns: 150 },
    );
  });

  it('gives a tree for any text, in whatever order it was typed', () => {
    fc.assert(
      fc.property(fc.constantFrom(...sources), spliced, (before, text) => {
        const whole = parse(text);
        expect(reparse(parse(before), text).file.declarations.map(plainDeclaration)).toEqual(
          whole.file.declarations.map(plainDeclaration),
        );
        for (const { start, end } of readDocument(text).diagnostics) {
          expect(start).toBeGreaterThanOrEqual(0);
          expect(end).toBeLessThanOrEqual(text.length);
          expect(start).toBeLessThanOrEqual(end);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('new words are names elsewhere', () => {
    const text = `cell a : nasbench101 {
  operation = conv3x3(input)
  stage = conv1x1(operation)
  network = maxpool3x3(stage)
  choose = conv3x3(network)
  output = concat(choose)
}
`;
    expect(messages(text)).toEqual([]);
  });

  it('prints spaces and cells as they are read', () => {
    for (const source of [...sources, conditions])
      for (const [name, space] of readSpaces(source)) {
        const again = readSpaces(printSpace(space)).get(name)!;
        for (const cell of sampleCells(space, 5, createRandom(1))) {
          const printed = printCell(space, cell, { name: 'again' });
          const [read] = readDocument(printSpace(again) + printed).cells;
          expect(read!.hash).toBe(canonicalHash(space, cell));
          const spelled = readSpelling(space, writeSpelling(space, cell));
          expect(spelled).toEqual(cell);
        }
      }
  });

  it('crosses processes as JSON', () => {
    for (const space of readSpaces(nasbenchMacro + mobileMacro).values()) {
      const sent = JSON.parse(JSON.stringify({ kind: 'space', space }));
      expect(v.safeParse(toPredictor, sent).success).toBe(true);
      const cells = sampleCells(space, 3, createRandom(2));
      const score = { kind: 'score', id: 1, space: 'a', cells };
      expect(v.safeParse(toPredictor, JSON.parse(JSON.stringify(score))).output).toEqual(score);
      const broken = { kind: 'space', space: { ...sent.space, choices: { kind: 'record' } } };
      expect(v.safeParse(toPredictor, broken).success).toBe(false);
    }
  });

  it('the examples have no errors and are formatted', () => {
    for (const file of readdirSync(examples).filter(name => name.endsWith('.cell'))) {
      const text = readFileSync(path.join(examples, file), 'utf8');
      expect(readDocument(text).diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
      expect(formatDocument(text)).toBe(text);
    }
  });

  it.each([
    [
      'unknown operation',
      nasbenchMacro.replace('conv3x3(input, channels: 32)', 'conw3x3(input)'),
      "There is no operation 'conw3x3'",
    ],
    [
      'unknown argument',
      nasbenchMacro.replace('kernel: 3, expand: 3', 'kernl: 3, expand: 3'),
      "did you mean 'kernel'?",
    ],
    [
      'stage sets what an operation does not take',
      nasbenchMacro
        .replace('channels = input.channels, stride = 1', 'stride = 1')
        .replace('channels: channels,', ''),
      "The operation 'mb3' takes no 'channels'",
    ],
    [
      'unused choice',
      nasbenchMacro.replace('  network {', '  choose w = 1 | 2\n  network {'),
      "Nothing in the network uses 'w'",
    ],
    [
      'spelling that does not determine',
      nasbenchMacro.replace('{low}{mid}{high}', '{low}{mid}'),
      "does not say 'high'",
    ],
    [
      'no output',
      nasbenchMacro.replace('    output = linear(globalpool(head), channels: 10)\n', ''),
      "This network has no output; bind 'output'.",
    ],
    [
      'shapes that do not fit',
      nasbenchMacro.replace('conv1x1(high, channels: 1280)', 'low + high'),
      'What is added has different shapes, 16x16x64 and 4x4x256; residual(x, y) adds only where they agree,',
    ],
    [
      'recursion',
      nasbenchMacro.replace(
        'conv1x1(deep, channels: channels, activation: none)',
        'mbconv(deep, kernel: 3, expand: 3)',
      ),
      "'mbconv' calls itself",
    ],
    [
      'a cell with too many layers',
      nasbenchMacro.replace('[mb5, mb5]', '[mb5 * 3]'),
      "'low' has 2 layers, and this one has 3.",
    ],
    [
      'a cell that says too little',
      nasbenchMacro.replace('  mid  = [mb5, mb3, mb5]\n', ''),
      "Cell 'best' does not say 'mid'.",
    ],
    [
      'an operation that a cell misspells',
      nasbenchMacro.replace('[mb5, mb3, mb5]', '[mb5, mb4, mb5]'),
      "There is no operation of nbmacro called 'mb4'",
    ],
    [
      'an unfinished choice in a layer',
      publishedNetworks.replace('ir(kernel: 3, expand: 6) * 4', 'ir(kernel: 3) * 4'),
      "'ir' does not say its expand.",
    ],
  ])('says what is wrong: %s', (_, text, message) => {
    expect(messages(text).join('\n')).toContain(message);
  });

  it('counts, lists and draws what meets the conditions', () => {
    const { spaces, diagnostics } = readDocument(conditions);
    expect(diagnostics).toEqual([]);
    const space = spaces.get('limited')!;
    const cells = [...enumerateCells(space)];
    expect(spaceSize(space)).toBe(cells.length);
    const hashes = new Set(cells.map(cell => canonicalHash(space, cell)));
    expect(hashes.size).toBe(cells.length);
    for (const cell of cells.slice(0, 300)) {
      expect(isCellOf(space, cell)).toBe(true);
      expect(canonicalCell(space, cell)).toEqual(cell);
    }
    const random = createRandom(4);
    for (const cell of cells.slice(0, 20)) {
      const near = neighbours(space, cell);
      for (const other of [...near, mutate(space, cell, random)])
        expect(hashes.has(canonicalHash(space, other))).toBe(true);
    }
    // Uniform: the shares of the most frequent named choices, within four standard deviations.
    const draws = 3000;
    const first = (cell: unknown) => JSON.stringify((cell as { fields: unknown[] }).fields.slice(0, 2));
    const expected = new Map<string, number>();
    for (const cell of cells) expected.set(first(cell), (expected.get(first(cell)) ?? 0) + 1 / cells.length);
    const found = new Map<string, number>();
    for (let i = 0; i < draws; i++) {
      const [cell] = sampleCells(space, 1, random);
      expect(hashes.has(canonicalHash(space, cell!))).toBe(true);
      found.set(first(cell), (found.get(first(cell)) ?? 0) + 1);
    }
    for (const [key, share] of expected)
      expect(Math.abs((found.get(key) ?? 0) - draws * share)).toBeLessThan(4 * Math.sqrt(draws * share) + 1);
  });
});
