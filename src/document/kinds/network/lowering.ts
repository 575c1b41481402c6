import { catalogue } from '../../../cells/network/catalogue';
import { createNamer, identifier } from '../../../cells/network/identifiers';
import type { Block, LayerArguments, Parameter } from '../../../cells/network/network';
import type { Operation } from '../../../cells/network/operation';
import { expression, type Size, type SizeExpression } from '../../../cells/network/size';
import { quoted } from '../../../language/cursor';
import type { Diagnostic, Fix } from '../../../language/diagnostic';
import { nearest } from '../../../language/nearest';
import { changeTo, maxChoices } from '../../../language/scope';
import type { FormalParameter, Formula, Name, Span } from '../../../language/syntax';

/** Finds what is wrong while declarations are lowered. */
export class Findings {
  readonly diagnostics: Diagnostic[] = [];
  /** Whether a declaration can't be used, though the reason is told elsewhere. */
  failed = false;

  error(span: Span, code: string, message: string, fix?: Fix, otherFixes?: readonly Fix[]): undefined {
    this.failed = true;
    const { start, end } = span;
    this.diagnostics.push({
      ...{ severity: 'error', code, message, start, end },
      ...(fix ? { fix } : {}),
      ...(otherFixes?.length ? { otherFixes } : {}),
    });
    return undefined;
  }

  /** Nothing of this name: the nearest one is offered. */
  unknown(name: Name, code: string, what: string, candidates: readonly string[]): undefined {
    const meant = nearest(name.text, candidates);
    const listed =
      candidates.length > 0 && candidates.length <= 8 ? `; there are ${candidates.join(', ')}` : '';
    return this.notAmong(
      name,
      code,
      `There is no ${what} ${quoted(name.text)}${meant ? '' : listed}`,
      candidates,
    );
  }

  /** The same with a sentence of one's own, without its end. */
  notAmong(name: Name, code: string, sentence: string, candidates: readonly string[]): undefined {
    const meant = nearest(name.text, candidates);
    return this.error(
      name,
      code,
      `${sentence}${meant ? `; did you mean ${quoted(meant)}?` : '.'}`,
      meant ? changeTo(name, meant) : undefined,
      candidates.length > maxChoices
        ? []
        : candidates.filter(other => other !== meant).map(other => changeTo(name, other)),
    );
  }
}

/** An operation that can be called: of the catalogue, with what its name implies, or declared. */
export type Callee =
  | {
      readonly kind: 'catalogue';
      readonly name: string;
      readonly operation: Operation<LayerArguments>;
      readonly implied: LayerArguments;
    }
  | { readonly kind: 'declared'; readonly block: Block };

/** `conv3x3`, `dw7x7`, `conv7x1`, or a name of the catalogue. */
export function catalogueCallee(word: string): Callee | undefined {
  if (Object.hasOwn(catalogue, word) && !internal.has(word))
    return { kind: 'catalogue', name: word, operation: catalogue[word]!, implied: {} };
  const [, stem = word, height, width] = /^([a-z]+)(\d{1,2})x(\d{1,2})$/.exec(word) ?? [];
  for (const [name, operation] of Object.entries(catalogue))
    for (const shorthand of operation.shorthands ?? []) {
      if (shorthand.name !== stem || (shorthand.kernel ?? false) !== (height !== undefined)) continue;
      const kernel = height === width ? Number(height) : `${Number(height)}x${Number(width)}`;
      const implied = { ...shorthand.given, ...(height === undefined ? {} : { kernel }) };
      return { kind: 'catalogue', name, operation, implied };
    }
  return undefined;
}

/** Operations that networks have by other means. */
const internal = new Set(['truncate', 'zero', 'add', 'external']);

export function catalogueNames(): string[] {
  return Object.keys(catalogue).filter(name => !internal.has(name));
}

/** Names that arguments, choices and parameters are looked up by, where a formula stands. */
export interface Names {
  /** Parameters of the operation, or named choices of the space. */
  leaf(name: string): Size | undefined;
  /** Channels of a value. */
  channels(name: string): Size | undefined;
  /** Height or width of a value; absent where only channels may be read. */
  side?(name: string, axis: 'height' | 'width'): Size | undefined;
  /** For suggestions. */
  readonly known: readonly string[];
}

