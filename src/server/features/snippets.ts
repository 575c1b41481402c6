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

export const otherDeclarations: Item[] = [
  snippet(
    'use',
    'use ${1:nasbench101}',
    'The space of every cell below that names none.',
    CompletionItemKind.Keyword,
  ),
  snippet(
    'space',
    [
      'space ${1:name} {',
      '\toperations on ${2|vertices,edges|} {',
      '\t\tconv3x3 = conv(kernel: 3)$0',
      '\t}',
      '\tvertices <= ${3:7}',
      '\tedges    <= ${4:9}',
      '\toutput   = ${5|concat,sum|}',
      '\tskeleton {',
      '\t\timage   = 32x32x3',
      '\t\tstem    = 64',
      '\t\tstacks  = 3',
      '\t\tcells   = 3',
      '\t\tclasses = 10',
      '\t}',
      '}',
    ].join('\n'),
    'A search space: its operations, its limits, and the network its cells are built into.',
    CompletionItemKind.Keyword,
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
