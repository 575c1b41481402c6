const convolution = (from: number, to: number, kernel: number, stride: number) => ({
  name: 'ConvLayer',
  kernel_size: kernel,
  stride,
  in_channels: from,
  out_channels: to,
  act_func: 'relu6',
});
const block = (from: number, to: number, kernel: number, stride: number, expand: number) => ({
  name: 'MobileInvertedResidualBlock',
  mobile_inverted_conv: {
    name: 'MBInvertedConvLayer',
    in_channels: from,
    out_channels: to,
    kernel_size: kernel,
    stride,
    expand_ratio: expand,
  },
  shortcut:
    stride === 1 && from === to
      ? { name: 'IdentityLayer', in_channels: [from], out_channels: [to] }
      : undefined,
});
const operations = [
  ['sep_conv_3x3', 0],
  ['sep_conv_3x3', 1],
  ['skip_connect', 0],
  ['dil_conv_3x3', 2],
] as const;

/** Cells and networks in the notations of tools and papers. */
export const publishedTexts: readonly string[] = [
  '|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|skip_connect~0|nor_conv_3x3~1|nor_conv_3x3~2|',
  "ModelSpec(\n  matrix=[[0, 1, 1, 0], [0, 0, 1, 0], [0, 0, 0, 1], [0, 0, 0, 0]],\n  ops=['input', 'conv3x3-bn-relu', 'maxpool3x3', 'output'])",
  "Genotype(normal=[('sep_conv_3x3', 0), ('sep_conv_3x3', 1), ('sep_conv_3x3', 0), ('sep_conv_3x3', 1), ('sep_conv_3x3', 1), ('skip_connect', 0), ('skip_connect', 0), ('dil_conv_3x3', 2)], normal_concat=[2, 3, 4, 5], reduce=[('max_pool_3x3', 0), ('max_pool_3x3', 1), ('skip_connect', 2), ('max_pool_3x3', 1), ('max_pool_3x3', 0), ('skip_connect', 2), ('skip_connect', 2), ('max_pool_3x3', 1)], reduce_concat=[2, 3, 4, 5])",
  '{"matrix": [[0, 1], [0, 0]], "ops": ["input", "output"], "acc": 0.9}',
  '[4, 0, 3, 1, 4, 3]',
  '```python\nbest = ModelSpec([[0, 1, 0], [0, 0, 1], [0, 0, 0]], [INPUT, CONV3X3, OUTPUT])\n```\nProse about |nor_conv_3x3~0|.',
  '{"0_1": "conv_3x3", "0_2": "none", "1_2": "avg_pool_3x3", "0_3": "none", "1_3": "none", "2_3": "conv_3x3"}',
  '011001000:input,conv3x3-bn-relu,output',
  "mobilenet = [['ds_r1_k3_s1_c16'], ['ir_r2_k3_s2_e6_c24'], ['ir_r3_k5_s2_e6_c40_se0.25_nre'], ['cn_r1_k1_s1_c960']]",
  `genotype:\n  normal:\n${operations.map(([name, from]) => `  - - ${name}\n    - ${from}\n`).join('')}  normal_concat:\n  - 2\n  - 3\n`,
  JSON.stringify(
    {
      name: 'ProxylessNASNets',
      bn: { momentum: 0.1, eps: 0.001 },
      first_conv: convolution(3, 40, 3, 2),
      blocks: [
        block(40, 24, 3, 1, 1),
        block(24, 32, 5, 2, 3),
        block(32, 32, 3, 1, 6),
        block(32, 48, 7, 2, 6),
      ],
      feature_mix_layer: convolution(48, 720, 1, 1),
      classifier: { name: 'LinearLayer', in_features: 720, out_features: 100 },
    },
    undefined,
    1,
  ),
];
