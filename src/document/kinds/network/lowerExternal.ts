import { isPythonName } from '../../../cells/network/identifiers';
import { type Block, inputSizes } from '../../../cells/network/network';
import type { Size } from '../../../cells/network/size';
import { quoted } from '../../../language/cursor';
import type { Argument, CallFormula, Formula, OperationDefinition } from '../../../language/syntax';
import { docLine, type Findings, lowerParameters, lowerSize, type Names } from './lowering';

const example = `'external("blocks.Mixer", parameters: …, macs: …)'`;
/** What a class may say of itself; the costs that it must. */
const formulas = ['channels', 'stride', 'parameters', 'macs', 'flops'] as const;
const needed = ['parameters', 'macs'] as const;
type FormulaName = (typeof formulas)[number];

/**
 * `operation NAME(parameters) = external("module.Class", channels: …, stride: …, parameters: …, macs: …, flops: …)`. The
 * formulas are sizes: they are computed here, and never by Python.
 */
export function lowerExternal(
  { name, doc, parameters }: OperationDefinition,
  formula: Formula,
  className: string,
  findings: Findings,
): Block | undefined {
  const leaves = new Map<string, string>();
  const names: Names = {
    leaf: leaf => (leaves.has(leaf) ? { parameter: leaves.get(leaf)! } : undefined),
    channels: value => (value === 'input' ? { parameter: inputSizes.channels } : undefined),
    get known() {
      return [...leaves.keys(), 'input'];
    },
  };
  const formal = lowerParameters(parameters, names, leaves, findings, parameter => {
    if (isPythonName(parameter.text) && parameter.text !== 'self') return parameter.text;
    return findings.error(
      parameter,
      'reserved-name',
      `The class gets ${quoted(parameter.text)} by its name, and Python has no argument of that name.`,
    );
  });
  if (formula.kind !== 'call' || formula.callee.text !== 'external')
    return findings.error(
      formula,
      'wrong-form',
      `An operation has a body in braces, or is a Python class, as in ${example}.`,
    );
  const python = pythonClass(formula, findings);
  const withSides: Names = {
    ...names,
    known: names.known,
    side: (value, axis) => (value === 'input' ? { parameter: inputSizes[axis] } : undefined),
  };
  const given = lowerFormulas(formula, names, withSides, findings);
  const named = formula.arguments.flatMap(argument => argument.name?.text ?? []);
  const missing = needed.filter(each => !named.includes(each));
  // One that is misspelt is told of as such.
  if (missing.length > 0 && named.every(each => formulas.some(known => known === each)))
    findings.error(
      formula.callee,
      'missing-argument',
      `What ${quoted(name!.text)} costs is not known without its ${missing.map(each => `'${each}'`).join(' and ')}, as in ${example}.`,
    );
  const { parameters: own, macs, flops } = given;
  if (findings.failed || python === undefined || own === undefined || macs === undefined) return undefined;
  const usual = (parameter: string, otherwise: Size): Size =>
    leaves.has(parameter) ? { parameter } : otherwise;
  return {
    name: className,
    ...docLine(doc),
    parameters: [{ name: inputSizes.channels, channelsOf: 'x' }, ...formal],
    inputs: ['x'],
    sizes: [],
    nodes: [],
    outputs: [
      {
        name: 'output',
        from: 'x',
        channels: given.channels ?? usual('channels', { parameter: inputSizes.channels }),
      },
    ],
    declared: true,
    external: {
      python,
      stride: given.stride ?? usual('stride', 1),
      parameters: own,
      macs,
      ...(flops === undefined ? {} : { flops }),
    },
  };
}

/** The dotted path in front of the formulas. */
function pythonClass(formula: CallFormula, findings: Findings): string | undefined {
  const [path, extra] = formula.arguments.filter(argument => !argument.name);
  if (extra)
    return findings.error(
      extra,
      'wrong-arguments',
      "'external' takes one class; formulas have names, as in 'macs: …'.",
    );
  if (path?.value?.kind === 'string') {
    const parts = path.value.text.split('.');
    if (parts.length > 1 && parts.every(isPythonName)) return path.value.text;
  }
  return findings.error(
    path ?? formula.callee,
    'wrong-value',
    'The class is the dotted path by which Python imports it from the folder of this file, as in "blocks.Mixer".',
  );
}

function lowerFormulas(
  formula: CallFormula,
  names: Names,
  withSides: Names,
  findings: Findings,
): Partial<Record<FormulaName, Size>> {
  const given: Partial<Record<FormulaName, Size>> = {};
  const seen = new Set<string>();
  for (const { name, value } of formula.arguments as readonly Argument[]) {
    if (!name) continue;
    const known = formulas.find(each => each === name.text);
    if (!known) findings.unknown(name, 'unknown-argument', 'formula called', formulas);
    else if (seen.has(known))
      findings.error(name, 'duplicate-argument', `${quoted(known)} is given already.`);
    else {
      seen.add(known);
      // What code reads of a map before it exists is its channels alone.
      const readable = known === 'channels' || known === 'stride' ? names : withSides;
      const size = value && lowerSize(value, readable, findings);
      if (size === undefined) findings.failed = true;
      else given[known] = size;
    }
  }
  return given;
}
