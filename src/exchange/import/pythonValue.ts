/** A Python or JSON value as pasted text has it. Brackets of any kind, and calls, are groups. */
export type PythonValue =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly text: string }
  /** A bare name, as `INPUT` or `True`. */
  | { readonly kind: 'name'; readonly text: string }
  | PythonGroup;

export interface PythonGroup {
  readonly kind: 'group';
  /** `np.array` of `np.array([…])`. */
  readonly callee: string | undefined;
  readonly items: readonly PythonValue[];
  /** `key=value` and `'key': value`. A number as a key is its digits, and `(0, 1)` is `0_1`. */
  readonly named: ReadonlyMap<string, PythonValue>;
  /** Why its content can't be relied on: a key that is there twice, or a comma that is missing between others. */
  readonly fault: 'repeated key' | 'missing comma' | undefined;
}

export interface ParsedValue {
  readonly value: PythonValue;
  /** Where it ends in the text. */
  readonly end: number;
  /** `undefined`: it is whole. `cut`: the text ends inside it; `abbreviated`: `…` stands inside it. */
  readonly missing: 'cut' | 'abbreviated' | 'something else' | undefined;
  /** Of a value that is not whole, where its brackets that are open begin: none of them is whole. */
  readonly open: readonly number[];
}

/** Deeper than any architecture is nested. */
const maxDepth = 64;

