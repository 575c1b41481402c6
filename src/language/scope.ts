import { quoted } from './cursor';
import type { Diagnostic, Fix, TextEdit } from './diagnostic';
import { nearest } from './nearest';
import { lineOf } from './removal';
import type { Binding, Call, CellBlock, CellDeclaration, Name, Span, Sum } from './syntax';
import { asGraph, operationName, type SpaceVocabulary } from './vocabulary';

/** Searches for a similar name that one cell is worth: the cell of ten thousand slips is not helped by more. */
const maxSuggestions = 50;
const maxCandidates = 200;
/** Names that are offered to choose among. */
export const maxChoices = 12;

/** The names of a cell while it is checked from top to bottom. Lives for one check of one cell. */
export class Scope {
  readonly diagnostics: Diagnostic[] = [];
  /** What the statements so far have bound. */
  readonly bound = new Set<string>(['input']);
  /** The binding that is being checked. */
  binding: Binding | undefined;
  private readonly everBound: ReadonlySet<string>;
  private readonly bindings: readonly Binding[];
  private readonly used = new Set<string>();
  private suggestions = 0;

  constructor(
    readonly text: string,
    private readonly cell: CellDeclaration,
    body: CellBlock,
    readonly space: SpaceVocabulary | undefined,
  ) {
    this.bindings = body.statements.filter(each => each.kind === 'binding');
    this.everBound = new Set(this.bindings.map(({ name }) => name.text));
  }

  error(span: Span, code: string, message: string, fix?: Fix, otherFixes?: readonly Fix[]): void {
    this.tell('error', span, code, message, fix, otherFixes);
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
      this.error(
        name,
        'used-before-bound',
        `${quoted(text)} is used above the line that binds it.`,
        this.helps() ? this.moveFix(text) : undefined,
      );
    else if (this.space && operationName(this.space, text) !== undefined) {
      const message = `${quoted(text)} is an operation; say what it applies to, as in '${text}(input)'.`;
      const top = this.binding?.value?.terms.some(({ start }) => start === name.start);
      this.error(
        name,
        'operation-without-input',
        message,
        undefined,
        top ? this.each(this.inputs(), input => changeTo(name, `${text}(${input})`)) : [],
      );
    } else {
      const meant = this.suggest(text, () => [...this.bound].slice(-maxCandidates).concat('input'));
      const message = `No vertex is named ${quoted(text)}${meant ? `; did you mean ${quoted(meant)}?` : ' in this cell.'}`;
      const define = this.helps() ? this.defineFix(text) : undefined;
      this.error(
        name,
        'unbound-name',
        message,
        meant ? changeTo(name, meant) : undefined,
        define ? [define] : [],
      );
    }
  }

  suggest(word: string, candidates: () => Iterable<string>): string | undefined {
    return this.suggestions++ < maxSuggestions ? nearest(word, candidates()) : undefined;
  }

  /** A fix for each of the names, while the cell is worth the search for more. */
  each(names: readonly string[], fix: (name: string) => Fix): Fix[] {
    return this.helps() ? names.slice(0, maxChoices).map(fix) : [];
  }

  /** The vertices so far, the last first. */
  inputs(): string[] {
    return [...this.bound].filter(name => name !== 'output').reverse();
  }

  /** Gives the present vertex another name, here and where it is used up to the next vertex of its old name. */
  renameFix({ name }: Binding): Fix | undefined {
    if (this.suggestions++ >= maxSuggestions) return undefined;
    const fresh = numbered(name.text, this.everBound);
    const later = this.bindings.slice(this.bindings.findIndex(each => each.name === name) + 1);
    const next = later.findIndex(each => each.name.text === name.text);
    const uses = (next < 0 ? later : later.slice(0, next + 1)).flatMap(({ value }) =>
      value ? referencesTo(name.text, value) : [],
    );
    if (uses.length > maxCandidates) return undefined;
    return renameTo(name, fresh, uses);
  }

  /** Puts the line that binds a vertex in front of the present one, if all it takes its input from is bound by then. */
  private moveFix(vertex: string): Fix | undefined {
    const present = this.binding;
    const moved = this.bindings.find(({ name }) => name.text === vertex);
    if (!present || !moved?.value || namesIn(moved.value).some(name => !this.bound.has(name)))
      return undefined;
    const { start, end } = moved;
    const line = lineOf(this.text, start, end);
    if (line.end >= this.cell.end) return undefined;
    return {
      title: `Move '${vertex}' above '${present.name.text}'`,
      edits: [this.lineBefore(present, this.text.slice(start, end)), { ...line, text: '' }],
    };
  }

  /** Binds a vertex in front of the present one. */
  private defineFix(vertex: string): Fix | undefined {
    const space = asGraph(this.space);
    const operation =
      space?.operations.find(({ definition }) => definition.kind === 'conv') ?? space?.operations[0];
    if (!this.binding || !operation) return undefined;
    const edit = this.lineBefore(this.binding, `${vertex} = ${operation.name}(input)`);
    return { title: `Define '${vertex}'`, edits: [edit] };
  }

  private lineBefore({ start }: Span, statement: string): TextEdit {
    const { indent } = this.lineOf(start);
    return { start, end: start, text: indent === undefined ? `${statement}; ` : `${statement}\n${indent}` };
  }

  private helps(): boolean {
    return this.suggestions <= maxSuggestions;
  }

  /** Gives a call a name of its own: a binding in front of the present one, and the name in its place. */
  extractFix(call: Call): Fix | undefined {
    if (!this.binding) return undefined;
    const name = this.freshName();
    return {
      title: `Name it '${name}'`,
      edits: [
        this.lineBefore(this.binding, `${name} = ${this.text.slice(call.start, call.end)}`),
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

  private tell(
    severity: Diagnostic['severity'],
    span: Span,
    code: string,
    message: string,
    fix?: Fix,
    otherFixes: readonly Fix[] = [],
  ): void {
    const { start, end } = span;
    this.diagnostics.push({
      ...{ severity, code, message, start, end },
      ...(fix ? { fix } : {}),
      ...(otherFixes.length > 0 ? { otherFixes } : {}),
    });
  }
}

function referencesTo(vertex: string, { terms }: Sum): Name[] {
  return terms.flatMap(term => {
    if (term.kind === 'reference') return term.name.text === vertex ? [term.name] : [];
    return term.arguments.flatMap(sum => referencesTo(vertex, sum));
  });
}

function namesIn({ terms }: Sum): string[] {
  return terms.flatMap(term =>
    term.kind === 'reference' ? [term.name.text] : term.arguments.flatMap(namesIn),
  );
}

export function changeTo({ start, end }: Span, text: string): Fix {
  return { title: `Change to '${text}'`, edits: [{ start, end, text }] };
}

export function renameTo(name: Name, fresh: string, uses: readonly Name[] = []): Fix {
  return {
    title: `Rename to '${fresh}'`,
    edits: [name, ...uses].map(({ start, end }) => ({ start, end, text: fresh })),
  };
}

/** `a2` for `a`, `n4` for `n3`: the first that is not `taken`. */
export function numbered(name: string, taken: ReadonlySet<string>): string {
  const [, stem = name, digits] = /^(.*?)(\d{1,9})?$/.exec(name) ?? [];
  let number = digits ? Number(digits) + 1 : 2;
  while (taken.has(`${stem}${number}`)) number++;
  return `${stem}${number}`;
}
