import { describe, expect, it } from 'vitest';
import { check } from '../../../src/language/check';
import { parse } from '../../../src/language/parse';
import { expectLinear } from '../../growth';
import { expectMarked, mended, unmarked } from './marked';
import { names, vocabulary } from './spaces';

function diagnose(text: string) {
  const { file, diagnostics } = parse(text);
  expect(diagnostics).toEqual([]);
  return check(file, vocabulary, names);
}

const ok = 'output = concat(input)';

describe('a cell with operations on vertices', () => {
  it.each([
    ['nothing wrong', 'a = conv3x3(input)\nb = conv3x3-bn-relu(a + input)\noutput = concat(a, b)'],
    ['a name nowhere bound', `a = conv3x3(«q»unbound-name;)\n${ok}`],
    ['a name bound below', `a = conv3x3(«b»used-before-bound;)\nb = conv3x3(input)\n${ok}`],
    ['a name within its own binding', `a = conv3x3(input + «a»used-before-bound;)\n${ok}`],
    ['a name bound twice', `a = conv3x3(input)\n«a»bound-twice; = conv1x1(input)\n${ok}`],
    ['input bound', `«input»input-rebound; = conv3x3(input)\n${ok}`],
    ['two outputs', `${ok}\n«output»output-bound-twice; = concat(input)`],
    ['the output as an input', `a = conv3x3(«output»output-used;)\n${ok}`],
    ['an operation there is not', `a = «conv9x9»unknown-operation;(input)\n${ok}`],
    ['an operation as a vertex', `a = conv3x3(«conv1x1»operation-without-input;)\n${ok}`],
    ['no input', `a = «conv3x3()»missing-input;\n${ok}`],
    ['no operation', `a = conv3x3(input)\nb = «a»missing-operation;\n${ok}`],
    ['an operation within an operation', `a = conv3x3(«conv1x1(input)»nested-call;)\n${ok}`],
    ['a sum of operations', `a = «conv3x3(input) + conv1x1(input)»wrong-form;\n${ok}`],
    ['commas for a sum', `a = conv3x3(input)\nb = conv3x3(«input, a»wrong-form;)\n${ok}`],
    ['a vertex twice', `a = conv3x3(input + «input»duplicate-edge;)\n${ok}`],
    ['a vertex twice in the output', 'output = concat(input, «input»duplicate-edge;)'],
    ['concat within the cell', `a = «concat»wrong-form;(input)\n${ok}`],
    ['an output by an operation', 'output = «conv3x3(input)»wrong-form;'],
    ['an output by a sum', 'a = conv3x3(input)\noutput = «a + input»wrong-form;'],
    ['an output by a sum in concat', 'a = conv3x3(input)\noutput = «concat(a + input)»wrong-form;'],
    ['an output of nothing', 'output = «concat()»missing-input;'],
    ['more than 100 %', `${ok}\n«measured x = 191.6 %»percent-out-of-range;`],
    ['less than 0 %', `${ok}\n«measured x = -1 %»percent-out-of-range;`],
    ['an argument that there is not', `${ok}\nmeasured x = 1 («epoch»unknown-argument;: 2)`],
    ['an argument twice', `${ok}\nmeasured x = 1 (seeds: 2, «seeds»argument-twice;: 3)`],
    ['two deviations', `${ok}\nmeasured x = 1 ± 2 («deviation»argument-twice;: 3)`],
    ['half a seed', `${ok}\nmeasured x = 1 («seeds: 2.5»invalid-argument;)`],
    ['no epochs', `${ok}\nmeasured x = 1 («epochs: 0»invalid-argument;)`],
    ['a goal of its own', `${ok}\nmeasured x = 1 («goal: high»invalid-argument;)`],
    ['a deviation below 0', `${ok}\nmeasured x = 1 «± -2»invalid-argument;`],
  ])('with %s', (_, body) => {
    expectMarked(`cell c : vs {\n${body}\n}`, diagnose);
  });

  it('without an output', () => {
    expectMarked('cell «c»missing-output; : vs {\n  a = conv3x3(input)\n}', diagnose);
    expectMarked('cell c : vs {\n  «ouput»missing-output; = conv3x3(input)\n}', diagnose);
  });

  it('in the words of the space', () => {
    const [found] = diagnose(`cell c : vs { a = conv9x9(input); ${ok} }`);
    expect(found?.message).toBe("vs has no operation 'conv9x9'; it has conv1x1, conv3x3 and maxpool3x3.");
  });
});

