import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { canonicalHash } from '../../../src/cells/canonical';
import { totalCosts } from '../../../src/cells/costs';
import { sampleCells } from '../../../src/cells/enumerate';
import { createRandom } from '../../../src/cells/random';
import type { SearchSpace } from '../../../src/cells/space';
import { builtInSpaces } from '../../../src/document/builtInSpaces';
import { readDocument } from '../../../src/document/readDocument';
import { readSpaces } from '../../../src/document/readSpaces';
import { type ExportFormat, exportCell } from '../../../src/exchange/export/exportCell';
import { printImported } from '../../../src/exchange/import/printImported';
import { notationOf, readCell } from '../../../src/exchange/import/readCell';
import { readCells } from '../../../src/exchange/import/readCells';
import type { Spaces } from '../../../src/exchange/import/reading';
import { tableOf } from '../networks/tables';

const mobile = readSpaces(
  readFileSync(path.join(import.meta.dirname, '../../../examples/networks/mobile.cell'), 'utf8'),
);

/** What importing a text gives: Cell source that has no finding, and its cells. */
function imported(text: string, spaces: Spaces = builtInSpaces()) {
  const { pieces } = readCells(text, spaces);
  const printed = printImported(text, pieces, { taken: [], showUnread: false, keepRest: false });
  const { cells, diagnostics } = readDocument(printed.text, spaces);
  expect(diagnostics).toEqual([]);
  return {
    text: printed.text,
    cells: cells.map(({ name, space, cell }) => ({ name, space: space!, cell: cell! })),
  };
}

/** Why a text is not read. */
function refusal(text: string, spaces: Spaces = builtInSpaces()): string | undefined {
  const [piece] = readCells(text, spaces).pieces;
  return piece?.kind === 'unread' ? piece.reading.message : undefined;
}

function exported(format: ExportFormat, space: SearchSpace, cell: Parameters<typeof totalCosts>[1]) {
  const made = exportCell(format, { space, cell, name: 'drawn' });
  return made.kind === 'text' ? made.text : made.kind === 'refused' ? made.why : '';
}

const efficientNet = `
efficientnet_b0 = [
    ['ds_r1_k3_s1_e1_c16_se0.25'],
    ['ir_r2_k3_s2_e6_c24_se0.25'],
    ['ir_r2_k5_s2_e6_c40_se0.25'],
    ['ir_r3_k3_s2_e6_c80_se0.25'],
    ['ir_r3_k5_s1_e6_c112_se0.25'],
    ['ir_r4_k5_s2_e6_c192_se0.25'],
    ['ir_r1_k3_s1_e6_c320_se0.25'],
]
`;
const mobileNet = `[['ds_r1_k3_s1_c16'], ['ir_r2_k3_s2_e6_c24'], ['ir_r3_k3_s2_e6_c32'], ['ir_r4_k3_s2_e6_c64'],
 ['ir_r3_k3_s1_e6_c96'], ['ir_r3_k3_s2_e6_c160'], ['ir_r1_k3_s1_e6_c320']]`;
/** MobileNetV3-Large 0.75's head apart: strings of one stage that differ, other activations, a last convolution. */
const mobileNetV3 = `[['ds_r1_k3_s1_e1_c16_nre'], ['ir_r1_k3_s2_e4_c24_nre', 'ir_r1_k3_s1_e3_c24_nre'],
 ['ir_r3_k5_s2_e3_c40_se0.25_nre'], ['ir_r1_k3_s2_e6_c80', 'ir_r1_k3_s1_e2.5_c80', 'ir_r2_k3_s1_e2.3_c80'],
 ['ir_r2_k3_s1_e6_c112_se0.25'], ['ir_r3_k5_s2_e6_c160_se0.25'], ['cn_r1_k1_s1_c960']]`;

