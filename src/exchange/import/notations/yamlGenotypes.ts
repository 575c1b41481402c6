import type { DescribedGenotype } from '../described';
import { describeValue } from '../describeValue';
import { parsePythonValue } from '../pythonValue';
import type { Span, Unread } from '../reading';

const key = /^([ \t]*)(normal|reduce|normal_concat|reduce_concat):[ \t]*(.*)$/;
const longestText = 100_000;

interface Line extends Span {
  readonly text: string;
}

/**
 * Genotypes in YAML's block style: the keys `normal`, `normal_concat`, … on lines of their own, each with a list in
 * brackets, or below it with dashes, as PyYAML writes the pairs (`- - sep_conv_3x3`, `  - 0`; `- !!python/tuple`).
 */
export function* yamlGenotypes(
  text: string,
): Iterable<Span & { readonly found: DescribedGenotype | Unread }> {
  if (text.length > longestText) return;
  const lines: Line[] = [...text.matchAll(/[^\r\n]+/g)].map(match => ({
    start: match.index,
    end: match.index + match[0].length,
    text: match[0],
  }));
  let at = 0;
  while (at < lines.length) {
    const first = lines[at]!;
    const values = new Map<string, string>();
    let end = first.end;
    for (let match = key.exec(first.text); match; match = key.exec(lines[at]?.text ?? '')) {
      const [, indent = '', name = '', rest = ''] = match;
      if (values.has(name)) break;
      let next = at + 1;
      while (next < lines.length && isItem(lines[next]!.text, indent.length)) next++;
      const written = rest.replace(/(?:^|\s)#.*$/, '').trim();
      values.set(name, written === '' ? listed(lines.slice(at + 1, next)) : quoted(written));
      end = lines[next - 1]!.end;
      at = next;
    }
    if (values.size === 0) at++;
    if (!values.has('normal') || values.size < 2) continue;
    const source = `Genotype(${[...values].map(([name, value]) => `${name}=${value}`).join(', ')})`;
    const parsed = parsePythonValue(source, 0);
    const found = parsed && !parsed.missing ? describeValue(parsed.value) : undefined;
    if (found && ('ok' in found || found.kind === 'genotype')) yield { start: first.start, end, found };
  }
}

/** Whether a line is an item of a list below a key with this indent, or goes on with one. */
function isItem(text: string, indent: number): boolean {
  const [before = ''] = /^[ \t]*/.exec(text) ?? [];
  return before.length >= indent && text.startsWith('- ', before.length);
}

/** Words, which YAML writes without quotes, as Python's strings; not the name of a call. */
function quoted(value: string): string {
  return value.replaceAll(/(^|[[(,][ \t]*)([A-Za-z_]\w*)(?=[ \t]*(?:[,\])]|$))/g, "$1'$2'");
}

/** Items with dashes as a Python list; a list opens where a dash stands further to the right than the one before. */
function listed(lines: readonly Line[]): string {
  const open: number[] = [];
  let written = '';
  for (const { text } of lines) {
    let at = 0;
    for (let dash = /^([ \t]*)-[ \t]+/.exec(text); dash; dash = /^([ \t]*)-[ \t]+/.exec(text.slice(at))) {
      const column = at + dash[1]!.length;
      while (open.length > 0 && open.at(-1)! > column) {
        open.pop();
        written += ']';
      }
      if (open.at(-1) === column) written += ', ';
      else {
        open.push(column);
        written += '[';
      }
      at += dash[0].length;
    }
    const value = text
      .slice(at)
      .replace(/(?:^|\s)#.*$/, '')
      .trim();
    if (value !== '!!python/tuple') written += quoted(value);
  }
  return written + ']'.repeat(open.length);
}
