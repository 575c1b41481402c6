import { catalogue, operationNamed, withDefaults } from '../../cells/network/catalogue';
import type { Block, Call, ExternalClass, Network, NetworkNode } from '../../cells/network/network';
import type { PythonForm } from '../../cells/network/operation';
import { Expression, inPython } from '../../cells/network/operations/forms';
import { type Size, substitute } from '../../cells/network/size';

/** What the code of a library needs besides the blocks themselves; filled while they are written. */
export interface Uses {
  readonly library: 'pytorch' | 'keras';
  readonly helpers: Set<string>;
  readonly imports: Set<string>;
}

/** A value that code has: its Python expression, and its channels as one. */
export interface Value {
  readonly text: string;
  /** A sum, which needs parentheses before an index or an attribute. */
  readonly sum: boolean;
  readonly channels: string;
}

/** A size as a Python expression. */
export function writeSize(size: Size, nameOf: (parameter: string) => string): string {
  if (typeof size === 'number') return `${size}`;
  if ('parameter' in size) return nameOf(size.parameter);
  if (!('operator' in size)) throw new Error('What a cell chooses has not been put into its network.');
  const { operator } = size;
  const all = size.operands.map(operand => writeSize(operand, nameOf));
  const [a, b] = all as [string, string];
  switch (operator) {
    case 'min':
    case 'max':
      return `${operator}(${all.join(', ')})`;
    case 'floor':
    case 'ceil':
      return `math.${operator}(${a})`;
    case 'divisible':
      return `divisible(${a}, ${b})`;
  }
  return `${atom(a)} ${operator} ${atom(b)}`;
}

/** An argument as a Python expression: a size, a word, two sides, or yes or no. */
function writeArgument(value: Size | string | boolean, size: (size: Size) => string): string {
  return typeof value === 'object' ? size(value) : inPython(value);
}