describe('timm block strings', () => {
  it.each([
    ['EfficientNet-B0', efficientNet, 5_288_548],
    ['MobileNetV2', mobileNet, 3_504_872],
  ])('%s is read in a space that is declared for it, with its exact parameters', (_, text, parameters) => {
    const [{ space, cell }] = imported(text).cells as [ReturnType<typeof imported>['cells'][0]];
    expect(space.name).toBe('timm_blocks');
    expect(totalCosts(space, cell).parameters).toBe(parameters);
  });

  it('are read in a space of the workspace that has the network', () => {
    const { text, cells } = imported(efficientNet, new Map([...builtInSpaces(), ...mobile]));
    expect(text).not.toContain('space ');
    expect(cells).toMatchObject([{ name: 'efficientnet_b0', space: { name: 'efficient' } }]);
    const published = readDocument(
      readFileSync(path.join(import.meta.dirname, '../../../examples/networks/mobile.cell'), 'utf8'),
    ).cells.find(({ name }) => name === 'efficientnet_b0')!;
    expect(canonicalHash(cells[0]!.space, cells[0]!.cell)).toBe(published.hash);
  });

  it('may differ within a stage, and may have expansions that are no whole numbers', () => {
    const { text, cells } = imported(mobileNetV3);
    expect(text).toContain(
      's4 = [ir(kernel: 3, expand: 6), ir(kernel: 3, expand: 2.5), ir(kernel: 3, expand: 2.3) * 2]',
    );
    expect(text).toContain('s7 = [cn]');
    expect(exported('timm-blocks', cells[0]!.space, cells[0]!.cell)).toContain(
      '["ir_r1_k3_s2_e4_c24", "ir_r1_k3_s1_e3_c24"]',
    );
  });

  it.each([
    ["[['uir_r1_k3_s1_e4_c16'], ['ir_r1_k3_s1_e4_c24']]", /"uir_r1_k3_s1_e4_c16" is of the type 'uir'/],
    ["[['ir_r1_k3.5_s1_e4_c16']]", /does not say its repeats, kernel, stride and channels/],
    ["[['ir_r1_k3_s1_e4_c16_cc4']]", /says 'cc', which no operation here has/],
    ["[['ir_r1_k3_s1_e4_c16_d2']]", /says 'd', which no operation here has/],
    ["[['ds_r1_k3_s1_e1_c16_noskip']]", /says 'noskip', which no operation here has/],
  ])('%s: one sentence', (text, message) => {
    expect(refusal(text)).toMatch(message);
  });

  it('are written from the cells of a space of one’s own, and read back to them', () => {
    const space = mobile.get('mobilenet')!;
    for (const cell of sampleCells(space, 8, createRandom(3))) {
      const reading = readCell(space, exported('timm-blocks', space, cell));
      expect(reading.ok ? canonicalHash(space, reading.cell) : reading.message).toBe(
        canonicalHash(space, cell),
      );
    }
  });
});

const published =
  "{'wid': None, 'ks': [7, 5, 3, 5, 7, 3, 5, 7, 3, 5, 3, 3, 5, 7, 5, 3, 3, 3, 3, 3], 'e': [6, 4, 4, 3, 6, 6, 4, 4, 3, 3, 6, 6, 4, 4, 3, 3, 6, 4, 4, 4], 'd': [2, 3, 4, 2, 4], 'r': [192]}";

it('a network of very many blocks is refused at once', () => {
  const strings = Array.from({ length: 5000 }, () => "'ir_r9_k3_s1_e6_c24'").join(', ');
  expect(refusal(`[[${strings}]]`)).toBe('A network of more than 400 blocks is not read.');
});

describe('a sub-network of Once-for-All', () => {
  it('is read in the space of its MobileNetV3; blocks that a stage does not have say nothing', () => {
    const { text } = imported(published);
    expect(text).toContain(`cell imported : once_for_all {
  side = 192
  s1 = [mb(kernel: 7, expand: 6), mb(kernel: 5, expand: 4)]
  s2 = [mb(kernel: 7, expand: 6), mb(kernel: 3, expand: 6), mb(kernel: 5, expand: 4)]
  s3 = [mb(kernel: 3, expand: 3), mb(kernel: 5, expand: 3), mb(kernel: 3, expand: 6) * 2]
  s4 = [mb(kernel: 5, expand: 4), mb(kernel: 7, expand: 4)]
  s5 = [mb(kernel: 3, expand: 6), mb(kernel: 3, expand: 4) * 3]
}`);
  });

  it('shares the space with others of its text, and leaves a name that is taken', () => {
    const two = `${published}\n${published.replace("'r': [192]", "'r': [160]")}\n`;
    const { text, cells } = imported(two);
    expect(text.match(/^space /gm)).toHaveLength(1);
    expect(cells.map(({ space }) => space.name)).toEqual(['once_for_all', 'once_for_all']);
    const taken = new Map([...builtInSpaces(), ['once_for_all', mobile.get('mobilenet')!] as const]);
    expect(imported(published, taken).cells[0]!.space.name).toBe('once_for_all_2');
    const again = new Map([...builtInSpaces(), [cells[0]!.space.name, cells[0]!.space] as const]);
    expect(imported(published, again).text).not.toContain('space ');
  });

  it('is written and read back, and found as the column of a table', () => {
    const { space, cell } = imported(published).cells[0]!;
    const text = exported('once-for-all', space, cell);
    expect(JSON.parse(text)).toMatchObject({ wid: null, d: [2, 3, 4, 2, 4], r: [192] });
    const reading = readCell(space, JSON.parse(text));
    expect(reading.ok && canonicalHash(space, reading.cell)).toBe(canonicalHash(space, cell));
    expect(notationOf(text)).toBe('once-for-all');
    const other = readCell(mobile.get('mobilenet')!, text);
    expect(other.ok ? '' : other.message).toMatch(/no cell of mobilenet was found that has these stages/);
    const graph = readCell(builtInSpaces().get('nasbench201')!, text);
    expect(graph.ok ? '' : graph.message).toMatch(/cells of nasbench201 are no networks of layers\.$/);
  });

  it.each([
    ["{'ks': [7, 5, 3], 'e': [6, 4, 4], 'd': [2, 3, 4]}", /Stage 1 has 2 blocks in 'd', and 'ks' has 1/],
    ["{'ks': [7, 5, 3, 3], 'e': [6, 4, 4], 'd': [2, 2]}", /'ks' and 'e' have a kernel size and an expansion/],
    [published.replace('None', '[1, 2]'), /another width/],
    [published.replaceAll('[2, 3, 4, 2, 4]', '[2, 3, 4, 3]'), /no space is known that has such a network/],
  ])('%s: one sentence', (text, message) => {
    expect(refusal(text)).toMatch(message);
  });

  const table = tableOf('spaces/cnas_ofa_mbv3.csv.gz');
  it.skipIf('why' in table)('has the parameters that were published with it', () => {
    if ('why' in table) return;
    const classes = 990 * 1281;
    for (const { arch, resolution, params_M } of table.rows.filter((_, i) => i % 60 === 0)) {
      const [, d = '', e = '', k = ''] = /^d(\d+)_e(\d+)_k(\d+)$/.exec(arch!) ?? [];
      let at = 0;
      const spread = (text: string) => {
        at = 0;
        return [...d].flatMap(depth =>
          Array.from({ length: 4 }, (_, i) => (i < Number(depth) ? Number(text[at++]) : 3)),
        );
      };
      const config = { ks: spread(k), e: spread(e), d: [...d].map(Number), r: [Number(resolution)] };
      const { space, cell } = imported(JSON.stringify(config)).cells[0]!;
      const { parameters } = totalCosts(space, cell);
      // The table has two digits behind the point.
      expect((parameters - classes) / 1e6).toBeCloseTo(Number(params_M), 2);
    }
  });
});

