import type { NamedCell } from '../../cells/network/buildNetwork';
import { exchangeKindOf } from '../kinds/exchangeKind';
import { type Block, type CellStages, doesNothing, type StageBlocks } from '../kinds/network/stages';

const kinds = { plain: 'ds', inverted: 'ir', fused: 'er', conv: 'cn' } as const;
const activations: Readonly<Record<string, string>> = {
  relu: 're',
  relu6: 'r6',
  hardswish: 'hs',
  silu: 'sw',
};

/** `[["ds_r1_k3_s1_e1_c16"], …]`, a list for each stage; or half a sentence why the cell has no such form. */
export function writeTimm(named: NamedCell): { readonly text: string } | { readonly why: string } {
  const stages = blocksOf(named);
  if ('why' in stages) return stages;
  const lists: string[] = [];
  for (const { name, blocks } of stages.stages) {
    const strings: { text: string; repeats: number }[] = [];
    for (const [i, block] of blocks.entries()) {
      const text = timmText(block);
      if (text === undefined)
        return {
          why: `its stage ${name} has an activation or a squeeze-and-excitation that no string can say`,
        };
      const last = strings.at(-1);
      // The first of the repeats alone has the stride.
      const before = blocks[i - 1];
      const goesOn =
        last && before && timmText({ ...block, stride: 1 }) === timmText({ ...before, stride: 1 });
      if (goesOn && block.stride === 1) last.repeats++;
      else strings.push({ text, repeats: 1 });
    }
    lists.push(
      `[${strings.map(({ text, repeats }) => `"${text.replace('_r_', `_r${repeats}_`)}"`).join(', ')}]`,
    );
  }
  return { text: `[\n${lists.map(list => `  ${list},\n`).join('')}]\n` };
}

/** With the repeats left out: `ir_r_k3_s2_e6_c24`. */
function timmText(block: Block): string | undefined {
  const { type, kernel, stride, channels, from, wide, hidden, activation } = block;
  const widened = type === 'inverted' || type === 'fused';
  const expand = widened ? Number((wide / from).toFixed(4)) : 1;
  const ratio =
    hidden === 0 ? 0 : [0.25, 0.5, 0.125, 0.0625].find(each => Math.round(each * from) === hidden);
  const act = activations[activation];
  if (ratio === undefined || act === undefined) return undefined;
  return [
    kinds[type],
    'r',
    `k${kernel}`,
    `s${stride}`,
    ...(type === 'conv' ? [] : [`e${expand}`]),
    `c${channels}`,
    ...(ratio === 0 ? [] : [`se${ratio}`]),
    ...(act === 're' ? [] : [`n${act}`]),
  ].join('_');
}

/** `{"ks": […], "e": […], "d": […], "r": [192]}`; or half a sentence why the cell has no such form. */
export function writeOnceForAll(named: NamedCell): { readonly text: string } | { readonly why: string } {
  const read = blocksOf(named);
  if ('why' in read) return read;
  const { input } = read;
  const stages = read.stages.filter(({ blocks }) => blocks.some(({ type }) => type === 'inverted'));
  if (stages.length === 0 || stages.some(({ blocks }) => blocks.some(({ type }) => type !== 'inverted')))
    return { why: 'its stages are not of inverted residual blocks' };
  const [height, width] = input.extent;
  if (height !== width) return { why: `its images are ${height} high and ${width} wide` };
  const most = Math.max(4, ...stages.map(({ blocks }) => blocks.length));
  // Blocks that a stage does not have are written as its last one.
  const padded = stages.flatMap(({ blocks }) =>
    Array.from({ length: most }, (_, i) => blocks[i] ?? blocks.at(-1)!),
  );
  const config = {
    wid: null,
    ks: padded.map(({ kernel }) => kernel),
    e: padded.map(({ wide, from }) => Math.round((wide / from) * 10) / 10),
    d: stages.map(({ blocks }) => blocks.length),
    r: [height],
  };
  return { text: `${JSON.stringify(config)}\n` };
}

interface AllBlocks {
  readonly input: CellStages['input'];
  readonly stages: readonly (Omit<StageBlocks, 'blocks'> & { readonly blocks: readonly Block[] })[];
}

function blocksOf({ space, cell }: NamedCell): AllBlocks | { readonly why: string } {
  const read = exchangeKindOf(space).stages?.(space, cell);
  if (!read) return { why: `${space.name} has no stages of layers` };
  const { input } = read;
  // A layer that does nothing is not written.
  const stages = read.stages
    .map(stage => ({ ...stage, blocks: stage.blocks.filter(block => block !== doesNothing) }))
    .filter(({ blocks }) => blocks.length > 0);
  if (stages.length === 0) return { why: `${space.name} has no stages of layers` };
  for (const { name, blocks } of stages) {
    const odd = blocks.findIndex(block => typeof block === 'string');
    if (odd >= 0) return { why: `layer ${odd + 1} of its stage ${name} ${String(blocks[odd])}` };
  }
  return { input, stages: stages as AllBlocks['stages'] };
}
