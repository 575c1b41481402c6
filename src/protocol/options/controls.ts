/** Characters that end a line, that steer a terminal, or that change the direction of what follows. */
const controls = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** The text with each of them as `\u001b` or, beyond the 16-bit ones, `\U000e0001`. */
export function escapeControls(text: string): string {
  return text.replaceAll(controls, character => {
    const code = character.codePointAt(0) ?? 0;
    const hex = code.toString(16);
    return code > 0xffff ? `\\U${hex.padStart(8, '0')}` : `\\u${hex.padStart(4, '0')}`;
  });
}
