import type { Diagnostic, TextEdit } from './diagnostic';
import { Kind, type Tokens } from './lexer';
import type { Name, Span } from './syntax';

/** Syntax errors told of one declaration; what comes after them is noise. */
const maxErrors = 100;

const isAscii = /^[!-~]*$/;

/** Where the parser stands in the tokens of a text, and what it has found wrong so far. Lives for one parse. */
export class Cursor {
  position = 0;
  readonly diagnostics: Diagnostic[] = [];
  /** Errors since `beginDeclaration`, told or not. */
  private errors = 0;
  /** Set by the first error of a statement: what follows it there is its consequence. */
  private quiet = false;

  constructor(readonly tokens: Tokens) {}

  get kind(): number {
    return this.kindAt(0);
  }
  get start(): number {
    return this.tokens.starts[this.position] ?? this.tokens.text.length;
  }
  get end(): number {
    return this.tokens.ends[this.position] ?? this.tokens.text.length;
  }
  /** Whether the token is the first on its line. */
  get atLineStart(): boolean {
    return this.breakAt(0);
  }
  get previousEnd(): number {
    return this.position === 0 ? 0 : (this.tokens.ends[this.position - 1] ?? 0);
  }
  get broken(): boolean {
    return this.errors > 0;
  }

  at(kind: number): boolean {
    return this.kindAt(0) === kind;
  }
  kindAt(ahead: number): number {
    return this.tokens.kinds[Math.min(this.position + ahead, this.tokens.count)] ?? Kind.end;
  }
  breakAt(ahead: number): boolean {
    return this.tokens.breaks[this.position + ahead] === 1;
  }
  /** The token's text. */
  get text(): string {
    return this.tokens.text.slice(this.start, this.end);
  }

  advance(): void {
    if (this.position < this.tokens.count) this.position++;
  }

  /** Steps over the token if it is of this kind. */
  take(kind: number): boolean {
    if (this.kind !== kind) return false;
    this.advance();
    return true;
  }

  takeName(): Name {
    const { start, end, text } = this;
    this.advance();
    return { text: isAscii.test(text) ? text : text.normalize('NFC'), start, end };
  }

  /** A name on the line that the token before stands on. */
  takeNameOnLine(): Name | undefined {
    return this.kind === Kind.name && !this.atLineStart ? this.takeName() : undefined;
  }

  /** Whether the token is this word. */
  atWord(word: string, ahead = 0): boolean {
    const start = this.tokens.starts[this.position + ahead] ?? 0;
    const end = this.tokens.ends[this.position + ahead] ?? 0;
    return (
      this.kindAt(ahead) === Kind.name &&
      end - start === word.length &&
      this.tokens.text.startsWith(word, start)
    );
  }

  /** At a declaration's keyword with the declared name behind it, at the start of a line. */
  get atDeclaration(): boolean {
    return this.atLineStart && this.atKeyword && this.kindAt(1) === Kind.name && !this.breakAt(1);
  }
  get atKeyword(): boolean {
    return this.atWord('cell') || this.atWord('space') || this.atWord('use') || this.atOperation;
  }
  /** At `operation NAME(`, which the name of a vertex or of another operation never is. */
  get atOperation(): boolean {
    return (
      this.atWord('operation') &&
      this.kindAt(1) === Kind.name &&
      !this.breakAt(1) &&
      this.kindAt(2) === Kind.openParenthesis
    );
  }

  /** At `name =`, `output.name =`, `choose name =` or `measured metric`. */
  get atStatement(): boolean {
    if (this.kind !== Kind.name) return false;
    const next = this.kindAt(1);
    return (
      next === Kind.equals ||
      (next === Kind.dot && this.kindAt(2) === Kind.name && this.kindAt(3) === Kind.equals) ||
      (next === Kind.name && this.kindAt(2) === Kind.equals && this.atWord('choose')) ||
      ((next === Kind.name || next === Kind.string) && !this.breakAt(1) && this.atWord('measured'))
    );
  }

  /** Where no statement and no list goes on: a line that begins another one, a closing brace, the end. */
  get atBoundary(): boolean {
    const { kind } = this;
    if (kind === Kind.end || kind === Kind.closeBrace) return true;
    return this.atLineStart && (this.atStatement || this.atDeclaration);
  }

  beginDeclaration(): void {
    this.errors = 0;
    this.quiet = false;
  }
  beginStatement(): void {
    this.quiet = false;
  }

  report(span: Span, code: string, message: string, fix?: { title: string; edits: TextEdit[] }): void {
    const tell = !this.quiet && this.errors < maxErrors;
    this.errors++;
    this.quiet = true;
    if (!tell) return;
    const { start, end } = span;
    this.diagnostics.push({ severity: 'error', code, message, start, end, ...(fix ? { fix } : {}) });
  }

  /** Something other than `what` stands here: the range is the token, or behind the last one where a statement ends. */
  expected(what: string, code: string, fix?: { title: string; edits: TextEdit[] }): void {
    const { kind, start, end } = this;
    if (kind === Kind.openString)
      this.report({ start, end }, 'unclosed-string', 'This string has no closing quote on its line.', {
        title: 'Close the string',
        edits: [{ start: end, end, text: '"' }],
      });
    else if (this.atLineStart || kind === Kind.end || kind === Kind.semicolon || kind === Kind.closeBrace)
      this.report({ start: this.previousEnd, end: this.previousEnd }, code, `${what} is missing here.`, fix);
    else this.report({ start, end }, code, `${what} is missing before ${quoted(this.text)}.`, fix);
  }

  /** As `expected`, of the sign between a name and its value: it can be inserted where the value is there. */
  expectedEquals(what: string): void {
    const { kind, start } = this;
    const isThere = !this.atLineStart && (kind === Kind.name || kind === Kind.number || kind === Kind.string);
    const fix = { title: "Insert '='", edits: [{ start, end: start, text: '= ' }] };
    this.expected(what, 'missing-equals', isThere ? fix : undefined);
  }

  /**
   * Steps over what is left of a broken statement, to `;`, a boundary, or the line's end outside parentheses;
   * `whole`: over its first token in any case.
   */
  skipStatement(whole = false): void {
    let parentheses = 0;
    let braces = 0;
    for (let first = whole; ; first = false) {
      const { kind } = this;
      if (kind === Kind.end || (this.atLineStart && this.atDeclaration)) return;
      if (braces === 0) {
        if (kind === Kind.closeBrace || kind === Kind.semicolon) return;
        if (this.atLineStart && !first && (parentheses <= 0 || this.atStatement)) return;
      }
      if (kind === Kind.openParenthesis) parentheses++;
      if (kind === Kind.closeParenthesis) parentheses--;
      if (kind === Kind.openBrace) braces++;
      if (kind === Kind.closeBrace) braces--;
      this.advance();
    }
  }

  /** Steps from an opening parenthesis over its closing one, or to a boundary. `depth`: how many are open already. */
  skipParentheses(depth = 0): void {
    while (!this.atBoundary && this.kind !== Kind.openBrace && this.kind !== Kind.semicolon) {
      if (this.kind === Kind.openParenthesis) depth++;
      if (this.kind === Kind.closeParenthesis) depth--;
      this.advance();
      if (depth === 0) return;
    }
  }
}

/** A piece of the user's text in a message. */
export function quoted(text: string): string {
  return text.length > 40 ? `'${text.slice(0, 40)}…'` : `'${text}'`;
}
