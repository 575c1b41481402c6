import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { canonicalHash } from '../../../src/cells/canonical';
import type { CellOf } from '../../../src/cells/cell';
import { totalCosts } from '../../../src/cells/costs';
import { spaceKey } from '../../../src/cells/spaceKey';
import { classFiles } from '../../../src/cli/input/classFiles';
import { findSpace } from '../../../src/cli/input/findSpace';
import { knownSpaces } from '../../../src/cli/input/knownSpaces';
import { inputFiles } from '../../../src/cli/run/inputFiles';
import { known } from '../../../src/document/known';
import { printSpace } from '../../../src/document/printSpace';
import { readDocument } from '../../../src/document/readDocument';
import { declaredOperations, readSpaces } from '../../../src/document/readSpaces';
import { exportCell } from '../../../src/exchange/export/exportCell';
import { searchCommand } from '../../../src/protocol/commands/search';
import { temporaryFolder } from '../runs/folders';

const squeeze = `/// Squeeze-and-excitation at a quarter of the channels.
operation squeeze() {
  output = se(input, hidden: input.channels / 4)
}
`;
const mbconv = `/// Inverted residual block.
operation mbconv(kernel, expand, channels = input.channels, stride = 1) {
  wide = conv1x1(input, channels: expand * input.channels)
  deep = depthwise(wide, kernel: kernel, stride: stride)
  narrow = conv1x1(squeeze(deep), channels: channels, activation: none)
  output = residual(narrow, input)
}
`;
const space = `space phone {
  operations on layers {
    skip = shortcut()
    mb = mbconv(kernel: 3 | 5, expand: 2 | 4)
  }
  network {
    input = image(32x32x3)
    stem = conv3x3(input, channels: 16)
    body = stage(stem, layers: 1..3, channels: 32, stride: 2)
    output = linear(globalpool(body), channels: 10)
  }
}
`;
const cell = 'cell a : phone {\n  body = [mb(kernel: 5, expand: 2), skip, mb(kernel: 3, expand: 4)]\n}\n';

/** What a file may use where these others are beside it. */
function beside(others: Readonly<Record<string, string>>) {
  const operations = new Map(
    Object.entries(others).flatMap(([file, text]) => [...declaredOperations(text, file).operations]),
  );
  return known([], operations);
}
function cellOf(
  text: string,
  others: Readonly<Record<string, string>> = {},
): CellOf & { readonly name: string } {
  const { cells, diagnostics } = readDocument(text, beside(others));
  expect(diagnostics).toEqual([]);
  const { space, cell, name } = cells[0]!;
  return { space: space!, cell: cell!, name };
}
const found = (text: string, others: Readonly<Record<string, string>>) =>
  readDocument(text, beside(others)).diagnostics.map(({ code, message, start, end }) => [
    code,
    text.slice(start, end),
    message,
  ]);

const alone = () => cellOf(`${squeeze}${mbconv}${space}${cell}`);
const places: readonly (readonly [string, string, Readonly<Record<string, string>>])[] = [
  ['behind the space', `${space}${cell}${mbconv}${squeeze}`, {}],
  ['in one other file', `${space}${cell}`, { 'blocks.cell': `${squeeze}${mbconv}` }],
  ['in two other files', `${space}${cell}`, { 'a.cell': mbconv, 'b.cell': squeeze }],
  ['in part here', `${squeeze}${space}${cell}`, { 'a.cell': mbconv }],
];