describe('a configuration of ProxylessNAS', () => {
  const convolution = (from: number, channels: number, kernel: number, stride: number) => ({
    name: 'ConvLayer',
    kernel_size: kernel,
    stride,
    in_channels: from,
    out_channels: channels,
    act_func: 'relu6',
  });
  const block = (from: number, channels: number, kernel: number, stride: number, expand: number) => ({
    name: 'MobileInvertedResidualBlock',
    mobile_inverted_conv: {
      name: 'MBInvertedConvLayer',
      in_channels: from,
      out_channels: channels,
      kernel_size: kernel,
      stride,
      expand_ratio: expand,
    },
    shortcut: stride === 1 && from === channels ? { name: 'IdentityLayer' } : null,
  });
  const zero = {
    name: 'MobileInvertedResidualBlock',
    mobile_inverted_conv: { name: 'ZeroLayer' },
    shortcut: {},
  };
  const config = (blocks: object[]) =>
    JSON.stringify({
      name: 'ProxylessNASNets',
      bn: { momentum: 0.1, eps: 0.001 },
      first_conv: convolution(3, 40, 3, 2),
      blocks,
      feature_mix_layer: convolution(48, 720, 1, 1),
      classifier: { name: 'LinearLayer', in_features: 720, out_features: 100 },
    });
  const blocks = [
    block(40, 24, 3, 1, 1),
    block(24, 32, 5, 2, 3),
    block(32, 32, 3, 1, 6),
    zero,
    block(32, 48, 7, 2, 6),
  ];

  it('is read with its first and last layers; what was left out is left out', () => {
    const { text, cells } = imported(config(blocks));
    expect(text).toContain('s2 = [ir(kernel: 5, expand: 3), ir(kernel: 3, expand: 6)]');
    const inverted = (from: number, wide: number, kernel: number, to: number) =>
      from * wide + kernel ** 2 * wide + wide * to + 2 * (2 * wide + to);
    const parameters =
      27 * 40 +
      80 +
      (9 * 40 + 40 * 24 + 2 * (40 + 24)) +
      inverted(24, 72, 5, 32) +
      inverted(32, 192, 3, 32) +
      inverted(32, 192, 7, 48) +
      48 * 720 +
      1440 +
      721 * 100;
    expect(totalCosts(cells[0]!.space, cells[0]!.cell).parameters).toBe(parameters);
  });

  it.each([
    [
      [{ ...blocks[0]!, shortcut: { name: 'IdentityLayer' } }],
      /has a shortcut at block 1, where shapes differ/,
    ],
    [[blocks[0]!, { name: 'Other' }], /has no inverted residual at block 2/],
    [[], /has no block/],
  ])('with %j: one sentence', (odd, message) => {
    expect(refusal(config(odd))).toMatch(message);
  });
});

it('layers that do nothing are not written', () => {
  const macro = readDocument(
    readFileSync(path.join(import.meta.dirname, '../../../examples/networks/macro.cell'), 'utf8'),
  ).cells.find(({ name }) => name === 'best')!;
  expect(exported('timm-blocks', macro.space!, macro.cell!)).toContain(
    '[\n  ["ir_r2_k5_s2_e6_c64"],\n  ["ir_r1_k5_s2_e6_c128", "ir_r1_k3_s1_e3_c128", "ir_r1_k5_s1_e6_c128"],\n  ["ir_r2_k5_s2_e6_c256"],\n]',
  );
});
