import type { LayerKind, NetworkReading, PlainLayer } from '../../src/predictor/features/network/reading';

/**
 * Networks of published search spaces, built layer by layer: those that no declaration of the Cell language describes yet.
 * Spelled as in the tables; each is what its publication describes.
 */

interface Maps {
  readonly at: number;
  readonly channels: number;
  /** Height and width, or the length of a sequence. */
  readonly side: number;
}

interface Filter {
  readonly kernel?: number;
  readonly stride?: number;
  readonly bias?: boolean;
  readonly norm?: boolean;
  readonly activation?: boolean;
}

function createBuilder(input: { readonly channels: number; readonly side: number }, sequence = false) {
  const layers: PlainLayer[] = [];
  const placesOf = (side: number) => (sequence ? side : side * side);
  const push = (
    kind: LayerKind,
    inputs: readonly Maps[],
    channels: number,
    side: number,
    more: Partial<PlainLayer> = {},
  ): Maps => {
    layers.push({
      kind,
      inputs: inputs.map(({ at }) => at),
      from: inputs[0]?.channels ?? channels,
      channels,
      places: placesOf(side),
      kernel: 1,
      parameters: 0,
      macs: 0,
      heads: 0,
      ...more,
    });
    return { at: layers.length - 1, channels, side };
  };
  const activation = (x: Maps): Maps => push('activation', [x], x.channels, x.side);
  const builder = {
    input: push('pass', [], input.channels, input.side),
    push,
    activation,
    conv(x: Maps, channels: number, filter: Filter = {}): Maps {
      const { kernel = 1, stride = 1, bias = false, norm = true } = filter;
      const side = Math.ceil(x.side / stride);
      const weights = kernel ** 2 * x.channels * channels;
      const parameters = weights + (bias ? channels : 0) + (norm ? 2 * channels : 0);
      const y = push(kernel === 1 ? 'conv1' : 'convk', [x], channels, side, {
        kernel,
        parameters,
        macs: weights * placesOf(side),
      });
      return filter.activation ? activation(y) : y;
    },
    depthwise(x: Maps, filter: Filter & { readonly channels?: number } = {}): Maps {
      const { kernel = 3, stride = 1, bias = false, norm = true, channels = x.channels } = filter;
      const side = Math.ceil(x.side / stride);
      const weights = kernel ** 2 * channels;
      const parameters = weights + (bias ? channels : 0) + (norm ? 2 * channels : 0);
      const y = push('depthwise', [x], channels, side, {
        kernel,
        parameters,
        macs: weights * placesOf(side),
      });
      return filter.activation ? activation(y) : y;
    },
    /** Squeeze-and-excitation with biases. */
    gate(x: Maps, hidden: number): Maps {
      const macs = 2 * x.channels * hidden;
      return push('gate', [x], x.channels, x.side, { parameters: macs + hidden + x.channels, macs });
    },
    add: (...terms: readonly Maps[]): Maps =>
      terms.length === 1 ? terms[0]! : push('add', terms, terms[0]!.channels, terms[0]!.side),
    pool: (x: Maps, kernel: number, stride: number): Maps =>
      push('pool', [x], x.channels, Math.ceil(x.side / stride), { kernel }),
    linear(x: Maps, channels: number, more: { readonly bias?: boolean } = {}): Maps {
      const { bias = true } = more;
      const weights = x.channels * channels;
      return push('linear', [x], channels, x.side, {
        parameters: weights + (bias ? channels : 0),
        macs: weights * placesOf(x.side),
      });
    },
    /** A norm that stands by itself. */
    norm: (x: Maps): Maps => push('pass', [x], x.channels, x.side, { parameters: 2 * x.channels }),
    globalpool: (x: Maps): Maps => push('globalpool', [x], x.channels, 1),
    /** Projections to queries, keys and values, both products, and the projection back. */
    attention(x: Maps, heads: number, headSize: number, bias: boolean): Maps {
      const inner = heads * headSize;
      const weights = 4 * x.channels * inner;
      const length = placesOf(x.side);
      return push('attention', [x], x.channels, x.side, {
        parameters: weights + (bias ? 3 * inner + x.channels : 0),
        macs: weights * length + 2 * length * length * inner,
        heads,
      });
    },
    done: (): NetworkReading => ({ layers, sequence, unknown: [] }),
  };
  return builder;
}

/** MobileNet's: the nearest multiple of 8, and the next one up where that is below nine tenths. */
function divisibleBy8(x: number): number {
  const near = Math.max(8, Math.floor((x + 4) / 8) * 8);
  return near < 0.9 * x ? near + 8 : near;
}

