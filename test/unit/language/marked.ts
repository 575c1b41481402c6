import { expect } from 'vitest';
import type { Diagnostic } from '../../../src/language/diagnostic';

/**
 * A text in which `«here»code;` marks the range and the code of each diagnostic that is expected. Gives the text without
 * the marks.
 */
export function unmarked(marked: string): { text: string; expected: string[] } {
  const expected: string[] = [];
  let text = '';
  let end = 0;
  for (const found of marked.matchAll(/«([^»]*)»([\w-]+);/g)) {
    text += marked.slice(end, found.index);
    expected.push(`${text.length}+${found[1]!.length} ${found[2]}`);
    text += found[1];
    end = found.index + found[0].length;
  }
  return { text: text + marked.slice(end), expected };
}

export function expectMarked(
  marked: string,
  diagnose: (text: string) => readonly Diagnostic[],
): readonly Diagnostic[] {
  const { text, expected } = unmarked(marked);
  const found = diagnose(text);
  const told = found.map(({ start, end, code }) => `${start}+${end - start} ${code}`);
  expect(told, found.map(({ message }) => message).join('\n')).toEqual(expected);
  for (const { message } of found) expect(message).toMatch(/^['\w].*[.?]$/);
  return found;
}

/** The text after the fix of a diagnostic. */
export function mended(text: string, { fix }: Pick<Diagnostic, 'fix'>): string {
  let result = text;
  for (const { start, end, text: insert } of [...(fix?.edits ?? [])].sort((a, b) => b.start - a.start))
    result = result.slice(0, start) + insert + result.slice(end);
  return result;
}