describe('a cell with operations on edges', () => {
  it.each([
    ['nothing wrong', 'a = skip(input)\noutput = nor_conv_3x3(a) + none(input)'],
    ['a bare vertex', 'a = «input»missing-operation; + skip(input)\noutput = skip(a)'],
    ['an operation on two vertices', 'a = skip(input)\nb = skip(«input + a»wrong-form;)\noutput = skip(b)'],
    ['an operation on two arguments', 'a = skip(input)\nb = skip(«input, a»wrong-form;)\noutput = skip(b)'],
    ['two operations on an edge', 'a = skip(input) + «conv3x3(input)»duplicate-edge;\noutput = skip(a)'],
    ['a concat', 'a = skip(input)\noutput = «concat»wrong-form;(a)'],
    ['an operation within an operation', 'a = skip(«skip(input)»nested-call;)\noutput = skip(a)'],
    ['no input', 'a = «none()»missing-input;\noutput = skip(a)'],
  ])('with %s', (_, body) => {
    expectMarked(`cell c : es {\n${body}\n}`, diagnose);
  });
});

describe('an output that is a sum', () => {
  it.each([
    ['a sum', 'output = a + input'],
    ['sum(…)', 'output = sum(a, input)'],
    ['one vertex', 'output = a'],
    ['concat', 'output = «concat(a, input)»wrong-form;'],
    ['an operation', 'output = «conv3x3(a)»wrong-form;'],
  ])('as %s', (_, output) => {
    expectMarked(`cell c : ss {\na = conv3x3(input)\n${output}\n}`, diagnose);
  });
});

describe('a file', () => {
  it.each([
    ['a cell without a space', `cell «c»no-space; { ${ok} }`],
    ['a cell below use', `use vs\ncell c { ${ok} }`],
    ['a space there is not', `cell c : «nowhere»unknown-space; { ${ok} }`],
    [
      'use of a space there is not',
      `use «nowhere»unknown-space;\ncell c { a = conv3x3(«b»unbound-name;)\n${ok} }`,
    ],
    ['two cells of one name', `use vs\ncell c { ${ok} }\ncell «c»duplicate-cell-name; { ${ok} }`],
  ])('with %s', (_, marked) => {
    expectMarked(marked, diagnose);
  });
});

describe('a space', () => {
  const skeleton = 'skeleton { image = 32x32x3; stem = 64; stacks = 3; cells = 3; classes = 10 }';
  it.each([
    ['nothing wrong', `operations on vertices { x }; vertices <= 3; ${skeleton}`],
    [
      'an unknown property',
      `operations on vertices { x }; vertices <= 3; «verts»unknown-property; = 3; ${skeleton}`,
    ],
    [
      'a property in the wrong place',
      `operations on vertices { x }; vertices <= 3; «stem»unknown-property; = 3; ${skeleton}`,
    ],
    [
      'a property twice',
      `operations on vertices { x }; vertices <= 3; «vertices»duplicate-property; <= 4; ${skeleton}`,
    ],
    ['= for <=', `operations on vertices { x }; «vertices = 3»wrong-relation;; ${skeleton}`],
    ['<= for =', `operations on edges { x }; «vertices <= 3»wrong-relation;; ${skeleton}`],
    ['a word for a number', `operations on edges { x }; vertices = «few»wrong-value;; ${skeleton}`],
    [
      'a word that is none of those',
      `operations on edges { x }; vertices = 3; output = «cat»wrong-value;; ${skeleton}`,
    ],
    ['an operation twice', `operations on edges { x; «x»duplicate-operation; }; vertices = 3; ${skeleton}`],
    [
      'an alias twice',
      `operations on edges { x aka "y"; z aka «"y"»duplicate-operation; }; vertices = 3; ${skeleton}`,
    ],
    ['a name with a meaning', `operations on edges { «input»reserved-name; }; vertices = 3; ${skeleton}`],
    ['no operations', `«operations»missing-operations; on edges { }; vertices = 3; ${skeleton}`],
    [
      'an image that is none',
      `operations on edges { x }; vertices = 3; ${skeleton.replace('32x32x3', '«32»wrong-value;')}`,
    ],
    [
      'half a skeleton',
      'operations on edges { x }; vertices = 3; «skeleton»missing-property; { image = 32x32x3 }',
    ],
  ])('with %s', (_, body) => {
    expectMarked(`space s { ${body} }`, diagnose);
  });

  it('without a skeleton, or without vertices', () => {
    expectMarked('space «s»missing-skeleton; { operations on edges { x }; vertices = 3 }', diagnose);
    expectMarked(`space «s»missing-property; { operations on edges { x }; ${skeleton} }`, diagnose);
  });
});

