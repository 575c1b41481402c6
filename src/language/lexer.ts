import { finish, type Steps } from './steps';
import type { Comment } from './syntax';

/** Kinds of token. `open…` and `stray` are what a broken text may hold. */
export const Kind = {
  end: 0,
  name: 1,
  number: 2,
  /** `32x32x3` */
  size: 3,
  string: 4,
  /** A string whose closing quote is missing: it ends with its line. */
  openString: 5,
  /** A word that begins with a digit and is neither a number nor a size. */
  malformed: 6,
  /** A run of characters the language has no use for. */
  stray: 7,
  openParenthesis: 8,
  closeParenthesis: 9,
  openBrace: 10,
  closeBrace: 11,
  comma: 12,
  colon: 13,
  semicolon: 14,
  plus: 15,
  equals: 16,
  atMost: 17,
  percent: 18,
  dot: 19,
  dash: 20,
  plusMinus: 21,
  openBracket: 22,
  closeBracket: 23,
  star: 24,
  slash: 25,
  pipe: 26,
  /** `..` */
  range: 27,
  less: 28,
  greater: 29,
  atLeast: 30,
} as const;

/**
 * The tokens of a text, without spaces and comments, as parallel arrays (ten mebibytes of text may hold ten million
 * tokens). One token of kind `end` closes them, at the text's end.
 */
export interface Tokens {
  readonly text: string;
  /** Without the closing `end`. */
  readonly count: number;
  readonly kinds: Uint8Array;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  /** 1 where a line break lies between the token and the one before it, or the text's start. */
  readonly breaks: Uint8Array;
  readonly comments: readonly Comment[];
  /** Whether the last comment is a block comment that is never closed. */
  readonly openComment: boolean;
}

const wordStart = /[\p{ID_Start}_]/uy;
const word = /[\p{ID_Start}_]\p{ID_Continue}*(?:-\p{ID_Continue}+)*/uy;
const wordRest = /\p{ID_Continue}+/uy;
const number = /-?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?/y;

const punctuation: Readonly<Record<string, number>> = {
  '(': Kind.openParenthesis,
  ')': Kind.closeParenthesis,
  '{': Kind.openBrace,
  '}': Kind.closeBrace,
  ',': Kind.comma,
  ':': Kind.colon,
  ';': Kind.semicolon,
  '+': Kind.plus,
  '=': Kind.equals,
  '%': Kind.percent,
  '.': Kind.dot,
  '-': Kind.dash,
  '±': Kind.plusMinus,
  '[': Kind.openBracket,
  ']': Kind.closeBracket,
  '*': Kind.star,
  '/': Kind.slash,
  '|': Kind.pipe,
  '<': Kind.less,
  '>': Kind.greater,
};

/** Splits a text into tokens and comments, in time linear in its length. */
export function lex(text: string): Tokens {
  return finish(lexing(text));
}

/** UTF-16 code units read at a time. */
const portion = 2 ** 15;

