import { withChannels } from '../../../cells/kinds/network/template';
import { callChannels } from '../../../cells/network/channels';
import type { Block, Call, NetworkNode } from '../../../cells/network/network';
import type { Size } from '../../../cells/network/size';
import { quoted } from '../../../language/cursor';
import type { Argument, CallFormula, Formula, Name, NetworkBinding } from '../../../language/syntax';
import {
  arityOf,
  type Callee,
  calleeName,
  type Findings,
  formOf,
  lowerArgument,
  type Names,
  parametersOf,
} from './lowering';

export interface Value {
  /** An input or a node of the block. */
  readonly node: string;
  readonly channels: Size;
}

/** What the bindings of a network or of an operation are lowered with. */
export interface BodyContext {
  readonly findings: Findings;
  /** By name; reports an unknown one. `undefined` also where it is declared with an error. */
  callee(name: Name): Callee | undefined;
  blocks(): ReadonlyMap<string, Block>;
  namer(wanted: string): string;
  /** Parameters and named choices. */
  leaf(name: string): Size | undefined;
  readonly leaves: readonly string[];
  /** Bindings that are stages or stacks; absent in operations. */
  readonly chains?: Readonly<
    Record<'stage' | 'stack', (call: CallFormula, name: string, body: Body) => Value | undefined>
  >;
}

/** The bindings of a block, lowered one after the other. */
export class Body {
  readonly nodes: NetworkNode[] = [];
  readonly values = new Map<string, Value>();
  readonly outputs: { name: string; from: string; channels: Size; binding: NetworkBinding }[] = [];
  /** The binding that each node was made by. */
  readonly bindingOf = new Map<string, NetworkBinding>();
  private binding: NetworkBinding | undefined;

  constructor(readonly context: BodyContext) {}

  get names(): Names {
    const { context } = this;
    return {
      leaf: name => context.leaf(name),
      channels: name => this.values.get(name)?.channels,
      known: [...context.leaves],
    };
  }

  lower(bindings: readonly NetworkBinding[]): void {
    const { findings } = this.context;
    for (const binding of bindings) {
      const { name, part, value } = binding;
      this.binding = binding;
      const output = name.text === 'output';
      if (part && !output)
        findings.error(part, 'wrong-form', "Only outputs have several names, as in 'output.mask'.");
      const own = part ? `output.${part.text}` : name.text;
      if (this.values.has(own) || (output && this.hasOutput(part?.text)))
        findings.error(name, 'bound-twice', `${quoted(own)} is bound twice; give this part another name.`);
      else if (this.context.leaf(name.text) !== undefined)
        findings.error(
          name,
          'bound-twice',
          `${quoted(name.text)} is the name of a choice or a parameter already.`,
        );
      const lowered = value && this.value(value, part?.text ?? name.text, true);
      if (!lowered) {
        findings.failed = true;
        // What follows is not to be told that it reads nothing.
        this.values.set(own, { node: '', channels: 1 });
        continue;
      }
      if (output)
        this.outputs.push({
          name: part?.text ?? 'output',
          from: lowered.node,
          channels: lowered.channels,
          binding,
        });
      this.values.set(own, lowered);
    }
  }

  private hasOutput(part: string | undefined): boolean {
    return this.outputs.some(
      ({ name }) => (part === undefined) !== (name === 'output') || name === (part ?? 'output'),
    );
  }

  /** `top`: the whole value of a binding, whose node has its name. */
  value(formula: Formula, name: string, top = false): Value | undefined {
    const { findings } = this.context;
    switch (formula.kind) {
      case 'name': {
        const found = this.values.get(formula.name.text);
        if (!found || formula.name.text === 'output')
          return findings.unknown(formula.name, 'unbound-name', 'value', [...this.values.keys()]);
        if (found.node === '') return undefined;
        if (!top) return found;
        const call = { callee: 'identity', arguments: {} };
        return this.node(name, top, call, [found]);
      }
      case 'binary': {
        if (formula.operator !== '+')
          return findings.error(
            formula,
            'wrong-value',
            "Values are added by '+'; what else there is to compute stands in operations.",
          );
        const terms = sumTerms(formula).map(term => this.value(term, name));
        if (terms.some(term => !term)) return undefined;
        return this.node(name, top, { callee: 'add', arguments: {} }, terms as Value[]);
      }
      case 'call':
        return this.callValue(formula, name, top);
      default:
        return findings.error(
          formula,
          'wrong-value',
          'A value stands here: a name, a call, or a sum of them.',
        );
    }
  }

  private callValue(formula: CallFormula, name: string, top: boolean): Value | undefined {
    const { context } = this;
    const { findings } = context;
    const { text } = formula.callee;
    if (text === 'stage' || text === 'stack') {
      if (top && context.chains) return context.chains[text](formula, name, this);
      return findings.error(
        formula.callee,
        'unnamed-stage',
        !context.chains
          ? `A ${text} stands in the network of a space; call operations one after the other here.`
          : text === 'stage'
            ? 'Give this stage a name of its own: its layers are chosen by that name.'
            : 'Give this stack a name of its own.',
      );
    }
    const callee = context.callee(formula.callee);
    if (!callee) return undefined;
    const unnamed = formula.arguments.find(argument => this.isSize(argument));
    if (unnamed) return this.nameMissing(unnamed, formula, callee);
    const inputs = this.inputs(formula, callee, name);
    const given = this.given(formula, callee);
    if (!inputs || !given) return undefined;
    const blocks = context.blocks();
    const own = calleeName(callee);
    const all = withChannels(own, given, inputs[0]!.channels, blocks);
    return this.node(name, top, { callee: own, arguments: all }, inputs);
  }

