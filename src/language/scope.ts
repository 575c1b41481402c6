import { quoted } from './cursor';
import type { Diagnostic, TextEdit } from './diagnostic';
import { nearest } from './nearest';
import type { Binding, Call, CellBlock, CellDeclaration, Name, Span } from './syntax';
import { asGraph, operationName, type SpaceVocabulary } from './vocabulary';

type Fix = NonNullable<Diagnostic['fix']>;

/** Searches for a similar name that one cell is worth: the cell of ten thousand slips is not helped by more. */
const mostSuggestions = 50;
const mostCandidates = 200;

/** The names of a cell while it is checked from top to bottom. Lives for one check of one cell. */
export class Scope {
  readonly diagnostics: Diagnostic[] = [];
  /** What the statements so far have bound. */
  readonly bound = new Set<string>(['input']);
  /** The binding that is being checked. */
  binding: Binding | undefined;
  private readonly everBound: ReadonlySet<string>;
  private readonly used = new Set<string>();
  private suggestions = 0;

  constructor(
    readonly text: string,
    private readonly cell: CellDeclaration,
    body: CellBlock,
    readonly space: SpaceVocabulary | undefined,
  ) {
    this.everBound = new Set(
      body.statements.flatMap(each => (each.kind === 'binding' ? [each.name.text] : [])),
    );
  }

  error(span: Span, code: string, message: string, fix?: Fix): void {
    this.tell('error', span, code, message, fix);
  }
  warn(span: Span, code: string, message: string, fix?: Fix): void {
    this.tell('warning', span, code, message, fix);
  }

  /** Checks that the name of a vertex is bound above. */
  resolve(name: Name): void {
    const { text } = name;
    this.used.add(text);
    if (text === 'output')
      this.error(name, 'output-used', "'output' ends the cell; no vertex can take its input from it.");
    else if (this.bound.has(text)) return;
    else if (text === this.binding?.name.text)
      this.error(
        name,
        'used-before-bound',
        `${quoted(text)} is used in its own binding; a cell has no cycles.`,
      );
    else if (this.everBound.has(text))
      this.error(name, 'used-before-bound', `${quoted(text)} is used above the line that binds it.`);
    else if (this.space && operationName(this.space, text) !== undefined) {
      const message = `${quoted(text)} is an operation; say what it applies to, as in '${text}(input)'.`;
      this.error(name, 'operation-without-input', message);
    } else {
      const meant = this.suggest(text, () => [...this.bound].slice(-mostCandidates).concat('input'));
      const message = `No vertex is named ${quoted(text)}${meant ? `; did you mean ${quoted(meant)}?` : ' in this cell.'}`;
      this.error(name, 'unbound-name', message, meant ? changeTo(name, meant) : undefined);
    }
  }

  suggest(word: string, candidates: () => Iterable<string>): string | undefined {
    return this.suggestions++ < mostSuggestions ? nearest(word, candidates()) : undefined;
  }

  /** Gives a call a name of its own: a binding in front of the present one, and the name in its place. */
  extractFix(call: Call): Fix | undefined {
    if (!this.binding) return undefined;
    const name = this.freshName();
    const { start } = this.binding;
    const { indent } = this.lineOf(start);
    const binding = `${name} = ${this.text.slice(call.start, call.end)}`;
    return {
      title: `Name it '${name}'`,
      edits: [
        { start, end: start, text: indent === undefined ? `${binding}; ` : `${binding}\n${indent}` },
        { start: call.start, end: call.end, text: name },
      ],
    };
  }

  /** Binds the output to the vertices that feed nothing yet; with operations on edges, by the one that changes least. */
  outputFix(body: CellBlock): Fix | undefined {
    const space = asGraph(this.space);
    const loose = [...this.bound].filter(name => !this.used.has(name) && name !== 'input');
    if (!space || loose.length === 0 || loose.length > 16) return undefined;
    const { operations, operationsOn, output } = space;
    const joining = operations.find(({ definition }) => definition.kind === 'identity') ?? operations[0];
    if (operationsOn === 'edges' && !joining) return undefined;
    const parts = operationsOn === 'edges' ? loose.map(name => `${joining?.name}(${name})`) : loose;
    const value =
      operationsOn === 'vertices' && output === 'concat' ? `concat(${parts.join(', ')})` : parts.join(' + ');
    const close = body.end - 1;
    const { indent } = this.lineOf(close);
    const edit: TextEdit =
      indent === undefined
        ? { start: close, end: close, text: `; output = ${value} ` }
        : { start: close - indent.length, end: close, text: `${indent}  output = ${value}\n${indent}` };
    return { title: `Bind the output to ${loose.join(', ')}`, edits: [edit] };
  }

  private freshName(): string {
    for (let code = 97; code < 123; code++) {
      const letter = String.fromCharCode(code);
      if (!this.everBound.has(letter)) return letter;
    }
    let number = this.everBound.size;
    while (this.everBound.has(`v${number}`)) number++;
    return `v${number}`;
  }

  /** The spaces before `at` if nothing else of the declaration stands before it on its line. */
  private lineOf(at: number): { indent: string | undefined } {
    let start = at;
    while (start > this.cell.start && /[^\S\r\n]/.test(this.text[start - 1]!)) start--;
    const first = start > this.cell.start && /[\r\n]/.test(this.text[start - 1]!);
    return { indent: first ? this.text.slice(start, at) : undefined };
  }

  private tell(severity: Diagnostic['severity'], span: Span, code: string, message: string, fix?: Fix): void {
    const { start, end } = span;
    this.diagnostics.push({ severity, code, message, start, end, ...(fix ? { fix } : {}) });
  }
}

export function changeTo({ start, end }: Span, text: string): Fix {
  return { title: `Change to '${text}'`, edits: [{ start, end, text }] };
}
