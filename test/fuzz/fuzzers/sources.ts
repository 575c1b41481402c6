import { hostileNames } from '../mutate';

/** Texts in the Cell language to begin with: every form that a declaration has. */
export const sources: readonly string[] = [
  `use nasbench101

/// The Inception-like cell.
cell inception {
  a = conv1x1(input)
  b = conv3x3(input)
  c = conv3x3(conv3x3(input))
  d = maxpool3x3(input + a)
  output = concat(a, b, c, d)
  measured test_accuracy = 94.2 %
}

cell other = "1100100:..." // a spelling that is none
`,
  `use nasbench201
cell a : nasbench201 = "|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|skip_connect~0|nor_conv_3x3~1|nor_conv_3x3~2|"
cell b {
  1 = conv3x3(input)
  2 = skip(input) + conv1x1(1)
  output = avgpool3x3(input) + conv3x3(1) + skip(2)
}
`,
  `/// A space of one's own.
space lab {
  operations on vertices {
    c3 "conv3x3-bn-relu" = conv_bn_relu(kernel: 3)
    c1 = conv_bn_relu(kernel: 1)
    pool = maxpool(kernel: 3)
  }
  vertices <= 5
  edges <= 7
  output concat
  skeleton {
    image = 32 x 32 x 3
    stem = 128
    stacks = 3
    cells = 3
    classes = 10
  }
}

cell x : lab {
  a = c3(input); b = c1(a)
  /* a block
     comment */
  output = concat(a, b)
}
`,
  'cell y { output = input }\r\n// comment\r\n/* two\n lines */ use lab\r\n',
  '\ufeffspace edges {\n  operations on edges { zero = none\n skip = skip\n c = conv_bn_relu(kernel: 3) }\n vertices = 4\n}\n',
];

export const words: readonly string[] = [
  ...[
    '/*',
    '*/',
    '//',
    '///',
    '{',
    '}',
    '(',
    ')',
    '"',
    ';',
    ',',
    '=',
    ':',
    '+',
    '<=',
    '%',
    '@',
    '\n',
    '\r',
    '\r\n',
  ],
  ...[
    'cell ',
    'space ',
    'use ',
    'measured ',
    'output',
    'input',
    'operations on vertices {',
    'vertices = 4\n',
  ],
  ...['conv3x3(', 'concat(', 'cell q {\n  a = conv3x3(input)\n  output = concat(a)\n}\n', '\ufeff', '\u2028'],
  ...[' ', '\t', '9', '1e99', '0.5', '-', '_', ...hostileNames],
];
