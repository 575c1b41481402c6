import type {
  ChoiceOption,
  Condition,
  Count,
  Field,
  ListNode,
  NetworkCell,
  NetworkChoices,
  OneNode,
  SpellingPart,
} from '../../../cells/kinds/network/choices';
import { eachNeighbour, networkKind } from '../../../cells/kinds/network/networkKind';
import { choicesIn, choicesInBlock, choicesInCall } from '../../../cells/kinds/network/sizes';
import { isDetermined } from '../../../cells/kinds/network/spelling';
import { networkOf, withChannels } from '../../../cells/kinds/network/template';
import { callChannels } from '../../../cells/network/channels';
import { flatten } from '../../../cells/network/flatten';
import type { Block, Call } from '../../../cells/network/network';
import type { Counting } from '../../../cells/network/operation';
import type { Size } from '../../../cells/network/size';
import type { NetworkSpace } from '../../../cells/space';
import { quoted } from '../../../language/cursor';
import type { Diagnostic, TextEdit } from '../../../language/diagnostic';
import { lineOf } from '../../../language/removal';
import type {
  CallFormula,
  Choose,
  Formula,
  LayerOperations,
  Name,
  NetworkBlock,
  OperationDeclaration,
  SpaceDeclaration,
  SpacePart,
  Span,
  Where,
} from '../../../language/syntax';
import { Body, languageName, namedArguments, pythonName, type Value } from './lowerBody';
import {
  arityOf,
  type Callee,
  calleeName,
  Findings,
  formOf,
  lowerArgument,
  lowerSize,
  type Names,
  parametersOf,
  partNamer,
} from './lowering';
import type { Operations } from './lowerOperations';

/** Bounds on what is declared, so that nothing it is used for grows out of hand. */
const max = { options: 1000, layers: 1000, side: 65_536, trials: 60 };

/** An option of a layer, with what its operation takes. */
interface LoweredOption {
  readonly option: ChoiceOption;
  readonly callee: Callee;
  readonly span: Span;
  readonly name: string;
}

/** Makes the space of networks that a declaration of a text describes. */
export function lowerNetworkSpace(
  text: string,
  declaration: SpaceDeclaration,
  operations: Operations,
): { readonly space: NetworkSpace | undefined; readonly diagnostics: readonly Diagnostic[] } {
  const findings = new Findings();
  const space = new SpaceLowering(text, declaration, operations, findings).lower();
  return { space: findings.failed ? undefined : space, diagnostics: findings.diagnostics };
}

class SpaceLowering {
  private readonly fields: Field[] = [];
  private readonly named = new Map<string, { node: OneNode; span: Span }>();
  private readonly groups = new Map<string, readonly LoweredOption[]>();
  private readonly usedGroups = new Set<string>();
  private readonly settings: string[] = [];

  constructor(
    private readonly text: string,
    private readonly declaration: SpaceDeclaration,
    private readonly operations: Operations,
    private readonly findings: Findings,
  ) {}

  lower(): NetworkSpace | undefined {
    const { declaration, findings } = this;
    const parts = declaration.parts ?? [];
    const of = <K extends SpacePart['kind']>(kind: K) =>
      parts.filter((part): part is SpacePart & { readonly kind: K } => part.kind === kind);
    for (const choose of of('choose')) this.addChoice(choose);
    const [training] = of('training');
    for (const choose of training?.choices ?? []) {
      this.addChoice(choose);
      if (choose.name) this.settings.push(choose.name.text);
    }
    for (const group of of('operations')) this.addGroup(group);
    const [network] = of('network');
    if (!network) return undefined;
    const lowered = this.network(network);
    this.checkGroups(of('operations'));
    const where = of('where').flatMap(each => this.condition(each) ?? []);
    this.checkUnused(of('choose'), lowered, where);
    const spelling = this.spelling();
    if (!lowered || findings.failed || !declaration.name) return undefined;
    const figure = (name: string) =>
      training?.properties.find(property => property.name.text === name)?.value?.number ?? null;
    const counting = declaration.properties.find(({ name }) => name.text === 'counting')?.value?.text;
    const choices: NetworkChoices = {
      kind: 'network',
      choices: { kind: 'record', fields: this.fields },
      network: { main: lowered.main, blocks: this.blocks(), input: lowered.input },
      where,
      training: { images: figure('images'), epochs: figure('epochs'), settings: this.settings },
      spelling,
      counting: (counting ?? 'flops') as Counting,
      source: this.source(),
    };
    const { doc, name } = declaration;
    const space: NetworkSpace = {
      name: name.text,
      ...(doc === undefined ? {} : { doc }),
      operations: [],
      ...choices,
    };
    this.tryCells(space, network, lowered);
    return findings.failed ? undefined : space;
  }

