// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of snippets are written so
import { CompletionItemKind } from 'vscode-languageserver';
import {
  arityOf,
  catalogueCallee,
  catalogueNames,
  formOf,
  parametersOf,
} from '../../document/kinds/network/lowering';
import type { CellDocument } from '../../document/readDocument';
import { Kind, lex } from '../../language/lexer';
import { networkProperties } from '../../language/properties';
import type { Declaration } from '../../language/syntax';
import { type Item, properties, snippet } from '../features/snippets';

const chainArguments = {
  stage: ['layers', 'channels', 'stride'],
  stack: ['times', 'channels', 'stride'],
};

/**
 * What may stand in a declared operation, and in the network, the choices and the operations on layers of a space: values
 * bound above, operations, arguments and their words. `undefined` where the place lies in neither.
 */
export function formulaItems(read: CellDocument, offset: number): Item[] | undefined {
  const { file } = read;
  const declaration = file.declarations.findLast(({ start }) => start < offset);
  if (declaration?.kind !== 'operation' && !(declaration?.kind === 'space' && declaration.parts))
    return undefined;
  const { count, kinds, starts, ends, breaks } = lex(file.text.slice(declaration.start, offset));
  const word = (i: number) => file.text.slice(declaration.start + starts[i]!, declaration.start + ends[i]!);
  let last = count;
  if (last > 0 && declaration.start + ends[last - 1]! === offset && kinds[last - 1] === Kind.name) last--;
  const blocks: string[] = [];
  const open: number[] = [];
  const bound: string[] = [];
  /** The last token before this one that begins a line; 0 on the declaration's own line. */
  let line = 0;
  for (let i = 0; i < last; i++) {
    if (i > 1 && breaks[i - 1] === 1) line = i - 1;
    if (kinds[i] === Kind.openBrace) blocks.push(line === 0 ? 'space' : word(line));
    else if (kinds[i] === Kind.closeBrace) blocks.pop();
    else if (kinds[i] === Kind.openParenthesis) open.push(i);
    else if (kinds[i] === Kind.closeParenthesis) open.pop();
    else if (kinds[i] === Kind.equals && i > 0 && blocks.at(-1) !== 'operations') bound.push(word(i - 1));
  }
  if (blocks.length === 0) return undefined;
  const block = blocks.at(-1)!;
  const isNetwork = declaration.kind === 'operation' || block === 'network';
  const before = last > 0 ? kinds[last - 1] : undefined;
  const values = isNetwork ? ['input', ...bound].toReversed() : [];
  const sizes = sizesOf(declaration);
  const call = open.at(-1);
  const callee = call === undefined ? undefined : word(call - 1);
  if (before === Kind.colon && callee !== undefined)
    return argumentValues(read, callee, word(last - 2), sizes);
  if (
    (before === Kind.openParenthesis || before === Kind.comma) &&
    callee !== undefined &&
    call !== undefined
  ) {
    const given = Array.from({ length: last - call }, (_, i) => i + call).flatMap(i =>
      kinds[i + 1] === Kind.colon ? [word(i)] : [],
    );
    return [...(isNetwork ? variables(values) : []), ...argumentNames(read, callee, given)];
  }
  if (before === Kind.equals && (isNetwork || block === 'operations'))
    return [
      ...operationItems(read, declaration.kind === 'space' && isNetwork, isNetwork),
      ...(isNetwork ? variables(values) : []),
    ];
  if (before === Kind.plus && isNetwork) return [...variables(values), ...operationItems(read, false, true)];
  if (declaration.kind === 'space' && block === 'space' && breaks[last] === 1) return partItems(read, offset);
  return isNetwork || block === 'operations' ? [] : undefined;
}

/** Named choices and parameters. */
function sizesOf(declaration: Declaration): string[] {
  if (declaration.kind === 'operation')
    return [...declaration.parameters.map(({ name }) => name.text), 'input.channels'];
  if (declaration.kind !== 'space') return [];
  return (declaration.parts ?? []).flatMap(part =>
    part.kind === 'choose' && part.name ? [part.name.text] : [],
  );
}

function variables(names: readonly string[]): Item[] {
  return [...new Set(names)].map(label => ({ label, kind: CompletionItemKind.Variable }));
}

/** The operations that a file may call and the catalogue lacks: its own, then those of other files. */
function declared({ file, operations }: CellDocument) {
  const own = file.declarations.flatMap(each =>
    each.kind === 'operation' && each.name ? [{ ...each, name: each.name, from: 'this file' }] : [],
  );
  const others = [...operations.values()].flatMap(({ declaration, of, broken }) =>
    declaration.name && !broken ? [{ ...declaration, name: declaration.name, from: of.file }] : [],
  );
  return [...own, ...others.filter(({ name }) => !own.some(each => each.name.text === name.text))];
}