describe('an operation of another file', () => {
  it.each(places)('makes the same space, cells and costs, declared %s', (_, text, others) => {
    const [one, other] = [alone(), cellOf(text, others)];
    expect(canonicalHash(other.space, other.cell)).toBe(canonicalHash(one.space, one.cell));
    expect(spaceKey(other.space)).toBe(spaceKey(one.space));
    expect(totalCosts(other.space, other.cell)).toEqual(totalCosts(one.space, one.cell));
  });

  it.each(places)('is written with the space, and into what is exported, declared %s', (_, text, others) => {
    const { space, cell, name } = cellOf(text, others);
    const [again] = readSpaces(printSpace(space)).values();
    expect(spaceKey(again!)).toBe(spaceKey(space));
    expect(printSpace(space)).toContain('/// Inverted residual block.\noperation mbconv(');
    const python = exportCell('pytorch', { space, cell, name });
    if (python.kind !== 'text') throw new Error(python.kind);
    expect(python.text).toContain('class Mbconv(nn.Module)');
    expect(python.text).toContain('class Squeeze(nn.Module)');
  });

  it('comes after an operation of the file itself, for which alone it is another', () => {
    const plain = 'operation squeeze() {\n  output = identity(input)\n}\n';
    const here = cellOf(`${plain}${mbconv}${space}${cell}`, { 'b.cell': squeeze });
    expect(totalCosts(here.space, here.cell).parameters).toBeLessThan(
      totalCosts(alone().space, alone().cell).parameters,
    );
    // What the other file calls is its own.
    const { space: kept, cell: same } = cellOf(`${plain}${space}${cell}`, {
      'b.cell': `${squeeze}${mbconv}`,
    });
    expect(totalCosts(kept, same)).toEqual(totalCosts(alone().space, alone().cell));
  });

  it('never stands for one of the catalogue: who declares such a name has the error alone', () => {
    const taken = 'operation conv1x1() {\n  output = identity(input)\n}\n';
    const { space: same } = cellOf(`${space}${cell}`, { 'a.cell': `${taken}${squeeze}${mbconv}` });
    expect(spaceKey(same)).toBe(spaceKey(alone().space));
    expect(found(taken, {}).map(([code]) => code)).toEqual(['reserved-name']);
  });

  it('is told of where it is missing, has an error, calls itself or is one of two that a space needs', () => {
    const uses = `${space}${cell}`;
    expect(found(uses, { 'a.cell': mbconv.replace('mbconv', 'mbconf') })[0]).toEqual([
      'unknown-operation',
      'mbconv',
      "There is no operation 'mbconv'; did you mean 'mbconf'?",
    ]);
    expect(found(uses, { 'a.cell': mbconv })[0]).toEqual([
      'broken-operation',
      'mbconv',
      "'mbconv' can't be used: its declaration in a.cell has an error.",
    ]);
    expect(
      found(uses, { 'a.cell': `${mbconv.replace('stride: stride)', 'stride:')}${squeeze}` })[0]![0],
    ).toBe('broken-operation');
    const round = 'operation squeeze() {\n  output = mbconv(input, kernel: 3, expand: 1)\n}\n';
    expect(found(uses, { 'a.cell': `${mbconv}${round}` })[0]![0]).toBe('broken-operation');
    const two = space.replace('skip = shortcut()', 'skip = shortcut()\n    sq = squeeze()');
    const own =
      'operation squeeze(channels = 8, stride = 1) {\n  output = conv1x1(input, channels: channels, stride: stride)\n}\n';
    expect(found(`${two}${own}`, { 'a.cell': `${mbconv}${squeeze}` })).toEqual([
      [
        'ambiguous-operation',
        'phone',
        "This space needs two operations 'squeeze', of this file and of a.cell; rename one of them.",
      ],
    ]);
  });
});

describe('the command line', () => {
  const inFolder = (files: Readonly<Record<string, string>>) => {
    const folder = temporaryFolder();
    mkdirSync(path.join(folder, '.git'));
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), text);
    }
    return (file: string) => path.join(folder, file);
  };

  it('looks for operations in the files of the workspace, for spaces of other files too', () => {
    const at = inFolder({
      'ops/mb.cell': mbconv,
      'ops/se.cell': squeeze,
      'spaces/phone.cell': space,
      'cells.cell': cell,
    });
    expect(spaceKey(findSpace(`${at('spaces/phone.cell')}:phone`))).toBe(spaceKey(alone().space));
    const { cells, diagnostics } = readDocument(cell, knownSpaces(at('cells.cell'), cell));
    expect(diagnostics).toEqual([]);
    expect(cells[0]!.hash).toBe(canonicalHash(alone().space, alone().cell));
    const asked = { space: `${at('spaces/phone.cell')}:phone` };
    expect(inputFiles(searchCommand, asked as never).toSorted()).toEqual(
      ['ops/mb.cell', 'ops/se.cell', 'spaces/phone.cell'].map(at),
    );
  });

  it('looks for a Python class beside the file that declares the operation', () => {
    const external = 'operation squeeze() = external("blocks.Squeeze", parameters: 0, macs: 0)\n';
    const at = inFolder({ 'ops/se.cell': external, 'cells.cell': `${mbconv}${space}${cell}` });
    expect(classFiles({ file: at('cells.cell') })).toEqual([at('ops/se.cell')]);
    expect(classFiles({ space: `${at('cells.cell')}:phone` })).toEqual([at('ops/se.cell')]);
  });
});
