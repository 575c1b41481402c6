import type { DescribedStage } from '../described';

/** Once-for-All's MobileNetV3 (Cai et al., 2020) with width 1, 1,000 classes; the text of a space called `name`. */
export function oncePublished(
  name: string,
  stages: readonly DescribedStage[],
  side: number | undefined,
): string | undefined {
  if (stages.length !== 5) return undefined;
  const blocks = stages.flatMap(stage => stage.blocks);
  const sides = side === undefined || onStep(side) ? '128..224 by 4' : `128..224 by 4 | ${side}`;
  const channels = [24, 40, 80, 112, 160];
  const lines = channels.map((width, i) => {
    const before = i === 0 ? 'first' : `s${i}`;
    const excite = [0, 1, 0, 1, 1][i];
    const activation = i < 2 ? 'relu' : 'hardswish';
    const most = Math.max(4, stages[i]!.blocks.length);
    const least = Math.min(2, stages[i]!.blocks.length);
    return `    s${i + 1} = stage(${before}, layers: ${least}..${most}, channels: ${width}, stride: ${[2, 2, 2, 1, 2][i]}, activation: ${activation}, excite: ${excite})`;
  });
  return `/// The space of Once-for-All's MobileNetV3 at width 1, for ImageNet.
space ${name} {
  choose side = ${sides}
  operations on layers {
    mb = ${name}_block(kernel: ${options(blocks, 'kernel', [3, 5, 7])}, expand: ${options(blocks, 'expand', [3, 4, 6])})
  }
  network {
    input = image(height: side, width: side, channels: 3)
    stem = conv3x3(input, channels: 16, stride: 2, activation: hardswish)
    first = conv1x1(dw3x3(stem), channels: 16, activation: none) + stem
${lines.join('\n')}
    head = globalpool(conv1x1(s5, channels: 960, activation: hardswish))
    mix = linear(head, channels: 1280, bias: no, activation: hardswish)
    output = linear(mix, channels: 1000)
  }
  counting = macs
}

/// Inverted residual block of MobileNetV3.
operation ${name}_block(kernel, expand, activation, excite, channels = input.channels, stride = 1) {
  wide = conv1x1(input, channels: divisible(expand * input.channels, 8), activation: activation)
  deep = depthwise(wide, kernel: kernel, stride: stride, activation: activation)
  gated = se(deep, hidden: excite * divisible(wide.channels / 4, 8), gate: hardsigmoid)
  narrow = conv1x1(gated, channels: channels, activation: none)
  output = residual(narrow, input)
}
`;
}

function onStep(side: number): boolean {
  return side >= 128 && side <= 224 && side % 4 === 0;
}

/** The operation of each type of block, in its group; `mb` is the group without a name. */
const operations = {
  inverted: { group: '', option: 'ir' },
  plain: { group: 'plain', option: 'ds' },
  fused: { group: 'fused', option: 'er' },
  conv: { group: 'convolutions', option: 'cn' },
} as const;

/** What stands before and behind the stages, where the notation says it. */
interface Around {
  readonly stem: number;
  readonly head: number;
  readonly classes: number;
}