const functions: Readonly<
  Record<string, { operator: SizeExpression['operator']; min: number; max: number }>
> = {
  floor: { operator: 'floor', min: 1, max: 1 },
  ceil: { operator: 'ceil', min: 1, max: 1 },
  min: { operator: 'min', min: 2, max: 16 },
  max: { operator: 'max', min: 2, max: 16 },
  divisible: { operator: 'divisible', min: 2, max: 2 },
};

/** A formula as a size; reports why it is none. */
export function lowerSize(formula: Formula, names: Names, findings: Findings): Size | undefined {
  switch (formula.kind) {
    case 'number':
      return formula.value;
    case 'name': {
      const leaf = names.leaf(formula.name.text);
      return leaf ?? findings.unknown(formula.name, 'unknown-size', 'size or choice', names.known);
    }
    case 'member': {
      if (!formula.member) return undefined;
      const { text: axis } = formula.member;
      const isSide = names.side !== undefined && (axis === 'height' || axis === 'width');
      if (axis !== 'channels' && !isSide)
        return findings.error(
          formula.member,
          'unknown-size',
          `A value has ${names.side ? "'channels', 'height' and 'width'" : "'channels'"} here, and no ${quoted(axis)}.`,
        );
      const size =
        axis === 'channels'
          ? names.channels(formula.of.text)
          : names.side?.(formula.of.text, axis as 'height');
      return size ?? findings.unknown(formula.of, 'unknown-value', 'value', names.known);
    }
    case 'binary': {
      const left = lowerSize(formula.left, names, findings);
      const right = lowerSize(formula.right, names, findings);
      return left === undefined || right === undefined
        ? undefined
        : expression(formula.operator, [left, right]);
    }
    case 'call': {
      const known = Object.hasOwn(functions, formula.callee.text)
        ? functions[formula.callee.text]!
        : undefined;
      if (!known)
        return findings.unknown(formula.callee, 'unknown-function', 'function', Object.keys(functions));
      const count = formula.arguments.length;
      if (count < known.min || count > known.max || formula.arguments.some(({ name }) => name))
        return findings.error(
          formula,
          'wrong-arguments',
          `'${formula.callee.text}' takes ${known.min === known.max ? known.min : `${known.min} or more`} ${known.max === 1 ? 'size' : 'sizes'}.`,
        );
      const operands = formula.arguments.map(({ value }) => value && lowerSize(value, names, findings));
      return operands.some(operand => operand === undefined)
        ? undefined
        : expression(known.operator, operands as Size[]);
    }
    default:
      return findings.error(formula, 'wrong-value', 'A size is a number or is made of sizes here.');
  }
}

const words = new Set(
  Object.values(catalogue).flatMap(({ arguments: forms }) =>
    Object.values(forms).flatMap(form => (form.form === 'word' ? form.words : [])),
  ),
);

/** An argument as what it asks for: a size, a word, two sides, or yes or no. `form`: undefined for a declared parameter. */
export function lowerArgument(
  formula: Formula,
  name: string,
  form: Operation['arguments'][string] | undefined,
  names: Names,
  findings: Findings,
): Size | string | boolean | undefined {
  if (formula.kind === 'size') {
    const sides = /^\d+x\d+$/.test(formula.text);
    if (sides && (!form || (form.form === 'size' && form.sides))) return formula.text;
    return findings.error(formula, 'wrong-value', `${quoted(name)} is ${formText(form)}.`);
  }
  if (formula.kind === 'name') {
    const { text } = formula.name;
    const leaf = names.leaf(text);
    if (leaf !== undefined) return leaf;
    if (form?.form === 'word') {
      if (form.words.includes(text)) return text;
      return findings.unknown(formula.name, 'wrong-value', `'${name}' called`, form.words);
    }
    if (form?.form === 'yes-no' || (!form && (text === 'yes' || text === 'no'))) {
      if (text === 'yes' || text === 'no') return text === 'yes';
      return findings.error(formula, 'wrong-value', `${quoted(name)} is 'yes' or 'no'.`);
    }
    if (!form && words.has(text)) return text;
    return findings.unknown(formula.name, 'unknown-size', 'size, choice or word', [
      ...names.known,
      ...(form ? [] : words),
    ]);
  }
  if (form && form.form !== 'size')
    return findings.error(formula, 'wrong-value', `${quoted(name)} is ${formText(form)}.`);
  const size = lowerSize(formula, names, findings);
  if (typeof size !== 'number' || form?.form !== 'size') return size;
  return Number.isInteger(size) && size >= form.min && size <= form.max
    ? size
    : findings.error(formula, 'wrong-value', `${quoted(name)} is ${formText(form)}.`);
}

