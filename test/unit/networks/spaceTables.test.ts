import { describe, expect, it } from 'vitest';
import { totalCosts } from '../../../src/cells/costs';
import type { SearchSpace } from '../../../src/cells/space';
import { readSpelling } from '../../../src/cells/spelling';
import { readDocument } from '../../../src/document/readDocument';
import { tableOf } from './tables';

const stages = [1, 2, 3, 4, 5, 6, 7];

/** Accel-NASBench: expansion, kernel, depth and squeeze-and-excitation of seven stages. */
const accel = `
operation block(expand, kernel, excite, channels = input.channels, stride = 1) {
  wide   = shortcut(input, channels: divisible(expand * input.channels, 8), activation: silu)
  deep   = depthwise(wide, kernel: kernel, stride: stride, activation: silu)
  gated  = se(deep, hidden: excite * max(1, floor(input.channels / 4)), activation: silu)
  narrow = conv1x1(gated, channels: channels, activation: none)
  output = residual(narrow, input)
}

space accel {
${stages.map(i => `  choose e${i} = 1 | 4 | 6\n  choose k${i} = 3 | 5\n  choose l${i} = 1..4\n  choose s${i} = 0 | 1`).join('\n')}
  operations on layers { mb = block() }
  network {
    input  = image(224x224x3)
    stem   = conv3x3(input, channels: 32, stride: 2, activation: silu)
${[16, 24, 40, 80, 112, 192, 320]
  .map(
    (channels, i) =>
      `    st${i + 1} = stage(${i === 0 ? 'stem' : `st${i}`}, layers: l${i + 1}, expand: e${i + 1}, kernel: k${i + 1}, excite: s${i + 1}, channels: ${channels}, stride: ${[1, 2, 2, 2, 1, 2, 1][i]})`,
  )
  .join('\n')}
    head   = conv1x1(st7, channels: 1280, activation: silu)
    output = linear(globalpool(head), channels: 1000)
  }
  spelling = "${stages.map(i => `e{e${i}}k{k${i}}l{l${i}}s{s${i}}`).join('|')}"
  counting = macs
}
`;

/** NATS-Bench's sizes: five widths of one network. */
const nats = `
operation rcb(channels, stride = 1) {
  output = conv3x3(relu(input), channels: channels, stride: stride, activation: none)
}
operation cell(channels) {
  n1 = rcb(input, channels: channels)
  n2 = rcb(input, channels: channels) + rcb(n1, channels: channels)
  output = shortcut(input, channels: channels) + rcb(n1, channels: channels) + rcb(n2, channels: channels)
}
operation reduction(channels) {
  a = rcb(rcb(input, channels: channels, stride: 2), channels: channels)
  b = conv1x1(avgpool(input, kernel: 2, stride: 2), channels: channels, norm: none, activation: none)
  output = a + b
}
space sizes {
${[0, 1, 2, 3, 4].map(i => `  choose c${i} = 8..64 by 8`).join('\n')}
  network {
    input  = image(32x32x3)
    stem   = conv3x3(input, channels: c0, activation: none)
    a      = cell(stem, channels: c0)
    b      = cell(reduction(a, channels: c1), channels: c2)
    c      = cell(reduction(b, channels: c3), channels: c4)
    output = linear(globalpool(relu(batchnorm(c))), channels: 10)
  }
  spelling = "{c0}:{c1}:{c2}:{c3}:{c4}"
  counting = multiply-adds
}
`;

