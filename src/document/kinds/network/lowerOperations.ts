import { className } from '../../../cells/network/identifiers';
import type { Block } from '../../../cells/network/network';
import type { Size } from '../../../cells/network/size';
import { quoted } from '../../../language/cursor';
import type { Diagnostic } from '../../../language/diagnostic';
import type { Name, OperationDefinition } from '../../../language/syntax';
import { Body } from './lowerBody';
import { lowerExternal } from './lowerExternal';
import {
  type Callee,
  catalogueCallee,
  catalogueNames,
  docLine,
  Findings,
  lowerParameters,
  parameterName,
  partNamer,
} from './lowering';

/** The declared operations of a file, each lowered once, when it is first called or asked for. */
export class Operations {
  private readonly lowered = new Map<
    string,
    { block: Block | undefined; diagnostics: readonly Diagnostic[] }
  >();
  private readonly underWay = new Set<string>();
  private readonly classes = new Set<string>(['Network']);
  /** Those lowered so far, each behind those that it calls. */
  readonly blocks = new Map<string, Block>();
  readonly declarations: ReadonlyMap<string, OperationDefinition>;

  /** `broken`: those with syntax errors, which are told elsewhere. */
  constructor(
    declarations: Iterable<OperationDefinition>,
    private readonly broken: ReadonlySet<unknown> = new Set(),
  ) {
    const byName = new Map<string, OperationDefinition>();
    for (const declaration of declarations)
      if (declaration.name && !byName.has(declaration.name.text))
        byName.set(declaration.name.text, declaration);
    this.declarations = byName;
  }

  /** What is wrong with the declarations. */
  get diagnostics(): Diagnostic[] {
    return [...this.declarations.keys()].flatMap(name => this.lower(name).diagnostics);
  }

  /** Of an operation that can be used. */
  blockOf(name: string): Block | undefined {
    return this.declarations.has(name) ? this.lower(name).block : undefined;
  }

  /** Reports an unknown name, or an operation that calls itself. */
  callee(name: Name, findings: Findings): Callee | undefined {
    const declared = this.declarations.get(name.text);
    if (!declared)
      return (
        catalogueCallee(name.text) ??
        findings.unknown(name, 'unknown-operation', 'operation', [
          ...this.declarations.keys(),
          ...catalogueNames(),
        ])
      );
    if (this.underWay.has(name.text))
      return findings.error(
        name,
        'recursive-operation',
        `${quoted(name.text)} calls itself, and so never ends.`,
      );
    const { block } = this.lower(name.text);
    if (!block) {
      findings.failed = true;
      return undefined;
    }
    return { kind: 'declared', block };
  }

  private lower(name: string): { block: Block | undefined; diagnostics: readonly Diagnostic[] } {
    let known = this.lowered.get(name);
    if (known) return known;
    this.underWay.add(name);
    const findings = new Findings();
    const declaration = this.declarations.get(name)!;
    const block = this.broken.has(declaration) ? undefined : this.block(declaration, findings);
    this.underWay.delete(name);
    known = { block: findings.failed ? undefined : block, diagnostics: findings.diagnostics };
    this.lowered.set(name, known);
    if (known.block) this.blocks.set(known.block.name, known.block);
    return known;
  }

  private block(declaration: OperationDefinition, findings: Findings): Block | undefined {
    const { name, doc, parameters, body, external } = declaration;
    if (!name) return undefined;
    if (catalogueCallee(name.text))
      return findings.error(
        name,
        'reserved-name',
        `${quoted(name.text)} is an operation of the catalogue; give this one another name.`,
      );
    if (external) return lowerExternal(declaration, external, this.className(name.text), findings);
    if (!body) return undefined;
    const namer = partNamer();
    const leaves = new Map<string, string>();
    const block: { -readonly [K in keyof Block]: Block[K] } = {
      name: this.className(name.text),
      ...docLine(doc),
      parameters: [],
      inputs: ['x'],
      sizes: [],
      nodes: [],
      outputs: [],
      declared: true,
    };
    const context = {
      findings,
      callee: (called: Name) => this.callee(called, findings),
      blocks: () => this.blocks,
      namer,
      leaf: (leaf: string): Size | undefined =>
        leaves.has(leaf) ? { parameter: leaves.get(leaf)! } : undefined,
      get leaves() {
        return [...leaves.keys()];
      },
    };
    const lowered = new Body(context);
    lowered.values.set('input', { node: 'x', channels: { parameter: 'inputs' } });
    const formal = lowerParameters(parameters, lowered.names, leaves, findings, parameter =>
      parameterName(parameter.text, namer),
    );
    block.parameters = [{ name: 'inputs', channelsOf: 'x' }, ...formal];
    lowered.lower(body.bindings);
    const [output] = lowered.outputs;
    if (!output) {
      if (!findings.failed)
        findings.error(
          name,
          'missing-output',
          `Operation ${quoted(name.text)} has no output; bind 'output'.`,
        );
      return undefined;
    }
    if (lowered.outputs.length > 1)
      return findings.error(lowered.outputs[1]!.binding.name, 'wrong-form', 'An operation has one output.');
    block.nodes = lowered.nodes;
    block.outputs = [{ name: 'output', from: output.from, channels: output.channels }];
    return block;
  }

  private className(name: string): string {
    const wanted = className(name);
    let found = wanted;
    for (let i = 2; this.classes.has(found); i++) found = `${wanted}${i}`;
    this.classes.add(found);
    return found;
  }
}
