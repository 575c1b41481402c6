/** A value of a table in a sentence, shortened. */
export function shown(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

/** The first of the values, of which there are `count` in all. */
export function listed(values: readonly string[], count = values.length): string {
  const texts = values.slice(0, 6).map(value => (value === '' ? 'nothing' : shown(value)));
  return count > 6 ? `${texts.join(', ')} and ${count - 6} more` : texts.join(', ');
}

/** As a shell takes it. */
export function quoted(text: string): string {
  return /^[\w=./:-]+$/.test(text) ? text : `"${text.replaceAll(/["$`\\]/g, '\\$&')}"`;
}
