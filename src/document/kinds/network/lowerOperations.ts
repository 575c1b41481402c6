import { className } from '../../../cells/network/identifiers';
import type { Block } from '../../../cells/network/network';
import type { Size } from '../../../cells/network/size';
import { quoted } from '../../../language/cursor';
import type { Diagnostic } from '../../../language/diagnostic';
import type { CellFile, Name, OperationDefinition } from '../../../language/syntax';
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
import { type FileOperations, noOperations, type SharedOperations } from './sharedOperations';

/** An operation that is declared, here or in another file. */
interface Declared {
  readonly declaration: OperationDefinition;
  readonly source: string;
  readonly broken: boolean;
  /** Its file; absent for this one. */
  readonly of?: FileOperations;
}

interface Lowered {
  readonly declared: Declared;
  readonly block: Block | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** The declared operations that a file may use, each lowered once, when it is first called or asked for. */
export class Operations {
  private readonly lowered = new Map<OperationDefinition, Lowered>();
  private readonly underWay = new Set<OperationDefinition>();
  private readonly classes = new Set<string>(['Network']);
  /** Those lowered so far, each behind those that it calls. */
  readonly blocks = new Map<string, Block>();
  private readonly own: ReadonlyMap<string, Declared>;

  /** `broken`: those with syntax errors, which are told elsewhere. `shared`: those of other files. */
  constructor(
    { text, declarations }: CellFile,
    broken: ReadonlySet<unknown> = new Set(),
    private readonly shared: SharedOperations = noOperations,
  ) {
    const own = new Map<string, Declared>();
    for (const declaration of declarations) {
      if (declaration.kind !== 'operation' || !declaration.name || own.has(declaration.name.text)) continue;
      const source = text.slice(declaration.start, declaration.end);
      own.set(declaration.name.text, { declaration, source, broken: broken.has(declaration) });
    }
    this.own = own;
  }

  /** What is wrong with the declarations of this file. */
  get diagnostics(): Diagnostic[] {
    return [...this.own.values()].flatMap(declared => this.lower(declared).diagnostics);
  }

  /** Those of these blocks that are declared: first those of this file, in the order of its text. */
  sourcesOf(blocks: ReadonlySet<string>): Declared[] {
    const used = [...this.lowered.values()].flatMap(({ block, declared }) =>
      block && blocks.has(block.name) ? [declared] : [],
    );
    const own = [...this.own.values()].filter(declared => used.includes(declared));
    return [...own, ...used.filter(declared => !own.includes(declared))];
  }

  /** Reports an unknown name, or an operation that can't be used. `of`: the file of the call, where it is another. */
  callee(name: Name, findings: Findings, of?: FileOperations): Callee | undefined {
    // A name of the catalogue can't be declared: the error is told in the file that tries, and no other has it.
    const known = of || !this.own.has(name.text) ? catalogueCallee(name.text) : undefined;
    if (known) return known;
    const declared =
      of?.operations.get(name.text) ??
      (of ? undefined : this.own.get(name.text)) ??
      this.shared.get(name.text) ??
      this.own.get(name.text);
    if (!declared)
      return findings.unknown(name, 'unknown-operation', 'operation', [
        ...new Set([...this.own.keys(), ...this.shared.keys(), ...catalogueNames()]),
      ]);
    if (this.underWay.has(declared.declaration))
      return findings.error(
        name,
        'recursive-operation',
        `${quoted(name.text)} calls itself, and so never ends.`,
      );
    const { block } = this.lower(declared);
    if (block) return { kind: 'declared', block };
    if (declared.of && declared.of !== of)
      return findings.error(
        name,
        'broken-operation',
        `${quoted(name.text)} can't be used: its declaration in ${declared.of.file} has an error.`,
      );
    findings.failed = true;
    return undefined;
  }

  private lower(declared: Declared): Lowered {
    const { declaration, broken, of } = declared;
    let known = this.lowered.get(declaration);
    if (known) return known;
    this.underWay.add(declaration);
    const findings = new Findings();
    const block = broken ? undefined : this.block(declaration, findings, of);
    this.underWay.delete(declaration);
    known = { declared, block: findings.failed ? undefined : block, diagnostics: findings.diagnostics };
    this.lowered.set(declaration, known);
    if (known.block) this.blocks.set(known.block.name, known.block);
    return known;
  }

  private block(
    declaration: OperationDefinition,
    findings: Findings,
    of: FileOperations | undefined,
  ): Block | undefined {
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
      callee: (called: Name) => this.callee(called, findings, of),
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
