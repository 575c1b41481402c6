/** A line of comment in a `.cell` file. Whatever the text holds, it stays on that line: names in tables are anybody's. */
export function commentLine(text: string): string {
  return `// ${text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')}`;
}