function formText(form: Operation['arguments'][string] | undefined): string {
  if (!form) return 'a size or a word';
  if (form.form === 'word') return form.words.map(word => `'${word}'`).join(', ');
  if (form.form === 'yes-no') return "'yes' or 'no'";
  return `a whole number from ${form.min} to ${form.max}${form.sides ? ", or two sides such as '7x1'" : ''}`;
}

/** The names of what an operation takes besides values, those that it needs first. */
export function parametersOf(callee: Callee): readonly { name: string; needed: boolean }[] {
  if (callee.kind === 'declared')
    return callee.block.parameters.flatMap(({ name, channelsOf, default: usual }) =>
      channelsOf === undefined ? [{ name, needed: usual === undefined }] : [],
    );
  return Object.entries(callee.operation.arguments).map(([name, form]) => ({
    name,
    needed:
      form.default === undefined &&
      callee.implied[name] === undefined &&
      (name !== 'channels' || callee.name === 'linear'),
  }));
}

export function formOf(callee: Callee, name: string): Operation['arguments'][string] | undefined {
  return callee.kind === 'catalogue' ? callee.operation.arguments[name] : undefined;
}

/** How many values it takes; `undefined` for any number from one. */
export function arityOf(callee: Callee): number | undefined {
  if (callee.kind === 'declared') return callee.block.inputs.length;
  const { values = 1 } = callee.operation;
  return values === 'many' ? undefined : values;
}

/** Names for the parts of a block, as Python can have them. */
export function partNamer(): (wanted: string) => string {
  const namer = createNamer();
  return wanted => namer(identifier(wanted));
}

/** The name of a parameter in Python: its own where nothing else is called so there. */
export function parameterName(wanted: string, namer: (wanted: string) => string): string {
  return plainParameters.has(wanted) ? wanted : namer(wanted);
}

const plainParameters = new Set(['channels', 'kernel', 'stride', 'dilation', 'groups', 'hidden', 'times']);

export function calleeName(callee: Callee): string {
  return callee.kind === 'declared' ? callee.block.name : callee.name;
}

/**
 * The parameters of a declared operation, each from those before it; `leaves` gets what each is called. `pythonNameOf`:
 * `undefined` for one that has no name in Python, which it has reported.
 */
export function lowerParameters(
  parameters: readonly FormalParameter[],
  names: Names,
  leaves: Map<string, string>,
  findings: Findings,
  pythonNameOf: (name: Name) => string | undefined,
): Parameter[] {
  return parameters.flatMap(({ name, default: usual }) => {
    const { text } = name;
    if (leaves.has(text))
      findings.error(name, 'duplicate-parameter', `${quoted(text)} is a parameter already.`);
    else if (text === 'input' || text === 'output')
      findings.error(name, 'reserved-name', `${quoted(text)} is a value of every operation.`);
    else {
      const value = usual && lowerArgument(usual, text, undefined, names, findings);
      const python = pythonNameOf(name);
      if (python === undefined) return [];
      leaves.set(text, python);
      const label = python === text ? {} : { label: text };
      return [{ name: python, ...label, ...(value === undefined ? {} : { default: value }) }];
    }
    return [];
  });
}

/** The first line of documentation, as the docstring of a class. */
export function docLine(doc: string | undefined): Pick<Block, 'doc'> {
  return doc ? { doc: doc.trim().split('\n')[0]!.replaceAll('"""', "'''") } : {};
}