/** `lex` in steps of well under 10 ms. */
export function* lexing(text: string): Steps<Tokens> {
  const length = text.length;
  let capacity = Math.max(64, length >> 2);
  let kinds = new Uint8Array(capacity);
  let starts = new Uint32Array(capacity);
  let ends = new Uint32Array(capacity);
  let breaks = new Uint8Array(capacity);
  const comments: Comment[] = [];
  let openComment = false;
  let count = 0;
  let broken = 1;

  const push = (kind: number, start: number, end: number) => {
    if (count === capacity) {
      capacity *= 2;
      kinds = grown(kinds, new Uint8Array(capacity));
      starts = grown(starts, new Uint32Array(capacity));
      ends = grown(ends, new Uint32Array(capacity));
      breaks = grown(breaks, new Uint8Array(capacity));
    }
    kinds[count] = kind;
    starts[count] = start;
    ends[count] = end;
    breaks[count++] = broken;
    broken = 0;
  };

  let at = 0;
  for (let pause = portion; at < length; ) {
    if (at >= pause) {
      pause = at + portion;
      yield;
    }
    const code = text.charCodeAt(at);
    if (code === 10 || code === 13) {
      broken = 1;
      at++;
    } else if (isSpace(code)) at++;
    else if (code === 47 && text.charCodeAt(at + 1) === 47) {
      const end = lineEnd(text, at);
      const doc = text.charCodeAt(at + 2) === 47 && text.charCodeAt(at + 3) !== 47;
      comments.push({ kind: doc ? 'doc' : 'line', start: at, end });
      at = end;
    } else if (code === 47 && text.charCodeAt(at + 1) === 42) {
      const close = text.indexOf('*/', at + 2);
      openComment = close < 0;
      const end = openComment ? length : close + 2;
      comments.push({ kind: 'block', start: at, end });
      for (let i = at; i < end && !broken; i++) if (isLineBreak(text.charCodeAt(i))) broken = 1;
      at = end;
    } else {
      const [kind, end] = readToken(text, at);
      // Stray characters side by side are one token, so that one message speaks of them.
      if (kind === Kind.stray && count > 0 && !broken && kinds[count - 1] === kind && ends[count - 1] === at)
        ends[count - 1] = end;
      else push(kind, at, end);
      at = end;
    }
  }
  push(Kind.end, length, length);
  return { text, count: count - 1, kinds, starts, ends, breaks, comments, openComment };
}

export function isLineBreak(code: number): boolean {
  return code === 10 || code === 13;
}

/** Whether the text is one name of the language. */
export function isName(text: string): boolean {
  return matchEnd(word, text, 0) === text.length && text.length > 0;
}

function readToken(text: string, at: number): [kind: number, end: number] {
  const code = text.charCodeAt(at);
  if (isLetter(code) || (code > 127 && matchEnd(wordStart, text, at) > 0))
    return [Kind.name, nameEnd(text, at)];
  const next = text.charCodeAt(at + 1);
  if (isDigit(code) || ((code === 45 || code === 46) && startsNumber(text, at + 1, code === 45))) {
    const end = matchEnd(number, text, at);
    const wordEnd = matchEnd(wordRest, text, end);
    if (wordEnd < 0) return [Kind.number, end];
    return [/^\d+(?:x\d+)+$/.test(text.slice(at, wordEnd)) ? Kind.size : Kind.malformed, wordEnd];
  }
  if (code === 34) {
    let end = at + 1;
    for (; end < text.length; end++) {
      const character = text.charCodeAt(end);
      if (character === 34) return [Kind.string, end + 1];
      if (isLineBreak(character)) break;
    }
    return [Kind.openString, end];
  }
  if (code === 60 && next === 61) return [Kind.atMost, at + 2];
  if (code === 62 && next === 61) return [Kind.atLeast, at + 2];
  if (code === 46 && next === 46) return [Kind.range, at + 2];
  const kind = punctuation[text.charAt(at)];
  if (kind !== undefined) return [kind, at + 1];
  return [Kind.stray, at + ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1)];
}

/** Where the match at `at` ends; −1 if there is none. */
function matchEnd(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : -1;
}

function isSpace(code: number): boolean {
  if (code < 128) return code === 32 || code === 9 || code === 11 || code === 12;
  return /\s/.test(String.fromCharCode(code));
}

/** By hand where the name is ASCII, as nearly all are: twice as fast as by the pattern. */
function nameEnd(text: string, at: number): number {
  let end = at;
  let code: number;
  do code = text.charCodeAt(++end);
  while (isLetter(code) || isDigit(code));
  return code === 45 || code > 127 ? matchEnd(word, text, at) : end;
}

function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** Whether digits stand here, or with `point` a point and digits. */
function startsNumber(text: string, at: number, point: boolean): boolean {
  const code = text.charCodeAt(at);
  return isDigit(code) || (point && code === 46 && isDigit(text.charCodeAt(at + 1)));
}

function lineEnd(text: string, at: number): number {
  let end = at;
  while (end < text.length && !isLineBreak(text.charCodeAt(end))) end++;
  return end;
}

function grown<A extends Uint8Array | Uint32Array>(from: A, to: A): A {
  to.set(from);
  return to;
}
