/** A number of a line, and the words before it. */
export interface NamedValue {
  /** As printed, without what is around it. */
  readonly name: string;
  readonly value: number;
  /** What stands between the number before and the name: words that may say of what it is. */
  readonly before: string;
}

const numberPattern =
  /[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?|[-+]?(?:nan|inf(?:inity)?)(?![A-Za-z0-9_])/gi;
/** What may stand right before a number that is a value. */
const opens = /[\s=:([{<>|'"│┃,~≈]/;
const units =
  /^(?:%|it\/s|[kmgt]i?b|ms|us|µs|ns|s|sec|secs|min|h|hr|w|j|mj|g|m|k)?(?=$|[\s,;:)}\]|'"│┃.!%])/i;
/** Between a name and its value. */
const separators = /(?:[\s=:([{<>|'"│┃~≈*.…─-]|\bis\b|\bwas\b|\bof\b)+$/;
/** Where a name cannot go on to the left. */
const boundary = /[,;|│┃{}[\]()•*]|\s[-–—]\s|\t|\s{3,}|(?:^|\s)[#>]+\s|: (?=\S)/g;
const longestName = 120;

/**
 * The numbers of a line with their names, from left to right: `name: 1`, `name=1`, `name 1`, `'name': 1`, `name 1 (2)`,
 * `name: 91/100 (91%)`. Dates, times, counters such as `[12/90]` and numbers inside words are none.
 */
export function namedValues(line: string): readonly NamedValue[] {
  const values: NamedValue[] = [];
  let end = 0;
  let skipTo = 0;
  for (const found of line.matchAll(numberPattern)) {
    const start = found.index;
    if (start < skipTo) continue;
    const after = line.slice(start + found[0].length, start + found[0].length + 40);
    if (countsWithin(line, start, found[0], after)) continue;
    if (!isValue(line, start, found[0], after)) {
      // A part of a word or of a date; a name may go on over it.
      if (/^[\s,;|)\]}]/.test(after) && !/[A-Za-z_@-]/.test(line[start - 1] ?? ''))
        end = start + found[0].length;
      continue;
    }
    const gap = line.slice(Math.max(end, start - 400), start);
    const { value, length } = valueAt(found[0], after);
    const named = nameIn(gap);
    if (named) values.push({ ...named, value });
    end = start + found[0].length + length;
    skipTo = end;
  }
  return values;
}

function isValue(line: string, start: number, number: string, after: string): boolean {
  const before = line[start - 1];
  if (before !== undefined && !opens.test(before)) return false;
  // `03:04:05`, `1,234` and `1 : 2` of times and counts.
  if (before !== undefined && /[:,]/.test(before) && /\d/.test(line[start - 2] ?? '')) return false;
  if (/^\s?\/\s?\d/.test(after))
    return /^\s?\/\s?\d+\s*\(\s*[\d.]+\s?%/.test(after) || isShare(line, start, after);
  if (/^:\d\d/.test(after) || /^-\d/.test(after)) return false;
  return (
    /^\.(?!\d)/.test(after) || units.test(after) || (/^[A-Za-z]/.test(number) && /^(?=$|\W)/.test(after))
  );
}

/** `of the network on the 10000 test images: 56 %`: a count within a name. */
function countsWithin(line: string, start: number, number: string, after: string): boolean {
  if (!/^\d+$/.test(number) || !/[A-Za-z] $/.test(line.slice(Math.max(0, start - 2), start))) return false;
  return /^(?: [A-Za-z]+){1,6}: ?[\d.]/.test(after);
}

/** `Accuracy: 9913/10000` is a share; `[12/90]` and `Epoch 3/10` are counters. */
function isShare(line: string, start: number, after: string): boolean {
  return (
    /(?:acc\w*|correct\w*)\W{1,4}$/i.test(line.slice(Math.max(0, start - 40), start)) &&
    /^\s?\/\s?\d/.test(after)
  );
}

/** The value of a number, and how much of what follows it belongs to it. */
function valueAt(number: string, after: string): { value: number; length: number } {
  const value = /nan/i.test(number)
    ? Number.NaN
    : /inf/i.test(number)
      ? (number.startsWith('-') ? -1 : 1) * Number.POSITIVE_INFINITY
      : Number(number);
  const share = /^\s?\/\s?(\d+)(\s*\(\s*[\d.]+\s?%\s*\))?/.exec(after);
  if (share) return { value: (share[2] ? 100 : 1) * (value / Number(share[1])), length: share[0].length };
  // `81.250 (79.420)`: a batch and the mean so far; `79.420 (20.580)`: an accuracy and its error.
  const mean = /^%?\s{1,2}\(\s?(\d+(?:\.\d+)?(?:e[-+]?\d+)?)\s?%?\)/i.exec(after);
  if (mean) {
    const other = Number(mean[1]);
    const complement = Math.abs(value + other - 100) < 0.02 && value !== other;
    return { value: complement ? value : other, length: mean[0].length };
  }
  return { value, length: /^\s?%/.exec(after)?.[0].length ?? 0 };
}

function nameIn(gap: string): { name: string; before: string } | undefined {
  const text = gap.slice(-longestName).replace(separators, '');
  if (!/[A-Za-z]/.test(text)) return undefined;
  let from = 0;
  for (const found of text.matchAll(boundary)) from = found.index + found[0].length;
  const name = text
    .slice(from)
    .replace(/^[\s'"`:=.\-_]+|[\s'"`:=]+$/g, '')
    // What is left of a time, and how loggers call the line.
    .replace(/^(?:(?:AM|PM|INFO|DEBUG|WARNING|NOTICE)\b[\s:]*)+/, '')
    .split(/\s+/)
    .slice(-10)
    .join(' ');
  return /[A-Za-z]/.test(name) ? { name, before: text.slice(0, from) } : undefined;
}
