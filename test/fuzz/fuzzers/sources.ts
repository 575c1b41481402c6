import { readFileSync } from 'node:fs';
import path from 'node:path';
import { hostileNames } from '../mutate';

const example = (name: string) =>
  readFileSync(path.join(import.meta.dirname, '../../../examples/networks', name), 'utf8');

/** A space of networks with every form that its parts have. */
const network = `operation block(kernel, ratio = 2, channels = input.channels, stride = 1) {
  wide = conv1x1(input, channels: ratio * input.channels, activation: relu6)
  deep = depthwise(wide, kernel: kernel, stride: stride)
  output = residual(conv1x1(deep, channels: channels, activation: none), input)
}
space nets {
  choose width = 16 | 24 aka "w"
  choose side = 32..64 by 16
  operations on layers {
    b = block(kernel: 3 | 5) aka "1", "b"
    skip = shortcut() aka "0"
  }
  where count(b) >= 1
  network {
    input = image(height: side, width: side, channels: 3)
    stem = conv3x3(input, channels: max(8, floor(width / 2)))
    body = stage(stem, layers: 1..3, channels: 2 * width, stride: 2)
    output = linear(globalpool(body), channels: 10)
  }
  training { images = 100
    choose rate = 0.05 | 0.1
  }
}
cell n1 : nets {
  width = 24
  side = 32
  body = [b(kernel: 3) * 2, skip]
  measured accuracy = 93.13 % (seeds: 3, deviation: 0.31)
}
`;

/** Texts in the Cell language to begin with: every form that a declaration has. */
export const sources: readonly string[] = [
  network,
  example('macro.cell'),
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

/** Short declarations, to be strung together by the dozen. */
export const declarations: readonly string[] = [
  'cell a { output = input }\n',
  '/// Documented.\ncell b : nasbench201 { 1 = conv3x3(input)\n  output = skip(1) }\n',
  'use nasbench101\n',
  'cell c {\n  v = conv3x3(input) // why\n  output = concat(v)\n  measured acc = 94 %\n}\n',
  'cell d = "|nor_conv_3x3~0|"\n',
  '/* between\ntwo */\n',
  '// alone\n',
  '/// Says */ in its documentation.\ncell g { output = input }\n',
  'space s { operations on vertices { k = conv(kernel: 3) } vertices <= 4 }\n',
  'cell e : s { x = k(input); output = concat(x) }\n',
  'operation o(kernel) { output = conv(input, kernel: kernel) }\n',
  'cell f : nets { body = [b(kernel: 3) * 2, skip] }\n',
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
  ...[
    'operation f(',
    'choose w = 1 | 2',
    'network {',
    'stage(',
    '[',
    ']',
    '|',
    '..',
    '*',
    'aka "x"',
    'where ',
  ],
  ...['conv3x3(', 'concat(', 'cell q {\n  a = conv3x3(input)\n  output = concat(a)\n}\n', '\ufeff', '\u2028'],
  ...[' ', '\t', '9', '1e99', '0.5', '-', '_', ...hostileNames],
];