function operationItems(read: CellDocument, withStage: boolean, withValues: boolean): Item[] {
  const stage = withStage
    ? [
        snippet(
          'stage',
          'stage($1, layers: ${2:2..4}, channels: ${3:64}, stride: ${4:1})$0',
          'A chain of layers, each of which is chosen.',
          CompletionItemKind.Function,
        ),
        snippet(
          'stack',
          'stack($1, ${2:conv3x3}, times: ${3:2}, channels: ${4:64}, stride: ${5:1})$0',
          'One operation, so many times in a row.',
          CompletionItemKind.Function,
        ),
      ]
    : [];
  const own = declared(read).map(({ name, parameters, doc, from }) =>
    snippet(
      name.text,
      callText(
        name.text,
        withValues ? 1 : 0,
        parameters.flatMap(parameter => (parameter.default ? [] : [parameter.name.text])),
      ),
      doc ?? `Declared in ${from}.`,
      CompletionItemKind.Function,
    ),
  );
  const known = ['conv3x3', 'conv1x1', ...catalogueNames()].flatMap(name => {
    const callee = catalogueCallee(name);
    if (callee?.kind !== 'catalogue') return [];
    return [
      snippet(
        name,
        callText(
          name,
          withValues ? (arityOf(callee) ?? 2) : 0,
          parametersOf(callee).flatMap(parameter => (parameter.needed ? [parameter.name] : [])),
        ),
        callee.operation.summary,
        CompletionItemKind.Function,
      ),
    ];
  });
  return [...stage, ...own, ...known];
}

/** A call whose inputs and arguments are tab stops; the last leaves its parentheses. */
function callText(name: string, inputs: number, named: readonly string[]): string {
  const stops = [
    ...Array.from({ length: inputs }, (_, i) => `$${i + 1}`),
    ...named.map((each, i) => `${each}: $${inputs + i + 1}`),
  ];
  return stops.length > 0 ? `${name}(${stops.join(', ')})$0` : `${name}($0)`;
}

function argumentNames(read: CellDocument, callee: string, given: readonly string[]): Item[] {
  const known = catalogueCallee(callee);
  const own = declared(read).find(({ name }) => name.text === callee);
  const names =
    callee === 'stage' || callee === 'stack'
      ? chainArguments[callee]
      : own
        ? own.parameters.map(({ name }) => name.text)
        : known
          ? parametersOf(known).map(({ name }) => name)
          : [];
  return names
    .filter(name => !given.includes(name))
    .map(name => snippet(name, `${name}: $0`, `An argument of \`${callee}\`.`, CompletionItemKind.Field));
}

function argumentValues(
  read: CellDocument,
  callee: string,
  argument: string,
  sizes: readonly string[],
): Item[] {
  const known = declared(read).some(({ name }) => name.text === callee) ? undefined : catalogueCallee(callee);
  const form = known && formOf(known, argument);
  const words = form?.form === 'word' ? form.words : form?.form === 'yes-no' ? ['yes', 'no'] : [];
  return [
    ...words.map(label => ({ label, kind: CompletionItemKind.EnumMember })),
    ...(words.length > 0 ? [] : variables(sizes)),
  ];
}

/** The parts of a space of networks that may still be written. */
function partItems({ file }: CellDocument, offset: number): Item[] {
  const declaration = file.declarations.findLast(({ start }) => start < offset);
  const space = declaration?.kind === 'space' ? declaration : undefined;
  const has = (kind: string) => space?.parts?.some(part => part.kind === kind) ?? false;
  const written = new Set(space?.properties.map(({ name }) => name.text));
  const item = (label: string, text: string, doc: string) =>
    snippet(label, text, doc, CompletionItemKind.Keyword);
  return [
    item('choose', 'choose ${1:width} = ${2:16} | ${3:32}$0', 'A named choice of numbers or words.'),
    item('operations', 'operations on layers {\n\t$0\n}', 'What a layer of a stage may be.'),
    item('where', 'where ${1:a} <= ${2:b}$0', 'A condition that cells meet.'),
    ...(has('network')
      ? []
      : [
          item(
            'network',
            'network {\n\tinput = image(${1:32x32x3})\n\t$0\n}',
            'The network, with its stages open.',
          ),
        ]),
    ...(has('training')
      ? []
      : [item('training', 'training {\n\tepochs = ${1:100}$0\n}', 'Facts and choices of the training.')]),
    ...properties(networkProperties).filter(({ label }) => !written.has(label)),
  ];
}
