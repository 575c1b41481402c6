import type { ListNode } from '../../../cells/kinds/network/choices';
import { withChannels } from '../../../cells/kinds/network/template';
import { callChannels } from '../../../cells/network/channels';
import type { Call } from '../../../cells/network/network';
import type { Size } from '../../../cells/network/size';
import { quoted } from '../../../language/cursor';
import type { CallFormula, Formula } from '../../../language/syntax';
import type { LayerGroups, LoweredOption } from './layerGroups';
import { lowerAlternatives } from './lowerAlternatives';
import { type Body, languageName, pythonName, type Value } from './lowerBody';
import { arityOf, type Callee, calleeName, formOf, lowerArgument, lowerSize, parametersOf } from './lowering';
import type { SpaceScope } from './spaceScope';

/** Most layers of a stage or stack. */
const maxLayers = 1000;

/** Lowers what stands for several layers in a row: stages, whose layers are chosen, and stacks of one operation. */
export class ChainLowering {
  constructor(
    private readonly scope: SpaceScope,
    private readonly groups: LayerGroups,
  ) {}

  /** `NAME = stage(VALUE, GROUP, layers: …, channels: …, stride: …)` */
  stage(formula: CallFormula, name: string, body: Body): Value | undefined {
    const { findings } = this.scope;
    const values = formula.arguments.filter(argument => !argument.name);
    const [first, groupName, extra] = values;
    if (!first?.value)
      return findings.error(
        formula,
        'missing-input',
        "'stage' applies to nothing; name a value in the parentheses.",
      );
    if (extra)
      return findings.error(
        extra,
        'wrong-arguments',
        "'stage' takes one value and the name of a group of operations.",
      );
    const input = body.value(first.value, `${name}_input`);
    const group = this.groups.of(groupName?.value, formula);
    if (!input || !group) return undefined;
    let lengths: ListNode['lengths'] | undefined;
    let channels: Size | undefined;
    let stride: Size = 1;
    const each: Record<string, Size | string | boolean> = {};
    const seen = new Set<string>();
    for (const { name: argument, value } of formula.arguments) {
      if (!argument || !value) continue;
      if (seen.has(argument.text)) {
        findings.error(argument, 'duplicate-argument', `${quoted(argument.text)} is given already.`);
        continue;
      }
      seen.add(argument.text);
      if (argument.text === 'layers') lengths = this.lengths(value);
      else if (argument.text === 'stride') stride = lowerSize(value, body.names, findings) ?? 1;
      else if (argument.text === 'channels') channels = lowerSize(value, body.names, findings);
      else {
        const lowered = lowerArgument(value, argument.text, undefined, body.names, findings);
        if (lowered !== undefined) each[argument.text] = lowered;
      }
    }
    if (!seen.has('layers'))
      return findings.error(
        formula,
        'missing-argument',
        "'stage' needs the number of its layers, as in 'layers: 3' or 'layers: 2..4'.",
      );
    if (!lengths) return undefined;
    if (!this.takes(group, formula, { ...each, ...(channels === undefined ? {} : { channels }) }, stride))
      return undefined;
    const node: ListNode = {
      kind: 'list',
      lengths,
      each: { kind: 'one', of: group.map(({ option }) => option) },
    };
    this.scope.fields.push({ name, choices: node });
    const shared = { ...each, ...(channels === undefined ? {} : { channels }) };
    const made = body.context.namer(name);
    const result = channels ?? input.channels;
    body.add({
      kind: 'stage',
      name: made,
      inputs: [input.node],
      path: [name],
      from: input.channels,
      channels: result,
      stride,
      first: stride === 1 ? shared : { ...shared, stride },
      each: shared,
    });
    return { node: made, channels: result };
  }

  /** `NAME = stack(VALUE, OPERATION, times: …, channels: …, stride: …)` */
  stack(formula: CallFormula, name: string, body: Body): Value | undefined {
    const { findings } = this.scope;
    const [first, operation, extra] = formula.arguments.filter(argument => !argument.name);
    if (!first?.value || operation?.value?.kind !== 'name' || extra)
      return findings.error(
        extra ?? operation ?? formula,
        'wrong-arguments',
        "'stack' takes a value and the name of an operation, as in 'stack(x, conv3x3, times: 3)'.",
      );
    const callee = this.scope.callee(operation.value.name);
    const input = body.value(first.value, `${name}_input`);
    if (!callee || !input) return undefined;
    const times = formula.arguments.find(argument => argument.name?.text === 'times')?.value;
    if (!times)
      return findings.error(formula, 'missing-argument', "'stack' needs its times, as in 'times: 3'.");
    const count = lowerSize(times, body.names, findings);
    if (count === undefined) return undefined;
    if (typeof count === 'number' && !(Number.isInteger(count) && count >= 1 && count <= maxLayers))
      return findings.error(
        times,
        'wrong-value',
        `'times' is a whole number from 1 to ${maxLayers}, or a named choice of them.`,
      );
    if (arityOf(callee) !== 1)
      return findings.error(
        operation,
        'wrong-arguments',
        `${quoted(operation.value.name.text)} takes ${arityOf(callee) ?? 'several'} values, and a layer gets one; declare an operation that calls it.`,
      );
    const given = this.stackArguments(formula, callee, body);
    const { each, first: begin } = given;
    if (!given.right) return undefined;
    const option = {
      name: operation.value.name.text,
      aliases: [],
      value: { callee: '', arguments: given.implied },
    };
    const { stride = 1, ...shared } = given.written;
    const { name: called } = option;
    if (!this.takes([{ callee, option, span: formula, name: called }], formula, shared, stride as Size))
      return undefined;
    const node = body.context.namer(name);
    body.add({
      kind: 'stack',
      name: node,
      inputs: [input.node],
      callee: calleeName(callee),
      times: count,
      first: begin,
      each,
    });
    const channels = callChannels(
      {
        callee: calleeName(callee),
        arguments: withChannels(
          calleeName(callee),
          pythonNamed(callee, begin),
          input.channels,
          this.scope.operations.blocks,
        ),
      },
      [input.channels],
      this.scope.operations.blocks,
    );
    return { node, channels };
  }

