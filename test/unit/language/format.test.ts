import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { format } from '../../../src/language/format';
import { parse } from '../../../src/language/parse';
import { mutatedSources, sources, wholeGrammar } from './sources';
import { vocabulary } from './spaces';
import { commentsOf, treeOf } from './trees';

describe('format', () => {
  it('writes the whole grammar well', () => {
    expect(format(wholeGrammar)).toMatchInlineSnapshot(`
      "// A header.
      use nasbench101

      /// The Inception-like cell.
      /// Two lines.
      cell inception {
        a = conv1x1(input) // trailing
        b = conv3x3-bn-relu(input)
        c = conv3x3(input)
        /* block */ d = conv3x3(c + a)

        e = maxpool3x3(input + // why
            /* here */ b)
        output = concat(a, b, d, e)
        measured cifar10-valid.last = 91.61 %
        measured loss = -1.5e-3
        measured "val/acc" = .31 % ± 0.2 (epochs: 12, seeds: 3, goal: max)
      }
      cell best : nasbench201 = "|skip_connect~0|+|none~0|none~1|+|skip_connect~0|none~1|none~2|"
      cell größe : lab {
        ä = conv3x3(input)
        output = concat(ä)
      }
      cell next : nasbench201 {
        n1 = skip(input)
        n2 = skip(input) + conv3x3(n1) +
            // on its own
            none(n1)
        output = skip(n1) + skip(n2)
      }

      /// What our team searches.
      space lab {
        operations on vertices {
          conv3x3 aka "a", "b"
          conv5x5 = conv(kernel: 5)
          dil3x3 = conv(kernel: 3, dilation: 2) aka "dil_conv_3x3" aka "d"
          skip = identity()
        }
        vertices <= 8
        edges <= 12
        merge = sum // of what flows into a vertex
        output = concat
        skeleton {
          image = 32x32x3
          stem = 64
          stacks = 3
          cells = 3
          classes = 10
          counting = multiply-adds
        }
      }
      "
    `);
  });

  it.each([
    ['', ''],
    ['\n\n', ''],
    ['cell a{}', 'cell a {}\n'],
    ['cell a{\n\n\n}', 'cell a {}\n'],
    ['use   vs ;cell a:vs{}', 'use vs\ncell a : vs {}\n'],
    ['cell a = \n"x"', 'cell a = "x"\n'],
    ['cell a {\n\n  b=f( x ,y )\n\n\n\n  c=f(b)\n\n}', 'cell a {\n  b = f(x, y)\n\n  c = f(b)\n}\n'],
    [
      'cell a { // c\nb=f(x) /* d */; /* e */ c=f(b) }',
      'cell a { // c\n  b = f(x) /* d */ /* e */\n  c = f(b)\n}\n',
    ],
    ['cell a {\n b = f(x) // last\n // own\n}', 'cell a {\n  b = f(x) // last\n  // own\n}\n'],
    [
      'cell a { measured "val/acc"=.5%±.1%(epochs:12,goal :min) }',
      'cell a {\n  measured "val/acc" = .5 % ± .1 % (epochs: 12, goal: min)\n}\n',
    ],
    ['cell a { measured x=5(seeds:3) }', 'cell a {\n  measured x = 5 (seeds: 3)\n}\n'],
    ['cell a { measured x - y.z=5% }', 'cell a {\n  measured x-y.z = 5 %\n}\n'],
  ])('writes %j', (before, after) => {
    expect(format(before)).toBe(after);
  });

  it('breaks lines that are too long where they may break', () => {
    const long = Array.from({ length: 30 }, (_, i) => `vertex${i}`);
    const text = format(`cell a { b = f(${long.join('+')})\noutput = concat(${long.join(',')}) }`);
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
    expect(parse(text).diagnostics).toEqual([]);
    expect(format(text)).toBe(text);
  });

  it('writes the short names of operations, of spaces declared in the file and of those it is told of', () => {
    const told = 'cell a : vs { b = conv3x3-bn-relu(input) }';
    expect(format(told, vocabulary)).toBe('cell a : vs {\n  b = conv3x3(input)\n}\n');
    expect(format(told)).toContain('conv3x3-bn-relu');
    const declared = 'use s\ncell a { b = old(old) }\nspace s { operations on vertices { fresh aka "old" } }';
    expect(format(declared)).toContain('b = fresh(old)');
  });

  it('leaves a declaration that can’t be read as it is, and formats the others', () => {
    const broken = '  cell a {\n x =   \n     y=f(x)   // c\n   }';
    expect(format(`cell b{}\n${broken}\ncell c{}\n`)).toBe(`cell b {}\n${broken}\ncell c {}\n`);
    expect(format('cell b{}\n what is   this?\ncell c{}\n')).toBe('cell b {}\n what is   this?\ncell c {}\n');
  });

  it('keeps the byte order mark and the kind of line break', () => {
    expect(format('\ufeffcell a{\r\nb=f(x)}')).toBe('\ufeffcell a {\r\n  b = f(x)\r\n}\r\n');
  });
});

describe('of any text', () => {
  const texts = fc.oneof(sources, mutatedSources, fc.string({ unit: 'binary' }));

  it('formatting twice is formatting once', () => {
    fc.assert(
      fc.property(texts, text => {
        const once = format(text);
        expect(format(once)).toBe(once);
      }),
      { numRuns: 1000 },
    );
  });

  it('keeps the tree and every comment', () => {
    fc.assert(
      fc.property(texts, text => {
        const before = parse(text);
        const after = parse(format(text));
        expect(commentsOf(after.file)).toEqual(commentsOf(before.file));
        expect(treeOf(after)).toEqual(treeOf(before));
        expect(after.diagnostics.length === 0).toBe(before.diagnostics.length === 0);
      }),
      { numRuns: 1000 },
    );
  });
});