  /** The declaration, and those of all operations that it needs. */
  private source(): string {
    const { declaration, text } = this;
    const needed = this.operations.sourcesOf(this.usedBlocks());
    const seen = new Map<string, string>();
    for (const { declaration: of, of: file } of needed) {
      const name = of.name!.text;
      const before = seen.get(name);
      if (before !== undefined)
        this.findings.error(
          declaration.name ?? declaration,
          'ambiguous-operation',
          `This space needs two operations ${quoted(name)}, of ${before} and of ${file?.file ?? 'this file'}; rename one of them.`,
        );
      seen.set(name, file?.file ?? 'this file');
    }
    return [{ declaration, source: text.slice(declaration.start, declaration.end) }, ...needed]
      .map(({ declaration: { doc }, source }) => {
        const lines = doc?.split('\n').map(line => `/// ${line}`.trimEnd()) ?? [];
        return [...lines, source].join('\n');
      })
      .join('\n\n');
  }

  /** Declared operations that were called, in the order in which they were lowered. */
  private blocks(): Block[] {
    return [...this.operations.blocks.values()].filter(({ name }) => this.usedBlocks().has(name));
  }

  private usedBlocks(): ReadonlySet<string> {
    const used = new Set<string>();
    const visit = (name: string) => {
      const block = this.operations.blocks.get(name);
      if (!block || used.has(name)) return;
      used.add(name);
      for (const node of block.nodes) if ('call' in node) visit(node.call.callee);
    };
    for (const name of this.calledBlocks) visit(name);
    return used;
  }

  private readonly calledBlocks = new Set<string>();

  private callee(name: Name): Callee | undefined {
    const callee = this.operations.callee(name, this.findings);
    if (callee?.kind === 'declared') this.calledBlocks.add(callee.block.name);
    return callee;
  }

  private leaf(name: string): Size | undefined {
    return this.named.has(name) ? { choice: name } : undefined;
  }

  private get names(): Names {
    return {
      leaf: name => this.leaf(name),
      channels: () => undefined,
      known: [...this.named.keys()],
    };
  }

  private addChoice({ name, value }: Choose): void {
    if (!name || !value) {
      this.findings.failed = true;
      return;
    }
    if (this.named.has(name.text)) {
      this.findings.error(name, 'duplicate-choice', `${quoted(name.text)} is chosen already.`);
      return;
    }
    const node = this.alternatives(value, name.text, undefined);
    if (!node) return;
    this.named.set(name.text, { node, span: name });
    this.fields.push({ name: name.text, choices: node });
  }

  /** The options of `a | b`, `a..b by s`, or of one value alone. */
  private alternatives(formula: Formula, name: string, form: ReturnType<typeof formOf>): OneNode | undefined {
    const { findings } = this;
    const options = formula.kind === 'alternatives' ? formula.options : [{ value: formula, aliases: [] }];
    const none: Names = { leaf: () => undefined, channels: () => undefined, known: [] };
    const of: ChoiceOption[] = [];
    for (const { value, aliases } of options) {
      const values =
        value.kind === 'range' ? this.range(value) : [lowerArgument(value, name, form, none, findings)];
      if (!values || values.some(each => each === undefined)) return undefined;
      for (const each of values) {
        if (typeof each === 'object' || each === undefined) return undefined;
        const label = typeof each === 'boolean' ? (each ? 'yes' : 'no') : `${each}`;
        if (of.some(option => option.name === label))
          return findings.error(value, 'duplicate-option', `${quoted(label)} is among the options already.`);
        of.push({ name: label, aliases: aliases.map(({ text }) => text), value: each });
      }
      if (values.length > 1 && aliases.length > 0)
        return findings.error(aliases[0]!, 'wrong-alias', 'A range has no one published name.');
    }
    if (of.length > max.options)
      return findings.error(formula, 'too-many-options', `A choice has at most ${max.options} options.`);
    const codes = of.flatMap(({ aliases }) => aliases);
    const twice = codes.find((code, i) => codes.indexOf(code) !== i);
    if (twice !== undefined)
      return findings.error(formula, 'duplicate-option', `${quoted(twice)} is the name of two options.`);
    return { kind: 'one', of };
  }

