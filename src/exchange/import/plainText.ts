const quotes: Readonly<Record<string, string>> = {
  '\u2018': "'",
  '\u2019': "'",
  '\u201a': "'",
  '\u201b': "'",
  '\u201c': '"',
  '\u201d': '"',
  '\u201e': '"',
  '\u201f': '"',
  '\u2032': "'",
  '\u2033': '"',
  '\u2212': '-',
};

/**
 * The text with typographic characters as ASCII: full-width forms, curly quotes, the minus sign; and with blanks for
 * no-break spaces, zero-width characters and a byte order mark. Every character keeps its offset.
 */
export function plainText(text: string): string {
  return text.replace(
    /[\uff01-\uff5e\u2018-\u201f\u2032\u2033\u2212\u00a0\u2000-\u200f\u202f\u205f\u2060\u3000\ufeff]/g,
    character => {
      const code = character.charCodeAt(0);
      if (code >= 0xff01 && code <= 0xff5e) return String.fromCharCode(code - 0xfee0);
      return quotes[character] ?? ' ';
    },
  );
}
