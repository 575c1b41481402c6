import type { Condition, Count, NetworkChoices } from '../../../cells/kinds/network/choices';
import { choicesIn, choicesInBlock } from '../../../cells/kinds/network/sizes';
import type { Block } from '../../../cells/network/network';
import type { Counting } from '../../../cells/network/operation';
import type { Size } from '../../../cells/network/size';
import type { NetworkSpace } from '../../../cells/space';
import { quoted } from '../../../language/cursor';
import type { Diagnostic, TextEdit } from '../../../language/diagnostic';
import { lineOf } from '../../../language/removal';
import type {
  Choose,
  Formula,
  NetworkBlock,
  SpaceDeclaration,
  SpacePart,
  Span,
  Where,
} from '../../../language/syntax';
import { LayerGroups } from './layerGroups';
import { Body } from './lowerBody';
import { ChainLowering } from './lowerChains';
import { Findings, lowerSize, partNamer } from './lowering';
import type { Operations } from './lowerOperations';
import { lowerSpelling } from './lowerSpelling';
import { SpaceScope } from './spaceScope';
import { tryCells } from './tryCells';

/** Longest side of an image. */
const maxSide = 65_536;

/** Makes the space of networks that a declaration of a text describes. */
export function lowerNetworkSpace(
  text: string,
  declaration: SpaceDeclaration,
  operations: Operations,
): { readonly space: NetworkSpace | undefined; readonly diagnostics: readonly Diagnostic[] } {
  const findings = new Findings();
  const space = new SpaceLowering(new SpaceScope(text, declaration, operations, findings)).lower();
  return { space: findings.failed ? undefined : space, diagnostics: findings.diagnostics };
}

class SpaceLowering {
  private readonly groups: LayerGroups;
  private readonly chains: ChainLowering;
  private readonly settings: string[] = [];

  constructor(private readonly scope: SpaceScope) {
    this.groups = new LayerGroups(scope);
    this.chains = new ChainLowering(scope, this.groups);
  }

  lower(): NetworkSpace | undefined {
    const { declaration, findings } = this.scope;
    const parts = declaration.parts ?? [];
    const of = <K extends SpacePart['kind']>(kind: K) =>
      parts.filter((part): part is SpacePart & { readonly kind: K } => part.kind === kind);
    for (const choose of of('choose')) this.scope.addChoice(choose);
    const [training] = of('training');
    for (const choose of training?.choices ?? []) {
      this.scope.addChoice(choose);
      if (choose.name) this.settings.push(choose.name.text);
    }
    for (const group of of('operations')) this.groups.add(group);
    const [network] = of('network');
    if (!network) return undefined;
    const lowered = this.network(network);
    this.groups.checkUsed(of('operations'));
    const where = of('where').flatMap(each => this.condition(each) ?? []);
    this.checkUnused(of('choose'), lowered, where);
    const pattern = declaration.properties.find(({ name }) => name.text === 'spelling')?.value;
    const spelling = pattern ? lowerSpelling(pattern, this.scope.fields, findings) : null;
    if (!lowered || findings.failed || !declaration.name) return undefined;
    const figure = (name: string) =>
      training?.properties.find(property => property.name.text === name)?.value?.number ?? null;
    const counting = declaration.properties.find(({ name }) => name.text === 'counting')?.value?.text;
    const choices: NetworkChoices = {
      kind: 'network',
      choices: { kind: 'record', fields: this.scope.fields },
      network: { main: lowered.main, blocks: this.scope.blocks(), input: lowered.input },
      where,
      training: { images: figure('images'), epochs: figure('epochs'), settings: this.settings },
      spelling,
      counting: (counting ?? 'flops') as Counting,
      source: this.scope.source(),
    };
    const { doc, name } = declaration;
    const space: NetworkSpace = {
      name: name.text,
      ...(doc === undefined ? {} : { doc }),
      operations: [],
      ...choices,
    };
    tryCells(space, declaration, network, lowered.body, findings);
    return findings.failed ? undefined : space;
  }