describe('fixes', () => {
  it.each([
    [`a = conv3x3(«inpt»unbound-name;)\n${ok}`, `a = conv3x3(input)\n${ok}`],
    [`a = «conv33»unknown-operation;(input)\n${ok}`, `a = conv3x3(input)\n${ok}`],
    [`a = «maxpol3x3»unknown-operation;(input)\n${ok}`, `a = maxpool3x3(input)\n${ok}`],
    [`a = conv3x3(«conv1x1(input)»nested-call;)\n${ok}`, `b = conv1x1(input)\na = conv3x3(b)\n${ok}`],
    [`; a = conv3x3(«conv1x1(input)»nested-call;)\n${ok}`, `; b = conv1x1(input); a = conv3x3(b)\n${ok}`],
    [
      `a = conv3x3(input)\nb = conv3x3(«input,  a»wrong-form;)\n${ok}`,
      `a = conv3x3(input)\nb = conv3x3(input + a)\n${ok}`,
    ],
    ['output = «conv3x3(input)»wrong-form;', 'a = conv3x3(input)\noutput = concat(a)'],
    ['output = «input»wrong-form;', 'output = concat(input)'],
    ['«outptu»missing-output; = conv3x3(input)', 'output = conv3x3(input)'],
    [`a = conv3x3(input + «input»duplicate-edge;)\n${ok}`, `a = conv3x3(input)\n${ok}`],
    ['output = concat(input, «input»duplicate-edge;)', 'output = concat(input)'],
    [
      `a = conv3x3(«b»used-before-bound;)\n  b = conv1x1(input)\n${ok}`,
      `b = conv1x1(input)\na = conv3x3(b)\n${ok}`,
    ],
    [
      `a = conv3x3(«b»used-before-bound;); b = conv1x1(input); ${ok}`,
      `b = conv1x1(input)\na = conv3x3(b); ${ok}`,
    ],
  ])('mends %s', (before, after) => {
    const marked = `cell c : vs {\n${before}\n}`;
    const [found] = expectMarked(marked, diagnose);
    expect(mended(unmarked(marked).text, found!)).toBe(`cell c : vs {\n${after}\n}`);
  });

  it.each([
    [
      'cell «c»missing-output; : vs {\n  a = conv3x3(input)\n}',
      'cell c : vs {\n  a = conv3x3(input)\n  output = concat(a)\n}',
    ],
    [
      'cell «c»missing-output; : vs { a = conv3x3(input) }',
      'cell c : vs { a = conv3x3(input) ; output = concat(a) }',
    ],
    [
      'cell «c»missing-output; : es {\n  a = skip(input)\n  b = none(a) + skip(input)\n}',
      'cell c : es {\n  a = skip(input)\n  b = none(a) + skip(input)\n  output = skip(b)\n}',
    ],
    ['cell c : «vx»unknown-space; { output = concat(input) }', 'cell c : vs { output = concat(input) }'],
    [
      'cell «c»no-space; { a = skip(input); output = skip(a) }',
      'cell c : es { a = skip(input); output = skip(a) }',
    ],
    [
      'cell c : es { a = «input»missing-operation;; output = skip(a) }',
      'cell c : es { a = skip(input); output = skip(a) }',
    ],
    [
      'cell c : es { a = skip(input); b = skip(«a + input»wrong-form;); output = skip(b) }',
      'cell c : es { a = skip(input); b = skip(a) + skip(input); output = skip(b) }',
    ],
    ['cell c : ss { output = «concat(input)»wrong-form; }', 'cell c : ss { output = input }'],
  ])('mends %s', (marked, after) => {
    const [found] = expectMarked(marked, diagnose);
    expect(mended(unmarked(marked).text, found!)).toBe(after);
  });

  const offered = (marked: string) => {
    const { text } = unmarked(marked);
    return Object.fromEntries(
      expectMarked(marked, diagnose)[0]!.otherFixes?.map(fix => [fix.title, mended(text, { fix })]) ?? [],
    );
  };

  it.each([
    [
      `a = «conv9x9»unknown-operation;(input)\n${ok}`,
      {
        "Change to 'conv1x1'": `a = conv1x1(input)\n${ok}`,
        "Change to 'conv3x3'": `a = conv3x3(input)\n${ok}`,
        "Change to 'maxpool3x3'": `a = maxpool3x3(input)\n${ok}`,
      },
    ],
    [
      `  a = conv3x3(«stem»unbound-name;)\n${ok}`,
      { "Define 'stem'": `  stem = conv1x1(input)\n  a = conv3x3(stem)\n${ok}` },
    ],
    [
      'n1 = conv1x1(input)\n«n1»bound-twice; = conv3x3(n1)\nb = conv1x1(n1 + input)\noutput = concat(n1, b)',
      {
        "Rename to 'n2'":
          'n1 = conv1x1(input)\nn2 = conv3x3(n1)\nb = conv1x1(n2 + input)\noutput = concat(n2, b)',
      },
    ],
    [
      `«input»input-rebound; = conv1x1(a)\n${ok}`.replace('conv1x1(a)', 'conv1x1(input)'),
      { "Rename to 'input2'": 'input2 = conv1x1(input)\noutput = concat(input2)' },
    ],
    [
      `a = conv1x1(input)\nb = «conv3x3()»missing-input;\n${ok}`,
      {
        "Change to 'conv3x3(a)'": `a = conv1x1(input)\nb = conv3x3(a)\n${ok}`,
        "Change to 'conv3x3(input)'": `a = conv1x1(input)\nb = conv3x3(input)\n${ok}`,
      },
    ],
    [
      `a = «conv3x3»operation-without-input;\n${ok}`,
      { "Change to 'conv3x3(input)'": `a = conv3x3(input)\n${ok}` },
    ],
    // One that would still be used before it is bound is not moved.
    [`a = conv3x3(«b»used-before-bound;)\nb = conv1x1(a)\n${ok}`, {}],
  ])('to choose among for %s', (before, after) => {
    const marked = (body: string) => `cell c : vs {\n${body}\n}`;
    expect(offered(marked(before))).toEqual(
      Object.fromEntries(Object.entries(after).map(([title, body]) => [title, marked(body)])),
    );
  });

  it('take away either of two operations on an edge', () => {
    expect(offered('cell c : es { output = skip(input) + «conv3x3(input)»duplicate-edge; }')).toEqual({
      "Remove 'conv3x3(input)'": 'cell c : es { output = skip(input) }',
      "Remove 'skip(input)'": 'cell c : es { output = conv3x3(input) }',
    });
  });

  it('give the second of two cells of one name another', () => {
    const cells = (name: string) => `use vs\ncell c { ${ok} }\ncell ${name} { ${ok} }\ncell c2 { ${ok} }`;
    expect(offered(cells('«c»duplicate-cell-name;'))).toEqual({ "Rename to 'c3'": cells('c3') });
  });

  it('are obvious only where one name is nearest', () => {
    const [found] = diagnose(`cell c : vs { a = conv2x2(input); ${ok} }`);
    expect(found).toMatchObject({ code: 'unknown-operation' });
    expect(found?.fix).toBeUndefined();
  });
});

it('checks a cell of 10,000 wrong statements without a stall', () => {
  expectLinear(size => {
    const lines = Array.from(
      { length: size },
      (_, i) => `name_of_vertex_${i} = convx(name_of_vertx_${i} + other)`,
    );
    expect(diagnose(`cell c : vs {\n${lines.join('\n')}\n${ok}\n}`)).toHaveLength(3 * size);
  }, 2500);
});
