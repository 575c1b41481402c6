import {
  declarable,
  declaredArguments,
  isDeclarable,
  type OperationDefinition,
  operationByName,
} from '../cells/network/catalogue';
import { countings } from '../cells/network/operation';
import type { OperationType, SearchSpace, Skeleton } from '../cells/space';
import type { Diagnostic } from '../language/diagnostic';
import type {
  CatalogueCall,
  OperationDeclaration,
  Property,
  SpaceDeclaration,
  Span,
} from '../language/syntax';
import { documentKindNamed, type Report } from './kinds/documentKind';
import { error, quoted } from './loweringErrors';

/** Bounds on the figures of a declared space, so that nothing it is used for grows out of hand. */
const max = {
  operations: 100,
  stem: 65_536,
  stacks: 16,
  cells: 1000,
  classes: 1_000_000,
  side: 65_536,
};

/**
 * Makes the space that a declaration describes. What the checker tells (names, forms, missing parts) is not told again:
 * such a declaration merely gives no space. Here is told what is wrong with the figures and the definitions.
 */
export function lowerSpace(declaration: SpaceDeclaration): {
  space: SearchSpace | undefined;
  diagnostics: readonly Diagnostic[];
} {
  const diagnostics: Diagnostic[] = [];
  const report = (span: Span, code: string, message: string) => {
    diagnostics.push(error(span, code, message));
    return undefined;
  };
  const { name, doc, operations } = declaration;
  const own = propertiesOf(declaration.properties);
  const figure = (property: Property | undefined, min: number, max: number): number | undefined => {
    const value = property?.value;
    if (!property || value?.number === undefined) return undefined;
    if (Number.isInteger(value.number) && value.number >= min && value.number <= max) return value.number;
    const message = `'${property.name.text}' is a whole number from ${min} to ${max}.`;
    return report(value, 'wrong-value', message);
  };
  const form = operations?.on;
  const types = (operations?.operations ?? []).flatMap(operation => lowerOperation(operation, report) ?? []);
  const extra = operations?.operations[max.operations];
  if (extra) report(extra.name, 'too-many-operations', `A space has at most ${max.operations} operations.`);
  const skeleton = lowerSkeleton(declaration, figure, report);
  if (skeleton) checkGroups(operations?.operations ?? [], types, skeleton, report);
  const whole = types.length > 0 && types.length === operations?.operations.length;
  const head = {
    name: name?.text ?? '',
    ...(doc === undefined ? {} : { doc }),
    operations: types,
  };
  const choices = documentKindNamed(form ?? 'vertices').lowerSpace(
    form ?? 'vertices',
    { own, figure, report },
    types,
  );
  if (!form || !name || !choices || !whole || !skeleton || diagnostics.length > 0)
    return { space: undefined, diagnostics };
  return { space: { ...head, ...choices, skeleton }, diagnostics };
}

/** By name; the first of two that have the same. */
function propertiesOf(properties: readonly Property[]): Readonly<Record<string, Property | undefined>> {
  return Object.fromEntries(properties.map(property => [property.name.text, property] as const).reverse());
}

function lowerOperation(
  { name, definition, aliases }: OperationDeclaration,
  report: Report,
): OperationType | undefined {
  const meaning = definition ? lowerDefinition(definition, report) : operationByName(name.text);
  if (!meaning && !definition)
    report(
      name,
      'unknown-definition',
      `${quoted(name)} means nothing by itself; say what it is, as in '${name.text} = conv(kernel: 3)'.`,
    );
  return meaning && { name: name.text, aliases: aliases.map(alias => alias.text), definition: meaning };
}

function lowerDefinition(call: CatalogueCall, report: Report): OperationDefinition | undefined {
  const kind = call.callee.text;
  if (!isDeclarable(kind)) {
    const message = `There is no operation ${quoted(call.callee)} to define others by; there are ${declarable.join(', ')}.`;
    return report(call.callee, 'unknown-definition', message);
  }
  const takes = declaredArguments(kind);
  const values: Record<string, number> = {};
  for (const { name, value } of call.arguments) {
    const argument = Object.hasOwn(takes, name.text) ? takes[name.text] : undefined;
    if (!argument) {
      const names = Object.keys(takes).join(', ');
      return report(
        name,
        'unknown-argument',
        `'${kind}' takes ${names || 'nothing'}, and no ${quoted(name)}.`,
      );
    }
    if (value === undefined) return undefined;
    if (Object.hasOwn(values, name.text))
      return report(name, 'duplicate-argument', `${quoted(name)} is given already.`);
    if (!Number.isInteger(value) || value < argument.min || value > argument.max)
      return report(
        name,
        'wrong-value',
        `'${name.text}' is a whole number from ${argument.min} to ${argument.max}.`,
      );
    values[name.text] = value;
  }
  for (const [name, argument] of Object.entries(takes)) {
    const value = values[name] ?? argument.default;
    if (value === undefined)
      return report(call, 'missing-argument', `'${kind}' needs its ${name}, as in '${kind}(${name}: 3)'.`);
    values[name] = value;
  }
  return { kind, ...values };
}

function lowerSkeleton(
  { skeleton }: SpaceDeclaration,
  figure: (property: Property | undefined, min: number, max: number) => number | undefined,
  report: Report,
): Skeleton | undefined {
  if (!skeleton) return undefined;
  const own = propertiesOf(skeleton.properties);
  const [stem, stacks, cells, classes] = (['stem', 'stacks', 'cells', 'classes'] as const).map(name =>
    figure(own[name], 1, max[name]),
  );
  const size = own['image']?.value;
  const [height, width, channels] = size?.text.split('x').map(Number) ?? [];
  if (!size || !height || !width || !channels || Math.max(height, width, channels) > max.side) {
    if (size && /^\d+x\d+x\d+$/.test(size.text))
      report(size, 'wrong-value', `'image' has sides and channels from 1 to ${max.side}.`);
    return undefined;
  }
  if (stem === undefined || stacks === undefined || cells === undefined || classes === undefined)
    return undefined;
  return {
    image: { height, width, channels },
    stem,
    stacks,
    cells,
    classes,
    between: own['between']?.value?.text === 'residual' ? 'residual' : 'maxpool',
    counting: countings.find(counting => counting === own['counting']?.value?.text) ?? 'flops',
  };
}

function checkGroups(
  declared: readonly OperationDeclaration[],
  types: readonly OperationType[],
  { stem }: Skeleton,
  report: Report,
): void {
  for (const { name, definition } of types)
    if (stem % Number(definition['groups'] ?? 1) !== 0) {
      const at = declared.find(operation => operation.name.text === name)?.definition;
      if (at)
        report(
          at,
          'wrong-value',
          `${definition['groups']} groups do not divide the ${stem} channels of the stem.`,
        );
    }
}
