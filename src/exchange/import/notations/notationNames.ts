/**
 * The notations of cells and networks that are recognised, with the words that name them in messages. Those of
 * `networkNotations` describe whole networks, which no cell can express.
 */
export const cellNotations = {
  cell: 'Cell source',
  spelling: 'a published spelling',
  adjacency: 'a published spelling (adjacency bits and operations)',
  'model-spec': 'a NAS-Bench-101 ModelSpec',
  'arch-string': 'a NAS-Bench-201 arch_str',
  'cell-structure': 'a NAS-Bench-201 cell structure (operations by node)',
  'edge-operations': 'a dictionary of NAS-Bench-201 edges',
  'op-indices': "NASLib's op indices of a NAS-Bench-201 cell",
  'op-matrix': "NAS-Bench-201's matrix of operations",
  'arch-index': 'a NAS-Bench-201 index',
  genotype: 'a DARTS genotype',
  compact: "NASLib's compact form of a DARTS cell",
  'nasbench301-config': 'a NAS-Bench-301 configuration',
} as const;

export const networkNotations = {
  'size-string': "a network of NATS-Bench's size space (channels of five layers)",
  'transnas-string': 'a TransNAS-Bench-101 network string',
  'timm-blocks': 'a list of timm block strings (stages of a MobileNet-like network)',
  'efficientnet-blocks': 'a list of EfficientNet block strings',
  'once-for-all': 'a sub-network of Once-for-All (kernel sizes, expansions, depths)',
  'block-list': 'a network configuration of ProxylessNAS or Once-for-All',
  'block-configs': 'a list of block configurations (a pruned language model)',
  autoformer: 'an AutoFormer configuration',
  'transformers-config': 'a configuration of a Hugging Face model',
  'hybrid-pattern': 'a hybrid pattern of attention, state-space and feed-forward layers',
  'vgg-config': 'a VGG configuration (channels and pools)',
  'recurrent-genotype': 'a DARTS genotype of a recurrent cell',
  'torch-module': 'a printed PyTorch module',
} as const;

export type CellNotation = keyof typeof cellNotations;
export type NetworkNotation = keyof typeof networkNotations;
export type Notation = CellNotation | NetworkNotation;

/** The words that name a notation in a message: `a NAS-Bench-201 arch_str`. */
export function titleOf(notation: Notation): string {
  return notation in cellNotations
    ? cellNotations[notation as CellNotation]
    : networkNotations[notation as NetworkNotation];
}