/** The text of a space of networks with these stages, whose kernels, expansions and depths are chosen. */
export function proposeStages(name: string, stages: readonly DescribedStage[], around?: Around): string {
  const types = (['plain', 'inverted', 'fused', 'conv'] as const).filter(type =>
    stages.some(({ blocks }) => blocks[0]!.type === type),
  );
  const of = (type: keyof typeof operations) =>
    stages.flatMap(({ blocks }) => blocks.filter(block => block.type === type));
  const usual = stages.flatMap(({ blocks }) => blocks.map(({ activation }) => activation)).find(Boolean);
  const activation = usual ?? 'relu';
  const groups = types.map(type => {
    const { group, option } = operations[type];
    const kernel = `kernel: ${options(of(type), 'kernel', type === 'conv' ? [] : [3, 5])}`;
    const expand = `expand: ${options(of(type), 'expand', [3, 6])}`;
    const call =
      type === 'conv'
        ? `conv(${kernel})`
        : `${name}_${type}(${type === 'plain' ? kernel : `${kernel}, ${expand}`})`;
    return `  operations on layers${group ? ` ${group}` : ''} {\n    ${option} = ${call}\n  }`;
  });
  const lines = stages.map(({ channels, stride, blocks }, i) => {
    const [{ type, excite = 0, activation: own = activation }] = blocks as [(typeof blocks)[0]];
    const { group } = operations[type];
    const most = type === 'conv' ? blocks.length : Math.max(4, blocks.length);
    const layers = most === 1 ? '1' : type === 'conv' ? `${most}` : `1..${most}`;
    const more = type === 'conv' ? '' : `, excite: ${excite}`;
    return `    s${i + 1} = stage(${i === 0 ? 'stem' : `s${i}`}${group ? `, ${group}` : ''}, layers: ${layers}, channels: ${channels}${stride === 1 ? '' : `, stride: ${stride}`}, activation: ${own}${more})`;
  });
  const last = `s${stages.length}`;
  const { stem, head: widest, classes } = around ?? { stem: 32, head: 1280, classes: 1000 };
  const ends = !around && stages.at(-1)!.blocks[0]!.type === 'conv';
  const head = ends ? [] : [`    head = conv1x1(${last}, channels: ${widest}, activation: ${activation})`];
  const unsaid = around ? 'the resolution' : 'the resolution, the stem, the head and\n/// the classes';
  return `/// A space around the network that was imported. Its notation does not say ${unsaid}: what stands here is usual for ImageNet.
space ${name} {
${groups.join('\n')}
  network {
    input = image(224x224x3)
    stem = conv3x3(input, channels: ${stem}, stride: 2, activation: ${activation})
${[...lines, ...head].join('\n')}
    output = linear(globalpool(${ends ? last : 'head'}), channels: ${classes})
  }
  counting = macs
}
${types
  .filter(type => type !== 'conv')
  .map(type => `\n${blockText(`${name}_${type}`, type)}`)
  .join('')}`;
}

function blockText(name: string, type: 'inverted' | 'plain' | 'fused'): string {
  const gate = 'hidden: floor(excite * input.channels + 0.5)';
  if (type === 'plain')
    return `/// Depthwise convolution, squeeze-and-excitation, 1×1 convolution.
operation ${name}(kernel, activation, excite, channels = input.channels, stride = 1) {
  deep = depthwise(input, kernel: kernel, stride: stride, activation: activation)
  gated = se(deep, ${gate}, activation: activation)
  narrow = conv1x1(gated, channels: channels, activation: none)
  output = residual(narrow, input)
}
`;
  const first =
    type === 'inverted'
      ? `  wide = conv1x1(input, channels: divisible(expand * input.channels, 8), activation: activation)
  deep = depthwise(wide, kernel: kernel, stride: stride, activation: activation)`
      : '  deep = conv(input, kernel: kernel, channels: divisible(expand * input.channels, 8), stride: stride, activation: activation)';
  return `/// ${type === 'inverted' ? 'Inverted residual block' : 'The same with one convolution that widens'}, squeeze-and-excitation by the channels of the input.
operation ${name}(kernel, expand, activation, excite, channels = input.channels, stride = 1) {
${first}
  gated = se(deep, ${gate}, activation: activation)
  narrow = conv1x1(gated, channels: channels, activation: none)
  output = residual(narrow, input)
}
`;
}

/** `3 | 5 | 7`: those that the blocks have, and some more. */
function options(
  blocks: readonly { readonly kernel: number; readonly expand: number }[],
  key: 'kernel' | 'expand',
  more: readonly number[],
): string {
  const all = new Set([...more, ...blocks.map(block => block[key])]);
  return [...all].sort((a, b) => a - b).join(' | ');
}