  private range(formula: Extract<Formula, { kind: 'range' }>): number[] | undefined {
    const { findings } = this;
    const none: Names = { leaf: () => undefined, channels: () => undefined, known: [] };
    const [from, to, by = 1] = [formula.from, formula.to, formula.by].map(each =>
      each ? lowerSize(each, none, findings) : undefined,
    );
    if (typeof from !== 'number' || typeof to !== 'number') return undefined;
    if (typeof by !== 'number' || by <= 0)
      return findings.error(formula.by ?? formula, 'wrong-value', 'The step of a range is above 0.');
    if (to < from) return findings.error(formula, 'wrong-value', `The range from ${from} to ${to} is empty.`);
    const count = Math.floor((to - from) / by + 1e-9) + 1;
    if (count > max.options)
      return findings.error(formula, 'too-many-options', `A choice has at most ${max.options} options.`);
    return Array.from({ length: count }, (_, i) => Number((from + i * by).toPrecision(12)));
  }

  private addGroup(group: LayerOperations): void {
    const name = group.group?.text ?? '';
    const again = this.groups.has(name);
    if (again)
      this.findings.error(
        group.group ?? { start: group.start, end: group.start + 'operations'.length },
        'duplicate-block',
        name
          ? `There is a group ${quoted(name)} already.`
          : 'This space has operations on layers without a name already.',
      );
    const options = group.operations.flatMap(operation => this.option(operation) ?? []);
    if (!again) this.groups.set(name, options);
  }

  private option(declaration: OperationDeclaration): LoweredOption | undefined {
    const { name, call, aliases } = declaration;
    const { findings } = this;
    const formula: CallFormula | undefined =
      call === undefined
        ? { kind: 'call', callee: name, arguments: [], start: name.start, end: name.end }
        : call.kind === 'call'
          ? call
          : undefined;
    if (!formula)
      return call?.kind === 'name'
        ? findings.error(
            call,
            'wrong-form',
            `An operation is called: write '${call.name.text}()', with what it needs in the parentheses.`,
            {
              title: `Write '${call.name.text}()'`,
              edits: [{ start: call.end, end: call.end, text: '()' }],
            },
          )
        : findings.error(
            call!,
            'wrong-form',
            `Say what ${quoted(name.text)} is by a call, as in 'conv(kernel: 3)'.`,
          );
    const callee = this.callee(formula.callee);
    if (!callee) return undefined;
    const positional = formula.arguments.find(argument => !argument.name);
    if (positional)
      return findings.error(
        positional,
        'wrong-arguments',
        'A layer applies to what flows into its stage; only arguments with names stand here.',
      );
    const arity = arityOf(callee);
    if (arity !== 1)
      return findings.error(
        formula.callee,
        'wrong-arguments',
        `${quoted(formula.callee.text)} takes ${arity ?? 'several'} values, and a layer gets one; declare an operation that calls it.`,
      );
    const given: Record<string, Size | string | boolean> =
      callee.kind === 'catalogue' ? { ...callee.implied } : {};
    const inner: Field[] = [];
    for (const { name: argument, value } of namedArguments(formula, callee, findings)) {
      const form = formOf(callee, argument.text);
      const python = pythonName(callee, argument.text);
      if (value.kind === 'alternatives' || value.kind === 'range') {
        const node = this.alternatives(value, argument.text, form);
        if (!node) continue;
        inner.push({ name: argument.text, choices: node });
        given[python] = { chosen: argument.text };
      } else {
        const lowered = lowerArgument(value, argument.text, form, this.names, findings);
        if (lowered !== undefined) given[python] = lowered;
      }
    }
    const value: Call = { callee: calleeName(callee), arguments: given };
    const uses = [...new Set(choicesInCall(value))];
    return {
      callee,
      span: formula,
      name: name.text,
      option: {
        name: name.text,
        aliases: aliases.map(({ text }) => text),
        value,
        ...(inner.length > 0 ? { inner: { kind: 'record', fields: inner } } : {}),
        ...(uses.length > 0 ? { uses } : {}),
      },
    };
  }

