// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of snippets are written so
import { type CompletionItem, CompletionItemKind, InsertTextFormat } from 'vscode-languageserver';
import { declarable, declaredArguments, isDeclarable, operationNamed } from '../../cells/network/catalogue';
import type { SearchSpace } from '../../cells/space';
import { measuredArguments } from '../../language/checkMeasured';
import { type PropertyForm, skeletonProperties, spaceProperties } from '../../language/properties';
import { serverKindOf } from '../kinds/serverKind';
import { type Markup, paragraph, words } from '../markup';

/** An item before it is fitted to what the client can show and insert. */
export interface Item extends Omit<CompletionItem, 'documentation'> {
  readonly documentation?: Markup;
}

/** `doc`: our own words, with code in backticks. */
export function snippet(label: string, text: string, doc: string, kind: CompletionItemKind): Item {
  return {
    label,
    kind,
    insertText: text,
    insertTextFormat: InsertTextFormat.Snippet,
    documentation: paragraph(words(doc)),
  };
}

export function keyword(label: string): Item {
  return { label, kind: CompletionItemKind.Keyword };
}

/** A cell to begin with, without an error in the space where one is given; else its space is to be chosen. */
export function cellSnippet(space: SearchSpace | undefined, spaces: readonly string[]): Item {
  const head = space ? 'cell ${1:name}' : `cell \${1:name} : \${2|${spaces.join(',')}|}`;
  const lines = space ? serverKindOf(space).firstCell(space) : ['$0'];
  return snippet(
    'cell',
    [`${head} {`, ...lines.map(line => `\t${line}`), '}'].join('\n'),
    'A cell: vertices from `input` to `output`.',
    CompletionItemKind.Keyword,
  );
}

/** A declaration besides the first form of its keyword says in `form` which it is. */
function declaration(label: string, lines: readonly string[], doc: string, form?: string): Item {
  return {
    ...snippet(label, lines.join('\n'), doc, CompletionItemKind.Keyword),
    ...(form ? { detail: form, labelDetails: { detail: ` ${form}` } } : {}),
  };
}

/** What a file may declare besides cells that are written out. `spaces`: the names there are. */
export function otherDeclarations(spaces: readonly string[]): Item[] {
  const head = spaces.includes('nasbench201') ? [spelledCell] : [];
  return [
    ...head,
    declaration('use', [`use \${1|${spaces.join(',')}|}`], 'The space of every cell below that names none.'),
    ...spacesAndOperations,
  ];
}

const spelledCell = declaration(
  'cell',
  [
    'cell ${1:name} : nasbench201 = "${2:|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|skip_connect~0|nor_conv_3x3~1|nor_conv_3x3~2|}"',
  ],
  'A cell of nasbench201 as the benchmark spells it.',
  'by its published spelling',
);

const spacesAndOperations: readonly Item[] = [
  declaration(
    'space',
    [
      '/// ${1:What we search.}',
      'space ${2:lab} {',
      '\toperations on ${3|vertices,edges|} {',
      '\t\tconv3x3',
      '\t\tsep3x3 = separable(kernel: 3)',
      '\t\tmaxpool3x3',
      '\t\tskip = identity()$0',
      '\t}',
      '\tvertices ${4|<=,=|} ${5:7}',
      '\tskeleton {',
      '\t\timage = 32x32x3',
      '\t\tstem = ${6:64}',
      '\t\tstacks = 3',
      '\t\tcells = 3',
      '\t\tclasses = 10',
      '\t}',
      '}',
    ],
    'A search space: its operations, its limits, and the network its cells are built into.',
  ),
  declaration(
    'space',
    [
      '/// ${1:What we search.}',
      'space ${2:nets} {',
      '\toperations on layers {',
      '\t\tblock = ${3:conv3x3}()',
      '\t\tskip = shortcut()$0',
      '\t}',
      '\tchoose width = ${4:16 | 32 | 64}',
      '\tnetwork {',
      '\t\tinput = image(${5:32x32x3})',
      '\t\tstem = conv3x3(input, channels: width)',
      '\t\tbody = stage(stem, layers: ${6:2..4}, channels: 2 * width, stride: 2)',
      '\t\toutput = linear(globalpool(body), channels: ${7:10})',
      '\t}',
      '}',
    ],
    'A space of networks, whose layers and sizes are chosen.',
    'of networks',
  ),
  declaration(
    'operation',
    [
      '/// ${1:What it computes.}',
      'operation ${2:mbconv}(kernel, expand, channels = input.channels, stride = 1) {',
      '\twide = conv1x1(input, channels: expand * input.channels)',
      '\tdeep = depthwise(wide, kernel: kernel, stride: stride)',
      '\tnarrow = conv1x1(deep, channels: channels, activation: none)',
      '\toutput = residual(narrow, input)$0',
      '}',
    ],
    "An operation of one's own, built from the catalogue.",
  ),
];

