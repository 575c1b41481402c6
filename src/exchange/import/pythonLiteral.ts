/** A Python value as pasted text has it. Brackets of any kind, and calls, are groups; commas may be left out. */
export type PythonValue =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly text: string }
  /** A bare name, as `INPUT`. */
  | { readonly kind: 'name'; readonly text: string }
  | PythonGroup;

export interface PythonGroup {
  readonly kind: 'group';
  /** `np.array` of `np.array([…])`. */
  readonly callee: string | undefined;
  readonly items: readonly PythonValue[];
  /** `key=value` and `'key': value`. */
  readonly named: ReadonlyMap<string, PythonValue>;
}

/** Deeper than any architecture is nested. */
const deepest = 64;

const token =
  /(?<space>\s+|\\\n|#[^\n]*)|(?<number>[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)|(?<text>[rRuUbB]?(?:'[^'\n]*'|"[^"\n]*"))|(?<name>[A-Za-z_][\w.]*)|(?<mark>[[\](){},=:])/y;

const closing: Readonly<Record<string, string>> = { '[': ']', '(': ')', '{': '}' };

/** Reads one value that begins at `start`. Stops behind it; `undefined` if there is none, or it is not closed. */
export function readPythonValue(text: string, start: number): PythonValue | undefined {
  let at = start;
  let kind: string | undefined;
  let word = '';
  const advance = () => {
    for (;;) {
      token.lastIndex = at;
      const groups = token.exec(text)?.groups;
      if (!groups) {
        kind = undefined;
        return;
      }
      at = token.lastIndex;
      kind = Object.keys(groups).find(name => groups[name] !== undefined);
      word = groups[kind!]!;
      if (kind !== 'space') return;
    }
  };

  const readValue = (depth: number): PythonValue | undefined => {
    const value = word;
    if (kind === 'number') {
      advance();
      return { kind: 'number', value: Number(value) };
    }
    if (kind === 'text') {
      advance();
      return { kind: 'text', text: value.replace(/^[rRuUbB]?./, '').slice(0, -1) };
    }
    if (kind === 'name') {
      advance();
      return isMark('(') ? readGroup(value, depth) : { kind: 'name', text: value };
    }
    return isMark('[') || isMark('(') || isMark('{') ? readGroup(undefined, depth) : undefined;
  };

  const isMark = (mark: string) => kind === 'mark' && word === mark;

  const readGroup = (callee: string | undefined, depth: number): PythonGroup | undefined => {
    if (depth === deepest) return undefined;
    const end = closing[word]!;
    advance();
    const items: PythonValue[] = [];
    const named = new Map<string, PythonValue>();
    while (!isMark(end)) {
      const value = readValue(depth + 1);
      if (!value) return undefined;
      if (isMark('=') || isMark(':')) {
        advance();
        const given = readValue(depth + 1);
        if (!given || (value.kind !== 'name' && value.kind !== 'text')) return undefined;
        named.set(value.text, given);
      } else items.push(value);
      if (isMark(',')) advance();
    }
    advance();
    return { kind: 'group', callee, items, named };
  };

  advance();
  return readValue(0);
}

/** Numbers of a list, or of `range(from, to)`; `undefined` if it is neither. */
export function numbersOf(value: PythonValue | undefined): number[] | undefined {
  const group = unwrapped(value);
  if (!group) return undefined;
  const numbers: number[] = [];
  for (const item of group.items) {
    if (item.kind === 'number') numbers.push(item.value);
    else if (item.kind === 'name' && (item.text === 'True' || item.text === 'False'))
      numbers.push(item.text === 'True' ? 1 : 0);
    else return undefined;
  }
  if (group.callee !== 'range') return numbers;
  const [from, to] = numbers.length === 1 ? [0, numbers[0]!] : [numbers[0] ?? 0, numbers[1] ?? 0];
  return Array.from({ length: Math.min(64, Math.max(0, to - from)) }, (_, i) => from + i);
}

/** A list; of `np.array([…])`, `list(…)` and the like, the list inside. */
export function unwrapped(value: PythonValue | undefined): PythonGroup | undefined {
  if (value?.kind !== 'group') return undefined;
  const only = value.items.length > 0 ? value.items[0] : undefined;
  return value.callee !== undefined && only?.kind === 'group' ? unwrapped(only) : value;
}
