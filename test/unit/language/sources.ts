import fc from 'fast-check';

/** Valid source that uses every part of the grammar. */
export const wholeGrammar = `// A header.
use nasbench101

/// The Inception-like cell.
/// Two lines.
cell inception {
  a = conv1x1(input)   // trailing
  b = conv3x3-bn-relu(input); c = conv3x3(input)
  /* block */ d = conv3x3(c
    + a)

  e = maxpool3x3(
    input +  // why
    /* here */ b)
  output = concat(a, b,
    d, e)
  measured cifar10-valid.last = 91.61 %
  measured loss = -1.5e-3
  measured "val/acc" = .31 % ± 0.2 (epochs: 12, seeds: 3, goal: max)
}
cell best : nasbench201 = "|skip_connect~0|+|none~0|none~1|+|skip_connect~0|none~1|none~2|"
cell größe : lab { ä = conv3x3(input); output = concat(ä) } cell next
  : nasbench201
{
  n1 = skip(input)
  n2 = skip(input)
    + conv3x3(n1) +
    // on its own
    none(n1)
  output = skip(n1) +
    skip(n2)
}

/// What our team searches.
space lab {
  operations on vertices {
    conv3x3 aka "a", "b"
    conv5x5   = conv(kernel: 5)
    dil3x3    = conv(kernel: 3, dilation: 2) aka "dil_conv_3x3" aka "d"
    skip      = identity()
  }
  vertices <= 8; edges    <= 12
  merge    = sum                       // of what flows into a vertex
  output   = concat
  skeleton {
    image   = 32x32x3
    stem    = 64
    stacks  = 3
    cells   = 3
    classes = 10
    counting = multiply-adds
  }
}
`;

const name = fc.constantFrom(
  'a',
  'b',
  'c',
  'n1',
  'input',
  'output',
  'größe',
  'conv3x3-bn-relu',
  'cell',
  'measured',
);
const operation = fc.constantFrom('conv3x3', 'conv1x1', 'maxpool3x3', 'skip', 'nor_conv_3x3', 'concat', 'x');
const gap = fc.constantFrom(
  ' ',
  ' ',
  ' ',
  '',
  '  ',
  ' /* c */ ',
  '\n',
  ' // c\n',
  ' /* c\n c */ ',
  '\r\n',
  '\n\n\n',
  ';',
  '\t',
);
const sum = (depth: number): fc.Arbitrary<string> => {
  const term =
    depth === 0
      ? name
      : fc.oneof(
          name,
          fc
            .tuple(operation, gap, fc.array(sum(depth - 1), { maxLength: 3 }), gap)
            .map(([callee, g, args, h]) => `${callee}(${g}${args.join(`,${h}`)}${g})`),
        );
  return fc
    .tuple(fc.array(term, { minLength: 1, maxLength: 3 }), gap, gap)
    .map(([terms, g, h]) => terms.join(`${g}+${h}`));
};
const statement = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(name, gap, sum(2)).map(([n, g, s]) => `${n}${g}= ${s}`) },
  fc
    .tuple(
      name,
      fc.constantFrom(
        ...[
          '91.61 %',
          '-3',
          '1e999',
          '5%',
          'x',
          '.5 ± 1 (epochs: 2)',
          '5±3%(seeds:3,goal:min)',
          '9,1',
          '1 (a',
          '±',
        ],
      ),
    )
    .map(([n, v]) => `measured ${n}-x.y = ${v}`),
  fc.constantFrom(
    '/// doc',
    '// line',
    '/* b */',
    '/* two\n lines */',
    '',
    '}',
    '{',
    '(',
    'a',
    '"open',
    '@ @',
  ),
);
const separator = fc.constantFrom('\n', '\n', '\n', '\n\n\n', '; ', ' ; // c\n', '\r\n', '\r', ' ');
const block = fc
  .array(fc.tuple(statement, separator), { maxLength: 6 })
  .map(lines => lines.map(([line, end]) => line + end).join(''));
const declaration = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.tuple(name, gap, block, gap).map(([n, g, b, h]) => `cell ${n}${g}: lab${h}{${h}${b}}`),
  },
  fc.tuple(name, block).map(([n, b]) => `cell ${n} {\n${b}}`),
  fc.constantFrom(
    'use lab',
    'use',
    'cell x = "a"',
    'cell y =\n "b"',
    '/// doc',
    '// c',
    '/* c */',
    'junk here',
    '}',
    'cel z {}',
    '/*',
    'space s { a <= 3 /* c */ skeleton { } }',
  ),
  fc.constant(wholeGrammar),
);

/** Sources of all sorts: most statements are well formed, most declarations are not quite. */
export const sources = fc
  .array(fc.tuple(declaration, separator), { maxLength: 5 })
  .map(parts => parts.map(([part, end]) => part + end).join(''));

/** A source with some of its characters taken out, doubled or replaced. */
export const mutatedSources = fc
  .tuple(
    fc.oneof(sources, fc.constant(wholeGrammar)),
    fc.array(
      fc.tuple(
        fc.nat(),
        fc.nat(6),
        fc.constantFrom(
          '(',
          ')',
          '{',
          '}',
          '+',
          '=',
          ';',
          '\n',
          '"',
          '/*',
          '//',
          '///',
          ',',
          'cell ',
          'use ',
          '\ud800',
          '\ufeff',
          'é',
          ':',
          '-',
          '.',
          '1',
          ' ',
        ),
      ),
      { minLength: 1, maxLength: 5 },
    ),
  )
  .map(([source, edits]) =>
    edits.reduce((text, [at, length, insert]) => {
      const start = at % (text.length + 1);
      return text.slice(0, start) + insert + text.slice(start + length);
    }, source),
  );
