import type { DescribedBlock, DescribedNetwork, DescribedStage } from '../described';
import type { PythonGroup, PythonValue } from '../pythonValue';
import { type Unread, unread } from '../reading';
import { proposeStages } from './mobileSpaces';

const notation = 'block-list';
const activations: Readonly<Record<string, string>> = {
  relu: 'relu',
  relu6: 'relu6',
  h_swish: 'hardswish',
  swish: 'silu',
};

/** `net.config` of ProxylessNAS: a first convolution, inverted residual blocks, a last convolution, a classifier. */
export function describeProxyless({ named }: PythonGroup): DescribedNetwork | Unread {
  const other = (why: string) => unread('outside-space', notation, `This network of blocks ${why}.`);
  const [first, mix, classifier] = ['first_conv', 'feature_mix_layer', 'classifier'].map(key =>
    groupOf(named.get(key)),
  );
  const blocks = groupOf(named.get('blocks'))?.items;
  if (!first || !mix || !classifier || !blocks)
    return other("lacks its 'first_conv', 'blocks', 'feature_mix_layer' or 'classifier'");
  if (groupOf(named.get('final_expand_layer')))
    return other("has a 'final_expand_layer', which ReNAS can't read");
  const act = textOf(first.named.get('act_func')) ?? 'relu6';
  const activation = Object.hasOwn(activations, act) ? activations[act] : undefined;
  const [stem, head, classes] = [
    numberOf(first, 'out_channels'),
    numberOf(mix, 'out_channels'),
    numberOf(classifier, 'out_features'),
  ];
  const shape = [numberOf(first, 'kernel_size'), numberOf(first, 'stride'), numberOf(mix, 'kernel_size')];
  if (!stem || !head || !classes || shape.join() !== '3,2,1')
    return other('begins or ends with other layers than a 3×3 convolution of stride 2 and a 1×1 convolution');
  if (!activation) return other(`has the activation '${act.slice(0, 20)}', which no operation here has`);
  const stages: { channels: number; stride: number; blocks: DescribedBlock[] }[] = [];
  for (const [i, item] of blocks.entries()) {
    const block = groupOf(item);
    const conv = groupOf(block?.named.get('mobile_inverted_conv') ?? block?.named.get('conv'));
    const skips = groupOf(block?.named.get('shortcut')) !== undefined;
    // A block that was left out is its shortcut.
    if (skips && textOf(conv?.named.get('name')) === 'ZeroLayer') continue;
    const [from, channels, kernel, stride] = ['in_channels', 'out_channels', 'kernel_size', 'stride'].map(
      key => conv && numberOf(conv, key),
    );
    const expand = conv && numberOf(conv, 'expand_ratio');
    if (!from || !channels || !kernel || !stride || !expand)
      return other(`has no inverted residual at block ${i + 1}`);
    if (/^(?:[Tt]rue|1)$/.test(textOf(conv?.named.get('use_se')) ?? ''))
      return other(`has squeeze-and-excitation at block ${i + 1}, whose size it does not say`);
    if (skips !== (stride === 1 && from === channels))
      return other(
        `has ${skips ? 'a' : 'no'} shortcut at block ${i + 1}, where shapes ${skips ? 'differ' : 'agree'}`,
      );
    const own: DescribedBlock = {
      type: expand === 1 ? 'plain' : 'inverted',
      ...{ kernel, expand, excite: 0, activation },
    };
    const last = stages.at(-1);
    if (last && stride === 1 && last.channels === channels && last.blocks[0]!.type === own.type)
      last.blocks.push(own);
    else stages.push({ channels, stride, blocks: [own] });
  }
  if (stages.length === 0) return other('has no block');
  const around = { stem, head, classes };
  const described: readonly DescribedStage[] = stages;
  return {
    kind: 'network',
    notation,
    stages: described,
    propose: name => proposeStages(name, described, around),
  };
}

function groupOf(value: PythonValue | undefined): PythonGroup | undefined {
  return value?.kind === 'group' ? value : undefined;
}

function numberOf({ named }: PythonGroup, key: string): number | undefined {
  const value = named.get(key);
  return value?.kind === 'number' ? value.value : undefined;
}

function textOf(value: PythonValue | undefined): string | undefined {
  return value?.kind === 'text' || value?.kind === 'name' ? value.text : undefined;
}
