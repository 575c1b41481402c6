import { catalogue, operationNamed, withDefaults } from '../../cells/network/catalogue';
import type { Block, Call, Network, NetworkNode } from '../../cells/network/network';
import type { PythonForm } from '../../cells/network/operation';
import type { Size } from '../../cells/network/size';

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
  const [a, b] = size.operands.map(operand => writeSize(operand, nameOf)) as [string, string];
  if (size.operator === 'min' || size.operator === 'max') return `${size.operator}(${a}, ${b})`;
  return `${atom(a)} ${size.operator} ${atom(b)}`;
}

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
  for (const [name, value] of Object.entries(given))
    known[name] = name === 'channels' || typeof value === 'object' ? size(value as Size) : value;
  const all = withDefaults(callee, known);
  const from = inputs[0]!.channels;
  // Channels are the one argument that is an expression here, as `PythonArguments` has it.
  const form = operation[uses.library](all as never, from);
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
  const all = new Map(
    Object.values(catalogue).flatMap(operation => Object.entries(operation.helpers?.[library] ?? {})),
  );
  return [...all].flatMap(([name, lines]) => (helpers.has(name) ? [lines] : []));
}

export function blockNamed({ blocks }: Network, name: string): Block | undefined {
  return blocks.find(block => block.name === name);
}

/** The channels of a block's output, given its parameters as expressions. */
export function outputChannels(block: Block, parameters: ReadonlyMap<string, string>): string {
  return writeSize(block.outputs[0]!.channels, name => parameters.get(name)!);
}

/** The parameters of a called block as expressions of where it is called. */
export function calledParameters(
  block: Block,
  { arguments: given }: Call,
  inputs: readonly Value[],
  size: (size: Size) => string,
): Map<string, string> {
  return new Map(
    block.parameters.map(({ name, channelsOf, default: usual }) => {
      if (channelsOf !== undefined) return [name, inputs[block.inputs.indexOf(channelsOf)]!.channels];
      const value = given[name];
      return [name, value === undefined ? `${usual}` : size(value as Size)];
    }),
  );
}

/** The call of a node; a template's open places have none. */
export function callIn(node: NetworkNode): Call {
  if (node.kind === 'chosen') throw new Error(`What is chosen at ${node.name} has not been filled in.`);
  return node.call;
}