const token =
  /(?<space>\s+|\\\r?\n|#[^\n]*)|(?<number>[-+]?(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?(?![\w.]))|(?<text>[rRuUbB]?(?:'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"))|(?<name>[A-Za-z_][\w.]*(?:-[A-Za-z]\w*)*)|(?<mark>[[\](){},=:])|(?<dots>\.\.\.|…)/y;

const closing: Readonly<Record<string, string>> = { '[': ']', '(': ')', '{': '}' };

/**
 * Parses the value that begins at `start`. Of one that is not whole, what is there is given, with `missing`.
 * `undefined`: no value begins there.
 */
export function parsePythonValue(text: string, start: number): ParsedValue | undefined {
  let at = start;
  let end = start;
  let kind: string | undefined;
  let word = '';
  let missing: ParsedValue['missing'];
  const open: number[] = [];
  const advance = () => {
    end = at;
    for (;;) {
      token.lastIndex = at;
      const groups = token.exec(text)?.groups;
      if (!groups) {
        kind = undefined;
        word = '';
        return;
      }
      at = token.lastIndex;
      kind = Object.keys(groups).find(name => groups[name] !== undefined);
      word = groups[kind!]!;
      if (kind !== 'space') return;
    }
  };
  /** Why no value begins here: the text ends, perhaps inside quotes, or something else stands here. */
  const whyMissing = () => {
    if (kind === 'dots') return 'abbreviated';
    return kind === undefined && /^(?:['"][^\n]*)?\s*$/.test(text.slice(at, at + 10_000))
      ? 'cut'
      : 'something else';
  };
  const isMark = (mark: string) => kind === 'mark' && word === mark;

  const readValue = (): PythonValue | undefined => {
    const value = word;
    if (kind === 'number') {
      advance();
      return { kind: 'number', value: Number(value) };
    }
    if (kind === 'text') {
      advance();
      return { kind: 'text', text: unquoted(value) };
    }
    if (kind === 'name') {
      const from = at - word.length;
      advance();
      return isMark('(') ? readGroup(value, from) : { kind: 'name', text: value };
    }
    return isMark('[') || isMark('(') || isMark('{') ? readGroup(undefined, at - 1) : undefined;
  };

  const readGroup = (callee: string | undefined, from: number): PythonGroup => {
    const close = closing[word]!;
    open.push(from, at - 1);
    const items: PythonValue[] = [];
    const named = new Map<string, PythonValue>();
    let fault: PythonGroup['fault'];
    let commas = 0;
    let blanks = 0;
    if (open.length > 2 * maxDepth) missing = 'something else';
    else advance();
    while (!missing && !isMark(close)) {
      const value = readValue();
      if (!value) {
        missing = whyMissing();
        break;
      }
      if (!missing && (isMark('=') || isMark(':'))) {
        advance();
        const key = keyOf(value);
        const given = readValue();
        if (key === undefined || !given) {
          missing ??= given ? 'something else' : whyMissing();
          break;
        }
        if (named.has(key)) fault = 'repeated key';
        named.set(key, given);
      } else items.push(value);
      if (isMark(',')) {
        commas++;
        advance();
      } else if (!missing && !isMark(close)) {
        blanks++;
        if (at - word.length === end) fault ??= 'missing comma';
      }
    }
    // Without commas, NumPy prints lists of one kind in square brackets.
    const isPrinted = close === ']' && named.size === 0 && items.every(({ kind }) => kind === items[0]!.kind);
    if (blanks > 0 && (commas > 0 || !isPrinted)) fault ??= 'missing comma';
    if (!missing) {
      open.length -= 2;
      advance();
    }
    return { kind: 'group', callee, items, named, fault };
  };

  advance();
  const value = readValue();
  return value && { value, end: missing ? at : end, missing, open };
}

function keyOf(value: PythonValue): string | undefined {
  if (value.kind === 'name' || value.kind === 'text') return value.text;
  if (value.kind === 'number') return String(value.value);
  const numbers = numbersOf(value);
  return numbers && numbers.length > 0 ? numbers.join('_') : undefined;
}

function unquoted(text: string): string {
  return text
    .replace(/^[rRuUbB]?./, '')
    .slice(0, -1)
    .replaceAll(/\\(["'\\/])/g, '$1');
}

/** A value that JSON has parsed, as the same text would be read. */
export function pythonValueOf(json: unknown, depth = 0): PythonValue {
  if (typeof json === 'number' || typeof json === 'bigint') return { kind: 'number', value: Number(json) };
  if (typeof json === 'string') return { kind: 'text', text: json };
  if (typeof json === 'boolean') return { kind: 'name', text: json ? 'True' : 'False' };
  if (typeof json !== 'object' || json === null || depth > maxDepth) return { kind: 'name', text: 'None' };
  const isList = Array.isArray(json) || ArrayBuffer.isView(json);
  const items = isList ? Array.from(json as ArrayLike<unknown>, item => pythonValueOf(item, depth + 1)) : [];
  const named = new Map(
    isList ? [] : Object.entries(json).map(([key, value]) => [key, pythonValueOf(value, depth + 1)]),
  );
  return { kind: 'group', callee: undefined, items, named, fault: undefined };
}

/** Numbers of a list, or of `range(from, to)`; `True` and `False` are 1 and 0. `undefined` if it is neither. */
export function numbersOf(value: PythonValue | undefined): number[] | undefined {
  const group = unwrapped(value);
  if (!group || group.fault || (group.named.size > 0 && group.callee === undefined)) return undefined;
  const numbers: number[] = [];
  for (const item of group.items) {
    if (item.kind === 'number') numbers.push(item.value);
    else if (item.kind === 'name' && /^(?:True|False|true|false)$/.test(item.text))
      numbers.push(/^[Tt]/.test(item.text) ? 1 : 0);
    else return undefined;
  }
  return group.callee === 'range' ? rangeOf(numbers) : numbers;
}

const maxRange = 64;

function rangeOf(numbers: readonly number[]): number[] | undefined {
  const [from = 0, to = 0, step = 1] = numbers.length === 1 ? [0, numbers[0]!] : numbers;
  const count = Math.ceil((to - from) / step);
  if (![from, to, step].every(Number.isInteger) || numbers.length > 3 || !(count <= maxRange))
    return undefined;
  return Array.from({ length: Math.max(0, count) }, (_, i) => from + i * step);
}

/** Calls that leave the list they are given as it is. */
const wrappers =
  /^(?:(?:\w+\.)*(?:array|asarray|ndarray|matrix|tuple|list|dict|tensor|Tensor|(?:Long|Int|Byte|Bool|Float)Tensor|Structure|OrderedDict|Series))$/;

/** A list; of `np.array([…])`, `list(…)` and the like, the list inside. `undefined`: something else, or another call. */
export function unwrapped(value: PythonValue | undefined): PythonGroup | undefined {
  if (value?.kind !== 'group') return undefined;
  if (value.callee === undefined || value.callee === 'range') return value;
  if (!wrappers.test(value.callee)) return undefined;
  const only = value.items[0];
  return only?.kind === 'group' ? unwrapped(only) : value;
}

/** Whether the value holds, at any depth, a repeated key or a missing comma. */
export function faultOf(value: PythonValue): PythonGroup['fault'] {
  if (value.kind !== 'group') return undefined;
  if (value.fault) return value.fault;
  for (const inner of [...value.items, ...value.named.values()]) {
    const fault = faultOf(inner);
    if (fault) return fault;
  }
  return undefined;
}
