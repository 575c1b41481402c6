import type { Call, LayerArguments, Shape } from './network';
import type { ArgumentForm, Operation } from './operation';
import { add } from './operations/add';
import { avgpool } from './operations/avgpool';
import { batchnorm } from './operations/batchnorm';
import { concat } from './operations/concat';
import { conv } from './operations/conv';
import { depthwise } from './operations/depthwise';
import { external } from './operations/external';
import { gate } from './operations/gate';
import { gelu } from './operations/gelu';
import { globalpool } from './operations/globalpool';
import { hardsigmoid } from './operations/hardsigmoid';
import { hardswish } from './operations/hardswish';
import { identity } from './operations/identity';
import { layernorm } from './operations/layernorm';
import { linear } from './operations/linear';
import { maxpool } from './operations/maxpool';
import { relu } from './operations/relu';
import { relu6 } from './operations/relu6';
import { residual } from './operations/residual';
import { scale } from './operations/scale';
import { se } from './operations/se';
import { separable } from './operations/separable';
import { shortcut } from './operations/shortcut';
import { shuffle } from './operations/shuffle';
import { sigmoid } from './operations/sigmoid';
import { silu } from './operations/silu';
import { split } from './operations/split';
import { tanh } from './operations/tanh';
import { truncate } from './operations/truncate';
import { upsample } from './operations/upsample';
import { zero } from './operations/zero';

/** Every operation, by name: the files of `operations/`. Those that a space may declare come first. */
export const catalogue: Readonly<Record<string, Operation>> = {
  conv,
  separable,
  depthwise,
  maxpool,
  avgpool,
  identity,
  zero,
  add,
  concat,
  truncate,
  globalpool,
  linear,
  batchnorm,
  layernorm,
  relu,
  relu6,
  silu,
  gelu,
  hardswish,
  sigmoid,
  hardsigmoid,
  tanh,
  se,
  gate,
  scale,
  residual,
  shortcut,
  upsample,
  split,
  shuffle,
  external,
};

/** What an operation of a space is: one of the catalogue, and each argument that a space may give it. Plain data. */
export type OperationDefinition = { readonly kind: string } & LayerArguments;

export function operationNamed(name: string): Operation {
  const operation = Object.hasOwn(catalogue, name) ? catalogue[name] : undefined;
  if (!operation) throw new Error(`there is no operation ${name}`);
  return operation;
}

/** Names of the operations that a space may declare. */
export const declarable: readonly string[] = Object.keys(catalogue).filter(name => catalogue[name]!.declares);

export function isDeclarable(name: string): boolean {
  return declarable.includes(name);
}

/** The arguments that a space may give an operation. */
export function declaredArguments(
  name: string,
): Readonly<Record<string, ArgumentForm & { readonly form: 'size' }>> {
  const { declares = [], arguments: forms } = operationNamed(name);
  return Object.fromEntries(
    declares.flatMap(argument => {
      const form = forms[argument]!;
      return form.form === 'size' ? [[argument, form] as const] : [];
    }),
  );
}

/** `conv3x3`, `sep5x5`, `dil3x3`, `dw3x3`, `maxpool3x3`, `avgpool3x3`, `skip`, `none`: what a name means by itself. */
export function operationByName(name: string): OperationDefinition | undefined {
  const [, stem = name, size, other] = /^([a-z]+)(\d{1,2})x(\d{1,2})$/.exec(name) ?? [];
  const side = Number(size);
  for (const kind of declarable)
    for (const { name: wanted, kernel = false, given = {} } of catalogue[kind]!.shorthands ?? []) {
      if (wanted !== stem || kernel !== (size !== undefined)) continue;
      const known = kernel ? { ...given, kernel: side } : given;
      const forms = declaredArguments(kind);
      if (kernel && (size !== other || String(side) !== size || side < 1 || side > forms['kernel']!.max))
        continue;
      return {
        kind,
        ...Object.fromEntries(
          Object.entries(forms).map(([argument, form]) => [argument, known[argument] ?? form.default!]),
        ),
      };
    }
  return undefined;
}

/** The source of a definition: `conv(kernel: 3, dilation: 2)`, without what is as by default. */
export function writeDefinition(definition: OperationDefinition): string {
  const { kind, ...values } = definition;
  const forms = operationNamed(kind).arguments;
  const written = Object.entries(values).filter(([name, value]) => value !== forms[name]?.default);
  return `${kind}(${written.map(([name, value]) => `${name}: ${value}`).join(', ')})`;
}

/** The call of a definition in a block, with those of the arguments `more` that the operation has. */
export function callOf({ kind, ...values }: OperationDefinition, more: Call['arguments']): Call {
  const forms = operationNamed(kind).arguments;
  const own = Object.entries(more).filter(([name]) => Object.hasOwn(forms, name));
  return { callee: kind, arguments: { ...values, ...Object.fromEntries(own) } };
}

const formsOf = new Map<string, readonly (readonly [string, ArgumentForm])[]>();

function argumentForms(name: string): readonly (readonly [string, ArgumentForm])[] {
  const known = formsOf.get(name) ?? Object.entries(operationNamed(name).arguments);
  formsOf.set(name, known);
  return known;
}

/** All arguments of an operation, with the defaults of those that are not given. */
export function withDefaults(name: string, given: LayerArguments): LayerArguments {
  const all: Record<string, LayerArguments[string]> = {};
  for (const [argument, { default: usual }] of argumentForms(name)) {
    const value = given[argument] ?? usual;
    if (value === undefined) throw new Error(`${name} needs its ${argument}`);
    all[argument] = value;
  }
  return all;
}

export function outputShape(name: string, given: LayerArguments, inputs: readonly Shape[]): Shape {
  const operation = operationNamed(name);
  const problem =
    operation.ofMaps && inputs.some(({ extent }) => extent.length !== 2)
      ? `${name} applies to a map, not to a vector${name === 'conv' ? '; use linear on a vector' : ''}.`
      : operation.problem?.(given, inputs);
  if (problem) throw new Error(problem);
  const channels =
    operation.channels === 'given'
      ? Number(given['channels'])
      : operation.channels === 'sum'
        ? inputs.reduce((sum, input) => sum + input.channels, 0)
        : inputs[0]!.channels;
  return { channels, extent: operation.extent?.(given, inputs) ?? inputs[0]!.extent };
}