export const blocks = [
  snippet(
    'operations',
    'operations on ${1|vertices,edges|} {\n\t$0\n}',
    'The operations, and where they stand.',
    CompletionItemKind.Property,
  ),
  snippet(
    'skeleton',
    'skeleton {\n\t$0\n}',
    'The network that cells are stacked into.',
    CompletionItemKind.Property,
  ),
];

export function properties(forms: Readonly<Record<string, PropertyForm>>): Item[] {
  return Object.entries(forms).map(([label, { relation, value, usual, meaning }]) => {
    const choice = Array.isArray(value) ? `\${1|${value.join(',')}|}` : `\${1:${usual ?? ''}}`;
    const sign = relation === '=' ? '=' : '<=';
    return snippet(label, `${label} ${sign} ${choice}`, meaning, CompletionItemKind.Property);
  });
}

export function valuesOf(property: string): Item[] {
  const form = spaceProperties[property] ?? skeletonProperties[property];
  const values = Array.isArray(form?.value) ? form.value : form?.usual ? [form.usual] : [];
  return values.map((label: string) => ({ label, kind: CompletionItemKind.EnumMember }));
}

export function definitions(before: string): Item[] {
  return declarable.map(kind => {
    const needed = Object.entries(declaredArguments(kind)).filter(
      ([, parameter]) => parameter.default === undefined,
    );
    const written = needed.map(([name], i) => `${name}: \${${i + 1}:3}`).join(', ');
    return snippet(
      kind,
      `${before}${kind}(${written})`,
      operationNamed(kind).summary,
      CompletionItemKind.Function,
    );
  });
}

/** What an operation of the catalogue takes besides what it is given already. */
export function argumentsOf(callee: string, given: readonly string[]): Item[] {
  if (!isDeclarable(callee)) return [];
  return Object.entries(declaredArguments(callee))
    .filter(([name]) => !given.includes(name))
    .map(([name, { min, max, default: usual }]) =>
      snippet(
        name,
        `${name}: \${1:${usual ?? 3}}`,
        `A whole number from ${min} to ${max}${usual === undefined ? '' : `; ${usual} if it is not given`}.`,
        CompletionItemKind.Property,
      ),
    );
}

const measuredArgumentForms: Readonly<
  Record<(typeof measuredArguments)[number], { readonly value: string; readonly meaning: string }>
> = {
  epochs: { value: '${1:200}', meaning: 'How many epochs the cell was trained for.' },
  seeds: { value: '${1:3}', meaning: 'How many trainings with different seeds the value is the mean of.' },
  deviation: { value: '${1:0.2}', meaning: 'The sample standard deviation over the seeds.' },
  goal: { value: '${1|max,min|}', meaning: 'Whether higher (`max`) or lower (`min`) values are better.' },
};

/** The arguments of a `measured` line besides those it has. */
export function measuredArgumentItems(given: readonly string[]): Item[] {
  return measuredArguments
    .filter(name => !given.includes(name))
    .map(name => {
      const { value, meaning } = measuredArgumentForms[name];
      return snippet(name, `${name}: ${value}`, meaning, CompletionItemKind.Property);
    });
}