  private network(
    network: NetworkBlock,
  ): { main: Block; input: NetworkChoices['network']['input']; body: Body } | undefined {
    const { findings } = this;
    const [first, ...rest] = network.bindings;
    const open = { start: network.start, end: network.start + 'network'.length };
    if (!first)
      return findings.error(
        open,
        'missing-input',
        "A network begins with its input, as in 'input = image(32x32x3)'.",
      );
    if (first.name.text !== 'input')
      return findings.error(
        first.name,
        'missing-input',
        "A network begins with its input, as in 'input = image(32x32x3)'.",
      );
    const input = first.value && this.image(first.value);
    if (!input) {
      findings.failed = true;
      return undefined;
    }
    const namer = partNamer();
    const body = new Body({
      findings,
      callee: name => this.callee(name),
      blocks: () => this.operations.blocks,
      namer,
      leaf: name => this.leaf(name),
      leaves: [...this.named.keys()],
      chains: {
        stage: (call, name, own) => this.stage(call, name, own),
        stack: (call, name, own) => this.stack(call, name, own),
      },
    });
    const images = namer('images_input');
    body.values.set('input', { node: images, channels: input.channels });
    body.lower(rest);
    if (body.outputs.length === 0) {
      if (!findings.failed)
        findings.error(open, 'missing-output', "This network has no output; bind 'output'.");
      return undefined;
    }
    const main: Block = {
      name: 'Network',
      parameters: [],
      inputs: [images],
      sizes: [],
      nodes: body.nodes,
      outputs: body.outputs.map(({ name, from, channels }) => ({ name, from, channels })),
      declared: true,
    };
    return { main, input, body };
  }

  /** `image(32x32x3)`, `image(height: side, width: side, channels: 3)` */
  private image(formula: Formula): NetworkChoices['network']['input'] | undefined {
    const { findings } = this;
    if (formula.kind !== 'call' || formula.callee.text !== 'image')
      return findings.error(formula, 'wrong-value', "The input is an image, as in 'image(32x32x3)'.");
    const [only] = formula.arguments;
    if (only && !only.name && formula.arguments.length === 1) {
      const sides = only.value?.kind === 'size' ? only.value.text.split('x').map(Number) : [];
      const [height, width, channels] = sides;
      if (sides.length !== 3 || !height || !width || !channels || Math.max(...sides) > max.side)
        return findings.error(only, 'wrong-value', "An image is height x width x channels, as in '32x32x3'.");
      return { channels, extent: [height, width] };
    }
    const sizes = new Map<string, Size>();
    for (const { name, value, start, end } of formula.arguments) {
      if (!name || !['height', 'width', 'channels'].includes(name.text))
        return findings.error(
          { start, end },
          'unknown-argument',
          "An image has 'height', 'width' and 'channels'.",
        );
      const size = value && lowerSize(value, this.names, findings);
      if (size === undefined) return undefined;
      sizes.set(name.text, size);
    }
    const [height, width, channels] = ['height', 'width', 'channels'].map(name => sizes.get(name));
    if (height === undefined || width === undefined || channels === undefined)
      return findings.error(formula, 'missing-argument', "An image has 'height', 'width' and 'channels'.");
    return { channels, extent: [height, width] };
  }