  /** What a stack gives its layers: as it is written, to the first of them, and to the others. */
  private stackArguments(formula: CallFormula, callee: Callee, body: Body) {
    const { findings } = this.scope;
    const implied: Record<string, Size | string | boolean> =
      callee.kind === 'catalogue' ? { ...callee.implied } : {};
    const written: Record<string, Size | string | boolean> = {};
    const takes = parametersOf(callee).map(parameter => languageName(callee, parameter.name));
    let right = true;
    for (const { name, value } of formula.arguments) {
      if (!name || !value || name.text === 'times') continue;
      if (!takes.includes(name.text)) {
        const called = `argument of the stacked operation called`;
        findings.unknown(name, 'unknown-argument', called, ['times', ...takes]);
        right = false;
        continue;
      }
      if (written[name.text] !== undefined) {
        findings.error(name, 'duplicate-argument', `${quoted(name.text)} is given already.`);
        right = false;
        continue;
      }
      const lowered = lowerArgument(value, name.text, formOf(callee, name.text), body.names, findings);
      if (lowered === undefined) right = false;
      else written[name.text] = lowered;
    }
    const { stride: _, ...others } = written;
    return { implied, written, right, first: { ...implied, ...written }, each: { ...implied, ...others } };
  }

  private lengths(formula: Formula): ListNode['lengths'] | undefined {
    const { findings } = this.scope;
    if (formula.kind === 'alternatives' || formula.kind === 'range') {
      const numbers = lowerAlternatives(
        formula,
        'layers',
        { form: 'size', min: 1, max: maxLayers, default: undefined },
        findings,
      );
      return numbers?.of.map(({ value }) => Number(value)).sort((a, b) => a - b);
    }
    const size = lowerSize(formula, this.scope.names, findings);
    if (size === undefined) return undefined;
    if (typeof size !== 'number') return { size, most: maxLayers };
    if (Number.isInteger(size) && size >= 1 && size <= maxLayers) return [size];
    return findings.error(formula, 'wrong-value', `'layers' is a whole number from 1 to ${maxLayers}.`);
  }

  /** Whether every operation of a group takes what the stage sets, and nothing is left to be said. */
  private takes(
    group: readonly LoweredOption[],
    formula: CallFormula,
    shared: Call['arguments'],
    stride: Size,
  ): boolean {
    const { findings } = this.scope;
    let right = true;
    for (const { callee, option, name } of group) {
      const takes = parametersOf(callee).map(parameter => languageName(callee, parameter.name));
      const given = (option.value as Call).arguments;
      const set = [...Object.keys(shared), ...(stride === 1 ? [] : ['stride'])];
      for (const argument of set) {
        const at = formula.arguments.find(each => each.name?.text === argument)?.name ?? formula.callee;
        const python = pythonName(callee, argument);
        if (!takes.includes(argument)) {
          findings.error(
            at,
            'unknown-argument',
            calleeName(callee) === 'identity'
              ? `${quoted(name)} keeps the shape of its input and takes no ${quoted(argument)}; write '${name} = shortcut()', which does nothing where the shape stays.`
              : `The operation ${quoted(name)} takes no ${quoted(argument)}; list it among its parameters, or give this stage a group of its own.`,
          );
          right = false;
        } else if (given[python] !== undefined) {
          findings.error(
            at,
            'duplicate-argument',
            `The operation ${quoted(name)} says its ${quoted(argument)} already.`,
          );
          right = false;
        }
      }
      const missing = parametersOf(callee).filter(
        parameter =>
          parameter.needed &&
          given[parameter.name] === undefined &&
          shared[languageName(callee, parameter.name)] === undefined,
      );
      if (missing.length > 0) {
        const names = missing.map(parameter => languageName(callee, parameter.name)).join(', ');
        findings.error(
          formula.callee,
          'missing-argument',
          missing.length === 1 && names === 'stride'
            ? `The operation ${quoted(name)} needs its stride; write 'stride = 1' among its parameters: a stage gives a stride to its first layer alone.`
            : `The operation ${quoted(name)} needs its ${names}.`,
        );
        right = false;
      }
    }
    return right;
  }
}

function pythonNamed(callee: Callee, given: Call['arguments']): Call['arguments'] {
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [pythonName(callee, name), value]));
}