interface Bottleneck {
  readonly hidden: number;
  readonly kernel: number;
  readonly stride: number;
  readonly gate?: number;
  readonly activation?: boolean;
}

function invertedResidual(
  net: ReturnType<typeof createBuilder>,
  x: Maps,
  channels: number,
  { hidden, kernel, stride, gate, activation = false }: Bottleneck,
): Maps {
  let y = hidden === x.channels && activation ? x : net.conv(x, hidden, { activation });
  y = net.depthwise(y, { kernel, stride, activation });
  if (gate !== undefined) y = net.gate(y, gate);
  y = net.conv(y, channels);
  return stride === 1 && x.channels === channels ? net.add(x, y) : y;
}

/** NAS-Bench-Macro: `00121200`, a digit for each of eight layers. */
export function macroNetwork(arch: string): NetworkReading {
  const net = createBuilder({ channels: 3, side: 32 });
  let x = net.conv(net.input, 32, { kernel: 3 });
  const firsts = new Map([
    [0, 64],
    [2, 128],
    [5, 256],
  ]);
  let channels = 32;
  for (const [i, digit] of [...arch].entries()) {
    const stride = firsts.has(i) ? 2 : 1;
    channels = firsts.get(i) ?? channels;
    if (digit === '0') {
      if (stride === 2) x = net.conv(x, channels, { stride });
      continue;
    }
    const [kernel, ratio] = digit === '1' ? [3, 3] : [5, 6];
    x = invertedResidual(net, x, channels, { hidden: ratio! * x.channels, kernel: kernel!, stride });
  }
  x = net.conv(x, 1280);
  net.linear(net.globalpool(x), 10);
  return net.done();
}

/** Channel-Bench's MobileNet: `1234123`, quarters of seven widths. */
export function channelBenchNetwork(arch: string): NetworkReading {
  const full = [128, 768, 768, 768, 256, 1536, 1024];
  const [c0, c1, c2, c3, c4, c5, c6] = [...arch].map((digit, i) => (full[i]! * Number(digit)) / 4) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const net = createBuilder({ channels: 3, side: 32 });
  let x = net.conv(net.input, c0, { kernel: 3, stride: 2 });
  for (const [hidden, out, stride] of [
    [c1, c0, 1],
    [c2, c0, 1],
    [c3, c4, 2],
    [c5, c4, 1],
  ] as const)
    x = invertedResidual(net, x, out, { hidden, kernel: 3, stride });
  x = net.conv(x, c6);
  net.linear(net.globalpool(x), 10);
  return net.done();
}

/** Accel-NASBench: `e6k3l1s0|…`, seven stages. */
export function accelNetwork(arch: string): NetworkReading {
  const widths = [16, 24, 40, 80, 112, 192, 320];
  const strides = [1, 2, 2, 2, 1, 2, 1];
  const net = createBuilder({ channels: 3, side: 224 });
  let x = net.conv(net.input, 32, { kernel: 3, stride: 2, activation: true });
  for (const [s, stage] of arch.split('|').entries()) {
    const [e, k, l, se] = /^e(\d)k(\d)l(\d)s(\d)$/.exec(stage)!.slice(1).map(Number) as [
      number,
      number,
      number,
      number,
    ];
    for (let i = 0; i < l; i++)
      x = invertedResidual(net, x, widths[s]!, {
        hidden: e === 1 ? x.channels : divisibleBy8(e * x.channels),
        kernel: k,
        stride: i === 0 ? strides[s]! : 1,
        activation: true,
        ...(se ? { gate: Math.max(1, Math.floor(x.channels / 4)) } : {}),
      });
  }
  x = net.conv(x, 1280, { activation: true });
  net.linear(net.globalpool(x), 1000);
  return net.done();
}

/** NATS-Bench's sizes: `8:16:24:32:40`. */
export function natsSizesNetwork(arch: string, classes: number, side: number): NetworkReading {
  const [c0, c1, c2, c3, c4] = arch.split(':').map(Number) as [number, number, number, number, number];
  const net = createBuilder({ channels: 3, side });
  const cell = (x: Maps, out: number): Maps => {
    const a = net.conv(x, out, { kernel: 3 });
    const b = net.add(net.conv(x, out, { kernel: 3 }), net.conv(a, out, { kernel: 3 }));
    const skip = x.channels === out ? x : net.conv(x, out);
    return net.add(skip, net.conv(a, out, { kernel: 3 }), net.conv(b, out, { kernel: 3 }));
  };
  const reduction = (x: Maps, out: number): Maps => {
    const y = net.conv(net.conv(x, out, { kernel: 3, stride: 2 }), out, { kernel: 3 });
    return net.add(net.conv(net.pool(x, 2, 2), out, { norm: false }), y);
  };
  let x = net.conv(net.input, c0, { kernel: 3 });
  x = reduction(cell(x, c0), c1);
  x = reduction(cell(x, c2), c3);
  x = net.norm(cell(x, c4));
  net.linear(net.globalpool(x), classes);
  return net.done();
}