  private network(
    network: NetworkBlock,
  ): { main: Block; input: NetworkChoices['network']['input']; body: Body } | undefined {
    const { findings } = this.scope;
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
      callee: name => this.scope.callee(name),
      blocks: () => this.scope.operations.blocks,
      namer,
      leaf: name => this.scope.leaf(name),
      leaves: this.scope.leaves,
      chains: {
        stage: (call, name, own) => this.chains.stage(call, name, own),
        stack: (call, name, own) => this.chains.stack(call, name, own),
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
    const { findings } = this.scope;
    if (formula.kind !== 'call' || formula.callee.text !== 'image')
      return findings.error(formula, 'wrong-value', "The input is an image, as in 'image(32x32x3)'.");
    const [only] = formula.arguments;
    if (only && !only.name && formula.arguments.length === 1) {
      const sides = only.value?.kind === 'size' ? only.value.text.split('x').map(Number) : [];
      const [height, width, channels] = sides;
      if (sides.length !== 3 || !height || !width || !channels || Math.max(...sides) > maxSide)
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
      const size = value && lowerSize(value, this.scope.names, findings);
      if (size === undefined) return undefined;
      sizes.set(name.text, size);
    }
    const [height, width, channels] = ['height', 'width', 'channels'].map(name => sizes.get(name));
    if (height === undefined || width === undefined || channels === undefined)
      return findings.error(formula, 'missing-argument', "An image has 'height', 'width' and 'channels'.");
    return { channels, extent: [height, width] };
  }

  private condition({ operands, comparisons, start, end }: Where): Condition | undefined {
    const lowered = operands.map(operand => this.operand(operand));
    if (comparisons.length === 0 || lowered.some(operand => operand === undefined)) {
      this.scope.findings.failed = true;
      return undefined;
    }
    return {
      operands: lowered as (Size | Count)[],
      comparisons,
      text: this.scope.text.slice(start, end).replace(/\s+/g, ' '),
    };
  }

  private operand(formula: Formula): Size | Count | undefined {
    const { findings } = this.scope;
    if (formula.kind !== 'call' || formula.callee.text !== 'count')
      return lowerSize(formula, this.scope.names, findings);
    const [operation, within, extra] = formula.arguments.map(({ value }) => value);
    if (operation?.kind !== 'name' || (within && within.kind !== 'name') || extra)
      return findings.error(
        formula,
        'wrong-arguments',
        "'count' takes an operation and, if it is to count in one stage alone, the stage.",
      );
    const names = this.groups.options.map(({ name }) => name);
    if (!names.includes(operation.name.text))
      return findings.unknown(operation.name, 'unknown-operation', 'operation on layers', [
        ...new Set(names),
      ]);
    const stages = this.scope.fields.filter(({ choices }) => choices.kind === 'list').map(({ name }) => name);
    if (within && !stages.includes(within.name.text))
      return findings.unknown(within.name, 'unknown-stage', 'stage', stages);
    return { count: operation.name.text, ...(within ? { within: within.name.text } : {}) };
  }

  private checkUnused(
    chosen: readonly Choose[],
    lowered: { main: Block; input: NetworkChoices['network']['input'] } | undefined,
    where: readonly Condition[],
  ): void {
    if (!lowered || this.scope.findings.failed) return;
    const used = new Set([
      ...choicesInBlock(lowered.main),
      ...[lowered.input.channels, ...lowered.input.extent].flatMap(choicesIn),
      ...this.groups.options.flatMap(({ option }) => option.uses ?? []),
      ...this.scope.fields.flatMap(({ choices }) =>
        choices.kind === 'list' && 'size' in choices.lengths ? choicesIn(choices.lengths.size) : [],
      ),
    ]);
    for (const choose of chosen) {
      const { name, start, end } = choose;
      if (!name || used.has(name.text)) continue;
      const remove = {
        title: `Remove '${name.text}'`,
        edits: [{ ...lineOf(this.scope.text, start, end), text: '' }],
      };
      this.scope.findings.error(
        name,
        'unused-choice',
        `Nothing in the network uses ${quoted(name.text)}; remove it, or move it into 'training { … }'.`,
        // A condition may name it.
        where.length === 0 ? remove : undefined,
        [
          {
            title: `Move '${name.text}' into 'training { … }'`,
            edits: [...remove.edits, intoTraining(this.scope.text, this.scope.declaration, choose)],
          },
        ],
      );
    }
  }
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
