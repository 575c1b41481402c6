import type { Field, OneNode } from '../../../cells/kinds/network/choices';
import type { Block } from '../../../cells/network/network';
import type { Size } from '../../../cells/network/size';
import { quoted } from '../../../language/cursor';
import type { Choose, Name, SpaceDeclaration, Span } from '../../../language/syntax';
import { lowerAlternatives } from './lowerAlternatives';
import type { Callee, Findings, Names } from './lowering';
import type { Operations } from './lowerOperations';

/** What a declaration of a space of networks has chosen and called so far. */
export class SpaceScope {
  /** The choices, in the order in which they are declared. */
  readonly fields: Field[] = [];
  private readonly named = new Map<string, { node: OneNode; span: Span }>();
  private readonly calledBlocks = new Set<string>();

  constructor(
    readonly text: string,
    readonly declaration: SpaceDeclaration,
    readonly operations: Operations,
    readonly findings: Findings,
  ) {}

  callee(name: Name): Callee | undefined {
    const callee = this.operations.callee(name, this.findings);
    if (callee?.kind === 'declared') this.calledBlocks.add(callee.block.name);
    return callee;
  }

  leaf(name: string): Size | undefined {
    return this.named.has(name) ? { choice: name } : undefined;
  }

  get names(): Names {
    return {
      leaf: name => this.leaf(name),
      channels: () => undefined,
      known: this.leaves,
    };
  }

  /** The names of the choices. */
  get leaves(): string[] {
    return [...this.named.keys()];
  }

  addChoice({ name, value }: Choose): void {
    if (!name || !value) {
      this.findings.failed = true;
      return;
    }
    if (this.named.has(name.text)) {
      this.findings.error(name, 'duplicate-choice', `${quoted(name.text)} is chosen already.`);
      return;
    }
    const node = lowerAlternatives(value, name.text, undefined, this.findings);
    if (!node) return;
    this.named.set(name.text, { node, span: name });
    this.fields.push({ name: name.text, choices: node });
  }

  /** The declaration, and those of all operations that it needs. */
  source(): string {
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
  blocks(): Block[] {
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
}
