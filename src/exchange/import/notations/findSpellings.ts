import type { DescribedSpelling } from '../described';
import { type Span, type Unread, unread } from '../reading';

export interface FoundString extends Span {
  readonly found: DescribedSpelling | Unread;
}

/** What a published spelling may hold: no blanks, quotes, brackets, commas, colons or Markdown. */
const run = /[^\s"'`,;:()[\]{}<>=*]+/g;
const adjacency = /(?<!\w)[01]+[ \t]*:[ \t]*input\b[^'"`\n()[\]{}]*/g;

/** The published spellings in a text: every `arch_str`, and every `<adjacency bits>:input,…,output`, whole or not. */
export function findSpellings(text: string): FoundString[] {
  const found: FoundString[] = [];
  for (const span of archStrings(text)) {
    const written = text.slice(span.start, span.end);
    found.push({
      ...span,
      found: /…|\.\.\./.test(written)
        ? unread('truncated', 'arch-string', 'The arch_str is abbreviated with "…"; give it whole.')
        : {
            kind: 'spelling',
            notation: 'arch-string',
            operationsOn: 'edges',
            text: written.replaceAll(/[ \t]+/g, ''),
          },
    });
  }
  adjacency.lastIndex = 0;
  for (let match = adjacency.exec(text); match; match = adjacency.exec(text)) {
    // Behind `output` the text goes on; without it, the spelling was cut.
    const [whole = match[0]] = /^.*?\boutput\b(?![\w-])/.exec(match[0]) ?? [];
    const start = match.index;
    adjacency.lastIndex = start + whole.length;
    found.push({
      start,
      end: start + whole.trimEnd().length,
      found: { kind: 'spelling', notation: 'adjacency', operationsOn: 'vertices', text: whole.trim() },
    });
  }
  return found;
}

/** Runs that have an edge `op~0|`; those that `+` joins over blanks are one, and so is a line with blanks between. */
function archStrings(text: string): Span[] {
  const spans: Span[] = [];
  for (const match of text.matchAll(spacedLine)) {
    const start = match.index + match[1]!.length;
    spans.push({ start, end: start + match[2]!.length });
  }
  const lines = [...spans];
  let next = 0;
  const isSpaced = (span: Span) => {
    while (next < lines.length && lines[next]!.end <= span.start) next++;
    const line = lines[next];
    return line !== undefined && line.start <= span.start && span.end <= line.end;
  };
  let last: (Span & { hasEdge: boolean }) | undefined;
  const finish = () => {
    if (last?.hasEdge && !isSpaced(last)) spans.push(trimmed(text, last));
    last = undefined;
  };
  for (const match of text.matchAll(run)) {
    const start = match.index;
    const end = start + match[0].length;
    const hasEdge = /~\d+\||\|[^|~]+~\d/.test(match[0]);
    const joined =
      last !== undefined &&
      (text[last.end - 1] === '+' || text[start] === '+') &&
      (last.hasEdge || hasEdge || match[0] === '+') &&
      text.slice(last.end, start).trim() === '';
    if (joined) last = { start: last!.start, end, hasEdge: last!.hasEdge || hasEdge };
    else {
      finish();
      last = { start, end, hasEdge };
    }
  }
  finish();
  return spans;
}

/** `NAME = "| op ~ 0 | + …"` on a line of its own, with blanks inside. */
const spacedLine =
  /^([ \t]*(?:[A-Za-z_]\w*[ \t]*[=:][ \t]*)?['"]?)(\|(?=[^\n]*[ \t])(?:[ \t]*\w+[ \t]*~[ \t]*\d[ \t]*\||[ \t]*\+[ \t]*\|)+)['"]?[ \t]*(?:[,;][ \t]*)?\r?$/gm;

/** Without the full stop of a sentence behind the last `|`. */
function trimmed(text: string, { start, end }: Span): Span {
  const written = text.slice(start, end);
  const [tail = ''] = /(?<=\|)[.!?]$/.exec(written) ?? [];
  return { start, end: end - tail.length };
}
