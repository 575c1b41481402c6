/** The same string on its own: a part of a text keeps the whole of it in memory. */
export function ownText(part: string): string {
  return JSON.parse(JSON.stringify(part));
}