  /** `NAME = stage(VALUE, GROUP, layers: …, channels: …, stride: …)` */
  private stage(formula: CallFormula, name: string, body: Body): Value | undefined {
    const { findings } = this;
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
    const group = this.group(groupName?.value, formula);
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
    this.fields.push({ name, choices: node });
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
  private stack(formula: CallFormula, name: string, body: Body): Value | undefined {
    const { findings } = this;
    const [first, operation, extra] = formula.arguments.filter(argument => !argument.name);
    if (!first?.value || operation?.value?.kind !== 'name' || extra)
      return findings.error(
        extra ?? operation ?? formula,
        'wrong-arguments',
        "'stack' takes a value and the name of an operation, as in 'stack(x, conv3x3, times: 3)'.",
      );
    const callee = this.callee(operation.value.name);
    const input = body.value(first.value, `${name}_input`);
    if (!callee || !input) return undefined;
    const times = formula.arguments.find(argument => argument.name?.text === 'times')?.value;
    if (!times)
      return findings.error(formula, 'missing-argument', "'stack' needs its times, as in 'times: 3'.");
    const count = lowerSize(times, body.names, findings);
    if (count === undefined) return undefined;
    if (typeof count === 'number' && !(Number.isInteger(count) && count >= 1 && count <= max.layers))
      return findings.error(
        times,
        'wrong-value',
        `'times' is a whole number from 1 to ${max.layers}, or a named choice of them.`,
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
          this.operations.blocks,
        ),
      },
      [input.channels],
      this.operations.blocks,
    );
    return { node, channels };
  }

  /** What a stack gives its layers: as it is written, to the first of them, and to the others. */
  private stackArguments(formula: CallFormula, callee: Callee, body: Body) {
    const { findings } = this;
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

  private group(formula: Formula | undefined, stage: CallFormula): readonly LoweredOption[] | undefined {
    const { findings } = this;
    if (formula && formula.kind !== 'name')
      return findings.error(
        formula,
        'wrong-value',
        'The name of a group of operations on layers stands here.',
      );
    const name = formula?.name.text ?? '';
    const group = this.groups.get(name);
    if (group && group.length > 0) {
      this.usedGroups.add(name);
      return group;
    }
    if (group) {
      findings.failed = true;
      return undefined;
    }
    if (formula)
      return findings.unknown(
        formula.name,
        'unknown-group',
        'group of operations',
        [...this.groups.keys()].filter(Boolean),
      );
    return findings.error(
      stage.callee,
      'missing-operations',
      "This stage has no operations; list them in 'operations on layers { … }'.",
    );
  }

  private lengths(formula: Formula): ListNode['lengths'] | undefined {
    const { findings } = this;
    if (formula.kind === 'alternatives' || formula.kind === 'range') {
      const numbers = this.alternatives(formula, 'layers', {
        form: 'size',
        min: 1,
        max: max.layers,
        default: undefined,
      });
      return numbers?.of.map(({ value }) => Number(value)).sort((a, b) => a - b);
    }
    const size = lowerSize(formula, this.names, findings);
    if (size === undefined) return undefined;
    if (typeof size !== 'number') return { size, most: max.layers };
    if (Number.isInteger(size) && size >= 1 && size <= max.layers) return [size];
    return findings.error(formula, 'wrong-value', `'layers' is a whole number from 1 to ${max.layers}.`);
  }

  /** Whether every operation of a group takes what the stage sets, and nothing is left to be said. */
  private takes(
    group: readonly LoweredOption[],
    formula: CallFormula,
    shared: Call['arguments'],
    stride: Size,
  ): boolean {
    const { findings } = this;
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

  private checkGroups(groups: readonly LayerOperations[]): void {
    for (const { group, start } of groups) {
      const name = group?.text ?? '';
      if (this.usedGroups.has(name) || this.findings.failed) continue;
      this.findings.error(
        group ?? { start, end: start + 'operations'.length },
        'unused-operations',
        name
          ? `No stage takes its layers from the group ${quoted(name)}.`
          : 'No stage takes its layers from these operations.',
      );
    }
  }

  private condition({ operands, comparisons, start, end }: Where): Condition | undefined {
    const lowered = operands.map(operand => this.operand(operand));
    if (comparisons.length === 0 || lowered.some(operand => operand === undefined)) {
      this.findings.failed = true;
      return undefined;
    }
    return {
      operands: lowered as (Size | Count)[],
      comparisons,
      text: this.text.slice(start, end).replace(/\s+/g, ' '),
    };
  }

  private operand(formula: Formula): Size | Count | undefined {
    const { findings } = this;
    if (formula.kind !== 'call' || formula.callee.text !== 'count')
      return lowerSize(formula, this.names, findings);
    const [operation, within, extra] = formula.arguments.map(({ value }) => value);
    if (operation?.kind !== 'name' || (within && within.kind !== 'name') || extra)
      return findings.error(
        formula,
        'wrong-arguments',
        "'count' takes an operation and, if it is to count in one stage alone, the stage.",
      );
    const names = [...this.groups.values()].flat().map(({ name }) => name);
    if (!names.includes(operation.name.text))
      return findings.unknown(operation.name, 'unknown-operation', 'operation on layers', [
        ...new Set(names),
      ]);
    const stages = this.fields.filter(({ choices }) => choices.kind === 'list').map(({ name }) => name);
    if (within && !stages.includes(within.name.text))
      return findings.unknown(within.name, 'unknown-stage', 'stage', stages);
    return { count: operation.name.text, ...(within ? { within: within.name.text } : {}) };
  }

  private checkUnused(
    chosen: readonly Choose[],
    lowered: { main: Block; input: NetworkChoices['network']['input'] } | undefined,
    where: readonly Condition[],
  ): void {
    if (!lowered || this.findings.failed) return;
    const used = new Set([
      ...choicesInBlock(lowered.main),
      ...[lowered.input.channels, ...lowered.input.extent].flatMap(choicesIn),
      ...[...this.groups.values()].flat().flatMap(({ option }) => option.uses ?? []),
      ...this.fields.flatMap(({ choices }) =>
        choices.kind === 'list' && 'size' in choices.lengths ? choicesIn(choices.lengths.size) : [],
      ),
    ]);
    for (const choose of chosen) {
      const { name, start, end } = choose;
      if (!name || used.has(name.text)) continue;
      const remove = {
        title: `Remove '${name.text}'`,
        edits: [{ ...lineOf(this.text, start, end), text: '' }],
      };
      this.findings.error(
        name,
        'unused-choice',
        `Nothing in the network uses ${quoted(name.text)}; remove it, or move it into 'training { … }'.`,
        // A condition may name it.
        where.length === 0 ? remove : undefined,
        [
          {
            title: `Move '${name.text}' into 'training { … }'`,
            edits: [...remove.edits, intoTraining(this.text, this.declaration, choose)],
          },
        ],
      );
    }
  }

  /** `"{low}{mid}"`, `"{a}:{b}"`, `"{body:,}"` */
  private spelling(): readonly SpellingPart[] | null {
    const { findings } = this;
    const value = this.declaration.properties.find(({ name }) => name.text === 'spelling')?.value;
    if (!value) return null;
    const parts: SpellingPart[] = [];
    const wrong = (message: string) => {
      findings.error(value, 'wrong-spelling', message);
      return null;
    };
    for (const [text, field, separator] of value.text.matchAll(/\{([^{}:]*)(?::([^{}]*))?\}|[^{}]+|[{}]/g)) {
      if (field === undefined) {
        if (text === '{' || text === '}')
          return wrong("A brace in a spelling opens or closes the name of a choice, as in '{low}'.");
        parts.push({ text });
        continue;
      }
      const known = this.fields.find(({ name }) => name === field);
      if (!known)
        return wrong(
          `There is no choice ${quoted(field)} to spell; there are ${this.fields.map(({ name }) => name).join(', ')}.`,
        );
      if (parts.some(part => 'field' in part && part.field === field))
        return wrong(`${quoted(field)} is spelled twice.`);
      parts.push({ field, separator: separator ?? '' });
    }
    const missing = this.fields.filter(
      ({ name, choices }) =>
        !isDetermined(choices) && !parts.some(part => 'field' in part && part.field === name),
    );
    if (missing.length > 0 && !findings.failed)
      return wrong(
        `A spelling determines the cell, and this one does not say ${missing.map(({ name }) => quoted(name)).join(', ')}.`,
      );
    for (const [i, part] of parts.entries()) {
      if ('text' in part) continue;
      const { choices } = this.fields.find(({ name }) => name === part.field)!;
      const options = (choices.kind === 'list' ? (choices.each as OneNode) : (choices as OneNode)).of;
      const open = options.find(({ inner: then }) => then);
      if (open)
        return wrong(`${quoted(part.field)} can't be spelled: more is chosen within ${quoted(open.name)}.`);
      const codes = options.flatMap(({ aliases, name }) => (aliases.length > 0 ? aliases : [name]));
      const next = parts[i + 1];
      const joined = choices.kind === 'list' && part.separator === '';
      if (joined || (next && 'field' in next)) {
        const confused = codes.find(code => codes.some(other => other !== code && other.startsWith(code)));
        if (confused !== undefined)
          return wrong(
            `The code ${quoted(confused)} of ${quoted(part.field)} begins another one; separate them, as in '{${part.field}:,}'.`,
          );
      }
      const open2 = choices.kind === 'list' && !('size' in choices.lengths) && choices.lengths.length > 1;
      if (open2 && part.separator === '' && next && 'field' in next)
        return wrong(
          `Where the layers of ${quoted(part.field)} end can't be told; write something between '{${part.field}}' and '{${next.field}}'.`,
        );
    }
    return parts;
  }

  /** Some cells; reports conditions that can't be counted with. */
  private sample(space: NetworkSpace, network: NetworkBlock): NetworkCell[] {
    try {
      return [...sampleOf(space)];
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      const where = this.declaration.parts?.find(({ kind }) => kind === 'where');
      const at = where ?? { start: network.start, end: network.start + 'network'.length };
      this.findings.error(at, 'too-many-conditions', error.message);
      return [];
    }
  }

  /** Builds some cells: what can't be built is told where it is declared. */
  private tryCells(space: NetworkSpace, network: NetworkBlock, lowered: { body: Body }): void {
    const told = new Set<string>();
    for (const cell of this.sample(space, network)) {
      try {
        flatten(networkOf(space, cell));
      } catch (error) {
        const message = (error as Error).message;
        const part = /^The layer ([\p{ID_Continue}]+)/u.exec(message)?.[1] ?? '';
        const binding = lowered.body.bindingOf.get(part);
        const at = binding?.name ?? { start: network.start, end: network.start + 'network'.length };
        const key = `${at.start}`;
        if (!told.has(key)) this.findings.error(at, 'wrong-shape', message);
        told.add(key);
      }
    }
  }
}

function pythonNamed(callee: Callee, given: Call['arguments']): Call['arguments'] {
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [pythonName(callee, name), value]));
}

/** Puts a choice at the end of the training of a space, which is written if there is none. */
function intoTraining(text: string, { parts, end: spaceEnd }: SpaceDeclaration, choice: Span): TextEdit {
  const training = parts?.find(({ kind }) => kind === 'training');
  const moved = `    ${text.slice(choice.start, choice.end)}\n`;
  const lines = training ? moved : `  training {\n${moved}  }\n`;
  const brace = (training?.end ?? spaceEnd) - 1;
  const start = text.slice(0, brace).trimEnd().length;
  // A brace that stands on a line of its own stays there.
  const space = /[^\S\r\n]*$/.exec(text.slice(start, brace))!;
  return space.index > 0
    ? { start: start + space.index, end: start + space.index, text: lines }
    : { start, end: brace, text: `\n${lines}${training ? '  ' : ''}` };
}

/** The first cell, and cells one edit away from it. */
function* sampleOf(space: NetworkSpace) {
  for (const first of networkKind.enumerate(space)) {
    yield first;
    let trials = 0;
    for (const other of eachNeighbour(space, first)) {
      if (trials++ >= max.trials) return;
      yield other;
    }
    return;
  }
}
