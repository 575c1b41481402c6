import type { OperationDefinition } from './space';

interface Argument {
  readonly least: 1;
  readonly most: number;
  /** `undefined`: it must be given. */
  readonly default: number | undefined;
}

const kernel: Argument = { least: 1, most: 31, default: undefined };
const dilation: Argument = { least: 1, most: 16, default: 1 };
const groups: Argument = { least: 1, most: 65_536, default: 1 };

/** The operations that a space may define its own by, and what each takes. */
export const catalogue: Readonly<Record<OperationDefinition['kind'], Readonly<Record<string, Argument>>>> = {
  conv: { kernel, dilation, groups },
  separable: { kernel, dilation },
  depthwise: { kernel },
  maxpool: { kernel },
  avgpool: { kernel },
  identity: {},
  zero: {},
};

/** `conv3x3`, `sep5x5`, `dil3x3`, `dw3x3`, `maxpool3x3`, `avgpool3x3`, `skip`, `none`: what a name means by itself. */
export function operationByName(name: string): OperationDefinition | undefined {
  if (name === 'skip') return { kind: 'identity' };
  if (name === 'none') return { kind: 'zero' };
  const [, stem, size, other] = /^([a-z]+)(\d{1,2})x(\d{1,2})$/.exec(name) ?? [];
  const side = Number(size);
  if (stem === undefined || size !== other || String(side) !== size || side < 1 || side > kernel.most)
    return undefined;
  switch (stem) {
    case 'conv':
      return { kind: 'conv', kernel: side, dilation: 1, groups: 1 };
    case 'dil':
      return { kind: 'conv', kernel: side, dilation: 2, groups: 1 };
    case 'sep':
      return { kind: 'separable', kernel: side, dilation: 1 };
    case 'dw':
      return { kind: 'depthwise', kernel: side };
    case 'maxpool':
    case 'avgpool':
      return { kind: stem, kernel: side };
    default:
      return undefined;
  }
}

/** The source of a definition: `conv(kernel: 3, dilation: 2)`, without what is as by default. */
export function writeDefinition(definition: OperationDefinition): string {
  const { kind, ...values } = definition;
  const written = Object.entries(values as Readonly<Record<string, number>>).filter(
    ([name, value]) => value !== catalogue[kind][name]?.default,
  );
  return `${kind}(${written.map(([name, value]) => `${name}: ${value}`).join(', ')})`;
}

export function isCatalogueKind(word: string): word is OperationDefinition['kind'] {
  return Object.hasOwn(catalogue, word);
}