/** Once-for-All's MobileNetV3: `d22222_e3333333333_k3333333333` and a resolution. */
export function onceForAllNetwork(arch: string, resolution: number): NetworkReading {
  const [, d, e, k] = /^d(\d+)_e(\d+)_k(\d+)$/.exec(arch)!;
  const widths = [24, 40, 80, 112, 160];
  const strides = [2, 2, 2, 1, 2];
  const net = createBuilder({ channels: 3, side: resolution });
  let x = net.conv(net.input, 16, { kernel: 3, stride: 2, activation: true });
  x = net.add(x, net.conv(net.depthwise(x), 16));
  let layer = 0;
  for (const [s, depth] of [...d!].map(Number).entries())
    for (let i = 0; i < depth; i++, layer++) {
      const hidden = divisibleBy8(Number(e![layer]) * x.channels);
      x = invertedResidual(net, x, widths[s]!, {
        hidden,
        kernel: Number(k![layer]),
        stride: i === 0 ? strides[s]! : 1,
        activation: s >= 2,
        ...([1, 3, 4].includes(s) ? { gate: divisibleBy8(hidden / 4) } : {}),
      });
    }
  x = net.conv(x, 960, { activation: true });
  x = net.linear(net.globalpool(x), 1280, { bias: false });
  net.linear(x, 10);
  return net.done();
}

/** HW-GPT-Bench: `e192_l10_b0_h12m4_h8m3_…`, attention and hidden layer side by side. */
export function gptNetwork(arch: string): NetworkReading {
  const [width, , bias, ...blocks] = arch.split('_');
  const channels = Number(width!.slice(1));
  const biased = bias === 'b1';
  const net = createBuilder({ channels, side: 1024 }, true);
  let x = net.input;
  for (const block of blocks) {
    const [heads, ratio] = /^h(\d+)m(\d+)$/.exec(block)!.slice(1).map(Number) as [number, number];
    const mixed = net.attention(net.norm(x), heads, 64, biased);
    const hidden = net.linear(net.norm(x), ratio * channels, { bias: biased });
    x = net.add(x, mixed, net.linear(hidden, channels, { bias: biased }));
  }
  net.linear(net.norm(x), 50254, { bias: false });
  return net.done();
}

/** PiT: `dim16_r6_d2h2_d8h4_d4h4`. Tokens of patches of 16 with stride 8 from an image of 224. */
export function pitNetwork(arch: string): NetworkReading {
  const [dim, r, ...stages] = arch.split('_');
  const base = Number(dim!.slice(3));
  const ratio = Number(r!.slice(1));
  let side = 27;
  const net = createBuilder({ channels: 3, side: 224 });
  let x: Maps | undefined;
  for (const [s, stage] of stages.entries()) {
    const [depth, heads] = /^d(\d+)h(\d+)$/.exec(stage)!.slice(1).map(Number) as [number, number];
    const channels = base * heads;
    if (!x) {
      x = net.push('convk', [net.input], channels, side, {
        kernel: 16,
        parameters: 16 * 16 * 3 * channels + channels,
        macs: 16 * 16 * 3 * channels * side * side,
      });
      // Positions, and the class token.
      x = net.push('pass', [x], channels, side, { parameters: channels * (side * side + 1) });
    } else {
      // The class token has a linear layer of its own.
      const token = (x.channels + 1) * channels;
      side = Math.ceil(side / 2);
      x = net.depthwise(x, { kernel: 3, stride: 2, bias: true, norm: false, channels });
      x = net.push('pass', [x], channels, side, { parameters: token });
    }
    for (let i = 0; i < depth; i++) {
      x = net.add(x, net.attention(net.norm(x), heads, base, true));
      x = net.add(x, net.linear(net.linear(net.norm(x), ratio * channels), channels));
    }
    if (s === stages.length - 1) net.linear(net.globalpool(net.norm(x)), 100);
  }
  return net.done();
}
