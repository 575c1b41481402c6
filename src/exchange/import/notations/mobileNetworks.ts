import type { DescribedBlock, DescribedNetwork, DescribedStage } from '../described';
import { numbersOf, type PythonGroup, type PythonValue } from '../pythonValue';
import { type Unread, unread } from '../reading';
import { oncePublished, proposeStages } from './mobileSpaces';

/**
 * A sub-network of Once-for-All: kernel sizes and expansions of all blocks, four a stage, and how many of them each stage
 * has. What the others say does not count.
 */
export function describeOnceForAll({ named }: PythonGroup): DescribedNetwork | Unread {
  const notation = 'once-for-all';
  const depths = list(named.get('d'));
  const wrong = (message: string) => unread('invalid', notation, message);
  if (!depths || depths.length === 0 || !depths.every(depth => Number.isInteger(depth) && depth >= 1))
    return wrong("A sub-network of Once-for-All has the depths of its stages in 'd'.");
  const [kernels, expands] = ['ks', 'e'].map(key => list(named.get(key)));
  const most = (kernels?.length ?? 0) / depths.length;
  if (!kernels || !expands || kernels.length !== expands.length || !Number.isInteger(most) || most < 1)
    return wrong(
      `'ks' and 'e' have a kernel size and an expansion for each block, as many for each of the ${depths.length} stages of 'd'.`,
    );
  const deep = depths.findIndex(depth => depth > most);
  if (deep >= 0)
    return wrong(
      `Stage ${deep + 1} has ${depths[deep]} blocks in 'd', and 'ks' has ${most} kernel sizes for each stage.`,
    );
  const width = named.get('wid');
  if (width && !(width.kind === 'name' && /^(?:None|null)$/.test(width.text)) && !isZeros(width))
    return unread('outside-space', notation, "Networks of another width ('wid') have no space here.");
  const stages = depths.map((depth, stage) => ({
    blocks: Array.from({ length: depth }, (_, i): DescribedBlock => {
      const at = stage * most + i;
      return { type: 'inverted', kernel: kernels[at]!, expand: expands[at]! };
    }),
  }));
  const side = (list(named.get('r')) ?? list(named.get('image_size')))?.[0];
  return {
    kind: 'network',
    notation,
    ...(side === undefined ? {} : { side }),
    stages,
    propose: name => oncePublished(name, stages, side),
  };
}

/** `[['ds_…'], ['ir_…', 'ir_…']]`, or a list of strings alone, each a stage. */
export function timmLists(group: PythonGroup): string[][] {
  return group.items.flatMap(item => {
    if (item.kind === 'text') return [[item.text]];
    if (item.kind !== 'group') return [];
    const texts = item.items.flatMap(each => (each.kind === 'text' ? [each.text] : []));
    return texts.length > 0 ? [texts] : timmLists(item);
  });
}

const types = { ds: 'plain', ir: 'inverted', er: 'fused', cn: 'conv' } as const;
const activations: Readonly<Record<string, string>> = {
  re: 'relu',
  r6: 'relu6',
  hs: 'hardswish',
  sw: 'silu',
  mi: 'mish',
};

/** The stages of a timm network: lists of strings such as `ir_r2_k3_s2_e6_c24_se0.25`, a list for each stage. */
export function describeTimm(lists: readonly (readonly string[])[]): DescribedNetwork | Unread {
  const notation = 'timm-blocks';
  const stages: DescribedStage[] = [];
  for (const strings of lists) {
    const own: DescribedStage[] = [];
    for (const text of strings) {
      const stage = timmStage(text);
      if (typeof stage === 'string')
        return unread('outside-space', notation, `The block ${JSON.stringify(text.slice(0, 60))} ${stage}.`);
      own.push(stage);
    }
    stages.push(...merged(own));
  }
  return { kind: 'network', notation, stages, propose: name => proposeStages(name, stages) };
}

function timmStage(text: string): DescribedStage | string {
  const [kind = '', ...parts] = text.trim().split('_');
  if (!Object.hasOwn(types, kind))
    return `is of the type '${kind.slice(0, 20)}', which has no operation here`;
  const type = types[kind as keyof typeof types];
  const given = new Map<string, string>();
  for (const part of parts) {
    const [, key, value] = /^(n(?=[a-z])|[a-z]+)([\w.]*)$/.exec(part) ?? [];
    if (key === undefined) return `says '${part.slice(0, 20)}', which is not understood`;
    given.set(key, value ?? '');
  }
  const unknown = [...given.keys()].find(key => !['r', 'k', 's', 'e', 'c', 'n', 'se'].includes(key));
  if (unknown !== undefined) return `says '${unknown}', which no operation here has`;
  const number = (key: string, usual: number) => (given.has(key) ? Number(given.get(key)) : usual);
  const [repeats, kernel, stride] = [number('r', 1), number('k', 0), number('s', 1)];
  const [expand, channels, excite] = [number('e', 1), number('c', 0), number('se', 0)];
  const whole = [repeats, kernel, stride, channels].every(each => Number.isInteger(each) && each >= 1);
  if (!whole || repeats > 100 || !(expand > 0) || !(excite >= 0))
    return 'does not say its repeats, kernel, stride and channels as numbers';
  const code = given.get('n');
  const activation = code === undefined ? undefined : activations[code];
  if (code === 'skip' || (code !== undefined && activation === undefined) || activation === 'mish')
    return `says 'n${code!.slice(0, 20)}', which no operation here has`;
  const block = { type, kernel, expand: type === 'plain' || type === 'conv' ? 1 : expand, excite };
  const own: DescribedBlock = activation === undefined ? block : { ...block, activation };
  return { channels, stride, blocks: Array.from({ length: repeats }, () => own) };
}

/** Strings of one list are a stage where all but the first keep its type, its channels and the resolution. */
function merged(stages: readonly DescribedStage[]): DescribedStage[] {
  const [first, ...rest] = stages;
  if (!first) return [];
  const [one] = first.blocks;
  const alike = rest.every(
    ({ channels, stride, blocks }) =>
      channels === first.channels &&
      stride === 1 &&
      blocks[0]!.type === one!.type &&
      blocks[0]!.excite === one!.excite &&
      blocks[0]!.activation === one!.activation,
  );
  return alike ? [{ ...first, blocks: stages.flatMap(({ blocks }) => blocks) }] : [...stages];
}

function list(value: PythonValue | undefined): readonly number[] | undefined {
  if (value?.kind === 'number') return [value.value];
  return value?.kind === 'group' ? numbersOf(value) : undefined;
}

function isZeros(value: PythonValue): boolean {
  return list(value)?.every(each => each === 0) ?? false;
}