/** What Python code needs for the sizes in it. */
export function noteSizes(text: string, uses: Uses): void {
  if (/\bwhole\(/.test(text)) uses.helpers.add('whole');
  if (/\bdivisible\(/.test(text)) uses.helpers.add('divisible');
  if (/\bmath\./.test(text)) uses.imports.add('math');
}

const whole = ['def whole(size):', '    return int(size) if size == int(size) else size'];

const divisible = [
  'def divisible(size, by):',
  '    """The nearest multiple, not below 90 % of the size."""',
  '    near = max(by, int(size + by / 2) // by * by)',
  '    return near + by if near < 0.9 * size else near',
];

function atom(expression: string): string {
  return expression.includes(' ') && !/^\w+\([^()]*\)$/.test(expression) ? `(${expression})` : expression;
}

/** The form of a call of an operation, and what its output has of channels. */
export function formOf(
  { callee, arguments: given }: Call,
  inputs: readonly Value[],
  size: (size: Size) => string,
  uses: Uses,
): { readonly form: PythonForm; readonly channels: string } {
  const operation = operationNamed(callee);
  const known: Record<string, number | string | boolean> = {};
  const written = (value: Size) => {
    const text = size(value);
    // A quotient of whole numbers is one here, or `flatten` would have said so.
    return / \/ /.test(text) ? `int(${text})` : text;
  };
  for (const [name, value] of Object.entries(given))
    known[name] =
      name === 'channels'
        ? written(value as Size)
        : typeof value === 'object'
          ? (new Expression(written(value)) as unknown as string)
          : value;
  const all = withDefaults(callee, known);
  const from = inputs[0]!.channels;
  // Channels are the one argument that is an expression here, as `PythonArguments` has it.
  const form = operation[uses.library](all as never, from);
  noteSizes(`${Object.values(all).join(' ')} ${from}`, uses);
  const channels =
    operation.channels === 'given'
      ? String(all['channels'])
      : operation.channels === 'sum'
        ? inputs.map(input => input.channels).join(' + ')
        : from;
  return { form, channels };
}

export function noteUses(form: PythonForm, uses: Uses): void {
  for (const name of form.needs ?? []) uses.helpers.add(name);
  for (const name of form.imports ?? []) uses.imports.add(name);
}

/** Puts the inputs into the place holders of a form. */
export function fillIn(form: PythonForm, inputs: readonly Value[], self: string, channels: string): Value {
  const texts = inputs.map(({ text }) => text);
  const first = inputs[0]!;
  const whole = /^\{(x|sum)\}$/.test(form.value);
  const x = first.sum && /\{x\}[.[]/.test(form.value) ? `(${first.text})` : first.text;
  const text = form.value.replace(/\{(self|x|all|sum)\}/g, (_, name: string) =>
    name === 'self' ? self : name === 'x' ? x : texts.join(name === 'all' ? ', ' : ' + '),
  );
  return { text, sum: whole && (texts.length > 1 || first.sum), channels };
}

/** The definitions of the helpers used, in the order of the catalogue. */
export function helperDefinitions({ library, helpers }: Uses): (readonly string[])[] {
  const all = new Map<string, readonly string[]>([
    ['divisible', divisible],
    ['whole', whole],
  ]);
  const own = new Map(
    Object.values(catalogue).flatMap(operation => Object.entries(operation.helpers?.[library] ?? {})),
  );
  for (const [name, lines] of own) all.set(name, lines);
  return [...all].flatMap(([name, lines]) => (helpers.has(name) ? [lines] : []));
}

export type ExternalBlock = Block & { readonly external: ExternalClass };

/** The Python classes that a network calls. */
export function externalBlocks({ blocks }: Network): ExternalBlock[] {
  return blocks.filter((block): block is ExternalBlock => block.external !== undefined);
}

export function blockNamed({ blocks }: Network, name: string): Block | undefined {
  return blocks.find(block => block.name === name);
}

/** The channels of a block's output, given its parameters as expressions. */
export function outputChannels(block: Block, parameters: ReadonlyMap<string, string>): string {
  const known = new Map([...parameters].map(([name, text]) => [name, Number(text)] as const));
  const size = substitute(block.outputs[0]!.channels, leaf => {
    const value = 'parameter' in leaf ? known.get(leaf.parameter) : undefined;
    return Number.isFinite(value) ? value : undefined;
  });
  return writeSize(size as Size, name => parameters.get(name)!);
}

/** The parameters of a called block as expressions of where it is called. */
export function calledParameters(
  block: Block,
  { arguments: given }: Call,
  inputs: readonly Value[],
  size: (size: Size) => string,
): Map<string, string> {
  const all = new Map<string, string>();
  for (const { name, channelsOf, default: usual } of block.parameters) {
    const value = given[name];
    all.set(
      name,
      channelsOf !== undefined
        ? inputs[block.inputs.indexOf(channelsOf)]!.channels
        : value === undefined
          ? writeArgument(usual!, it => writeSize(it, other => all.get(other)!))
          : writeArgument(value, size),
    );
  }
  return all;
}

/** What a call of a block is given: what is not as by default, as keywords where the block is declared so. */
export function callArguments(
  block: Block,
  parameters: ReadonlyMap<string, string>,
  skip: boolean,
): string[] {
  return block.parameters.flatMap(({ name, channelsOf, default: usual }) => {
    const value = parameters.get(name)!;
    if (skip && channelsOf !== undefined) return [];
    const known = typeof usual === 'object' || usual === undefined ? undefined : inPython(usual);
    // Defaults of a Python class are its own affair, and a quotient may stand where it wants a whole number.
    if (value === known && (block.declared || !skip) && !block.external) return [];
    const written = block.external && / \/ /.test(value) ? `whole(${value})` : value;
    return block.declared && channelsOf === undefined ? [`${name}=${written}`] : [written];
  });
}

/** The parameters of a declared block in a signature: by keyword, with their defaults. */
export function keywordParameters(block: Block): string[] {
  const own = block.parameters.filter(({ channelsOf }) => channelsOf === undefined);
  const written = own.map(({ name, default: usual }) =>
    typeof usual === 'object' || usual === undefined ? name : `${name}=${inPython(usual)}`,
  );
  return written.length > 0 ? ['*', ...written] : [];
}

/** The call of a node; a template's open places have none. */
export function callIn(node: NetworkNode): Call {
  if (!('call' in node)) throw new Error(`What is chosen at ${node.name} has not been filled in.`);
  return node.call;
}