/** Once-for-All's MobileNetV3. */
const onceForAll = `
operation block(kernel, expand, activation, excite, channels = input.channels, stride = 1) {
  wide   = conv1x1(input, channels: divisible(expand * input.channels, 8), activation: activation)
  deep   = depthwise(wide, kernel: kernel, stride: stride, activation: activation)
  gated  = se(deep, hidden: excite * divisible(wide.channels / 4, 8), gate: hardsigmoid)
  narrow = conv1x1(gated, channels: channels, activation: none)
  output = residual(narrow, input)
}
space ofa {
  choose side = 40..256 by 4
  operations on layers { mb = block(kernel: 3 | 5 | 7, expand: 3 | 4 | 6) }
  network {
    input  = image(height: side, width: side, channels: 3)
    stem   = conv3x3(input, channels: 16, stride: 2, activation: hardswish)
    first  = conv1x1(dw3x3(stem), channels: 16, activation: none) + stem
${[24, 40, 80, 112, 160]
  .map(
    (channels, i) =>
      `    s${i + 1} = stage(${i === 0 ? 'first' : `s${i}`}, layers: 2..4, channels: ${channels}, stride: ${[2, 2, 2, 1, 2][i]}, activation: ${i < 2 ? 'relu' : 'hardswish'}, excite: ${[0, 1, 0, 1, 1][i]})`,
  )
  .join('\n')}
    head   = globalpool(conv1x1(s5, channels: 960, activation: hardswish))
    mix    = linear(head, channels: 1280, bias: no, activation: hardswish)
    output = linear(mix, channels: 10)
  }
  counting = macs
}
`;

function spaceOf(source: string, name: string): SearchSpace {
  const { spaces, diagnostics } = readDocument(source);
  expect(diagnostics).toEqual([]);
  return spaces.get(name)!;
}

function costs(space: SearchSpace, spelling: string) {
  const cell = readSpelling(space, spelling);
  if (typeof cell === 'string') throw new Error(`${spelling}: ${cell}`);
  return totalCosts(space, cell);
}

describe('spaces of measured tables', () => {
  const full = tableOf('spaces/accel_nasbench_full.csv.gz');
  it.skipIf('why' in full)('Accel-NASBench has the parameters of every row', () => {
    if ('why' in full) return;
    const space = spaceOf(accel, 'accel');
    for (const { arch, params_M } of full.rows) {
      const { parameters } = costs(space, arch!);
      if (parameters !== Math.round(1e6 * Number(params_M)))
        expect([arch, parameters / 1e6]).toEqual([arch, Number(params_M)]);
    }
    expect(full.rows).toHaveLength(5138);
  });

  const sizes = tableOf('spaces/nats_sss.csv.gz');
  it.skipIf('why' in sizes)("NATS-Bench's sizes have the parameters of every row", () => {
    if ('why' in sizes) return;
    const space = spaceOf(nats, 'sizes');
    expect(costs(space, '8:8:8:8:8').parameters).toBe(11_714);
    expect(costs(space, '64:64:64:64:64').parameters).toBe(713_674);
    for (const { arch, params_c10 } of sizes.rows)
      if (costs(space, arch!).parameters !== Number(params_c10))
        expect([arch, costs(space, arch!).parameters]).toEqual([arch, Number(params_c10)]);
    expect(sizes.rows).toHaveLength(5000);
  });

  const ofa = tableOf('spaces/cnas_ofa_mbv3.csv.gz');
  it.skipIf('why' in ofa)("Once-for-All's networks have the parameters of every row", () => {
    if ('why' in ofa) return;
    const space = spaceOf(onceForAll, 'ofa');
    for (const { arch, resolution, params_M } of ofa.rows) {
      const [, depths = '', expands = '', kernels = ''] = /^d(\d+)_e(\d+)_k(\d+)$/.exec(arch!) ?? [];
      let at = 0;
      const lists = [...depths].map((depth, i) => {
        const layers = Array.from({ length: Number(depth) }, () => {
          const layer = `mb(kernel: ${kernels[at]}, expand: ${expands[at]})`;
          at++;
          return layer;
        });
        return `s${i + 1} = [${layers.join(', ')}]`;
      });
      const { parameters } = costs(space, [`side = ${resolution}`, ...lists].join('; '));
      if ((parameters / 1e6).toFixed(2) !== Number(params_M).toFixed(2))
        expect([arch, parameters / 1e6]).toEqual([arch, Number(params_M)]);
    }
    expect(ofa.rows).toHaveLength(1343);
  });
});
