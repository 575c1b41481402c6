import { numbersOf, type PythonGroup, type PythonValue } from '../pythonValue';
import { type Unread, unread } from '../reading';
import { type NetworkNotation, titleOf } from './notationNames';

/** For a text that is recognised and that no cell can express. */
export function networkReading(notation: NetworkNotation): Unread {
  const what = notation === 'recurrent-genotype' ? 'a recurrent network' : 'the layers of a network';
  return unread(
    'network',
    notation,
    `This is ${titleOf(notation)}: it describes ${what}, and a cell can't express it.`,
  );
}

const timmBlock = /^(?:ds|dsa|ir|er|cn|uir|mha|mqa|eca|rep|se)a?_r\d+(?:_[a-z]+-?[\d.]*)+$/;
const efficientNetBlock = /^r\d+_k\d+_s\d+_e\d+_i\d+_o\d+/;

/** The notation of a network that is written as one string. */
export function networkOfText(text: string, name = ''): NetworkNotation | undefined {
  const trimmed = text.trim();
  if (timmBlock.test(trimmed)) return 'timm-blocks';
  if (efficientNetBlock.test(trimmed)) return 'efficientnet-blocks';
  if (
    /^\d{1,4}(?::\d{1,4}){4}$/.test(trimmed) &&
    trimmed.split(':').every(each => Number(each) % 8 === 0 && Number(each) > 0)
  )
    return 'size-string';
  if (/^64-[1-4]{4,6}-(?:basic|\d_\d\d_\d\d\d)$/.test(trimmed)) return 'transnas-string';
  if (/^[M*E-]{4,}$/.test(trimmed) && /M/.test(trimmed) && (/[*-]/.test(trimmed) || /pattern/.test(name)))
    return 'hybrid-pattern';
  return undefined;
}

/** The notation of a network that is written as a list or a dictionary. */
export function networkOfGroup(group: PythonGroup): NetworkNotation | undefined {
  const has = (...keys: string[]) => keys.every(key => group.named.has(key));
  if (has('block_configs')) return 'block-configs';
  if (has('ks', 'e', 'd')) return 'once-for-all';
  if (has('mlp_ratio', 'num_heads') && (has('embed_dim') || has('layer_num'))) return 'autoformer';
  if (has('recurrent')) return 'recurrent-genotype';
  if (has('blocks') && (has('classifier') || has('first_conv') || has('name'))) return 'block-list';
  if (has('model_type') || has('architectures', 'hidden_size')) return 'transformers-config';
  const texts = leaves(group, 3);
  const first = texts[0];
  if (first?.kind === 'text') {
    const notation = networkOfText(first.text);
    if (
      (notation === 'timm-blocks' || notation === 'efficientnet-blocks') &&
      texts.every(each => each.kind === 'text' && networkOfText(each.text) === notation)
    )
      return notation;
  }
  const isVgg =
    group.items.length > 3 &&
    group.items.some(item => item.kind === 'text' && item.text === 'M') &&
    group.items.every(item => (item.kind === 'text' ? /^[MA]$/.test(item.text) : item.kind === 'number'));
  return isVgg ? 'vgg-config' : undefined;
}

/** Values that are no lists, down to a depth. */
function leaves(group: PythonGroup, depth: number): PythonValue[] {
  return group.items
    .slice(0, 200)
    .flatMap(item =>
      item.kind === 'group' && depth > 0 && !numbersOf(item)?.length ? leaves(item, depth - 1) : [item],
    );
}