  inputs(formula: CallFormula, callee: Callee, name: string): Value[] | undefined {
    const { findings } = this.context;
    const values = formula.arguments.filter(argument => !argument.name);
    const arity = arityOf(callee);
    const called = quoted(formula.callee.text);
    if (values.length === 0)
      return findings.error(
        formula,
        'missing-input',
        `${called} applies to nothing; name a value in the parentheses.`,
      );
    if (arity !== undefined && values.length !== arity) {
      const [first, last] = [values[0]!, values.at(-1)!];
      return findings.error(
        { start: first.start, end: last.end },
        'wrong-arguments',
        `${called} takes ${arity === 1 ? 'one value' : `${arity} values`}; arguments have names, as in 'kernel: 3'.`,
      );
    }
    const lowered = values.map(({ value }) => value && this.value(value, `${name}_part`));
    return lowered.every(value => value !== undefined) ? lowered : undefined;
  }

  /** Whether it is a size that has no name, as `16` in `conv3x3(x, 16)`. */
  private isSize({ name, value }: Argument): boolean {
    if (name || !value) return false;
    if (value.kind === 'number' || value.kind === 'size' || value.kind === 'member') return true;
    return (
      value.kind === 'name' &&
      !this.values.has(value.name.text) &&
      this.context.leaf(value.name.text) !== undefined
    );
  }

  private nameMissing(argument: Argument, formula: CallFormula, callee: Callee): undefined {
    const text = sizeText(argument.value!);
    const given = formula.arguments.flatMap(({ name }) => name?.text ?? []);
    const free = parametersOf(callee)
      .map(({ name }) => languageName(callee, name))
      .filter(name => !given.includes(name));
    const meant = free.find(name => name === text) ?? free.find(name => name === 'channels') ?? free[0];
    if (meant === undefined)
      return this.context.findings.error(
        argument,
        'wrong-arguments',
        `${quoted(text)} is a size, and ${quoted(formula.callee.text)} takes no more of them.`,
      );
    const named = `${meant}: ${text}`;
    return this.context.findings.error(
      argument,
      'unnamed-argument',
      `${quoted(text)} is a size, and sizes have names here, as in '${named}'.`,
      {
        title: `Write '${named}'`,
        edits: [{ start: argument.start, end: argument.start, text: `${meant}: ` }],
      },
    );
  }

  /** The named arguments of a call. */
  given(formula: CallFormula, callee: Callee): Call['arguments'] | undefined {
    const { findings } = this.context;
    const given: Record<string, Size | string | boolean> =
      callee.kind === 'catalogue' ? { ...callee.implied } : {};
    let right = true;
    for (const argument of namedArguments(formula, callee, findings)) {
      const { name, value } = argument;
      const lowered = lowerArgument(value, name.text, formOf(callee, name.text), this.names, findings);
      if (lowered === undefined) right = false;
      else given[pythonName(callee, name.text)] = lowered;
    }
    const missing = parametersOf(callee).filter(({ name, needed }) => needed && given[name] === undefined);
    if (right && missing.length > 0) {
      findings.error(
        formula,
        'missing-argument',
        `${quoted(formula.callee.text)} needs its ${missing.map(({ name }) => name).join(', ')}.`,
      );
      right = false;
    }
    return right ? given : undefined;
  }

  private node(name: string, top: boolean, call: Call, inputs: readonly Value[]): Value {
    const node = this.context.namer(name);
    const channels = callChannels(
      call,
      inputs.map(input => input.channels),
      this.context.blocks(),
    );
    this.add({
      kind: 'call',
      name: node,
      inputs: inputs.map(input => input.node),
      call,
      ...(top ? {} : { inline: true }),
    });
    return { node, channels };
  }

  add(node: NetworkNode): void {
    this.nodes.push(node);
    if (this.binding) this.bindingOf.set(node.name, this.binding);
  }
}

/** Those with a name that the operation takes, each once; reports the others. */
export function namedArguments(
  formula: CallFormula,
  callee: Callee,
  findings: Findings,
): (Argument & { readonly name: Name; readonly value: Formula })[] {
  const takes = parametersOf(callee).map(({ name }) => languageName(callee, name));
  const seen = new Set<string>();
  return formula.arguments.flatMap(argument => {
    const { name, value } = argument;
    if (!name || !value) return [];
    if (!takes.includes(name.text)) {
      findings.unknown(name, 'unknown-argument', `argument of '${formula.callee.text}' called`, takes);
      return [];
    }
    if (seen.has(name.text)) {
      findings.error(name, 'duplicate-argument', `${quoted(name.text)} is given already.`);
      return [];
    }
    seen.add(name.text);
    return [{ ...argument, name, value }];
  });
}

/** Parameters of declared operations have names that Python can have. */
export function pythonName(callee: Callee, name: string): string {
  if (callee.kind !== 'declared') return name;
  return callee.block.parameters.find(({ label }) => label === name)?.name ?? name;
}

export function languageName(callee: Callee, python: string): string {
  if (callee.kind !== 'declared') return python;
  return callee.block.parameters.find(({ name }) => name === python)?.label ?? python;
}

function sizeText(formula: Formula): string {
  if (formula.kind === 'number') return `${formula.value}`;
  if (formula.kind === 'size') return formula.text;
  if (formula.kind === 'name') return formula.name.text;
  return formula.kind === 'member' ? `${formula.of.text}.${formula.member?.text ?? ''}` : '…';
}

function sumTerms(formula: Formula): Formula[] {
  return formula.kind === 'binary' && formula.operator === '+'
    ? [...sumTerms(formula.left), ...sumTerms(formula.right)]
    : [formula];
}
