/** What stands before and after a text that is inserted, for an empty line to part it from what is there. */
export function emptyLinesAround(
  text: string,
  { line, character }: { readonly line: number; readonly character: number },
): { readonly before: string; readonly after: string } {
  const lines = text.split(/\r\n|\r|\n/);
  const here = lines[line] ?? '';
  const isEmpty = (which: number) => (lines[which] ?? '').trim() === '';
  const isLast = line >= lines.length - 1;
  const begins = here.slice(0, character).trim() === '';
  const ends = here.slice(character).trim() === '';
  const before = begins ? (line > 0 && !isEmpty(line - 1) ? '\n' : '') : '\n\n';
  const after = ends ? (isLast || !isEmpty(line + 1) ? '\n' : '') : '\n\n';
  return { before, after };
}
