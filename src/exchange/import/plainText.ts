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
 * The text in the form that readers of notations expect, every character at its offset. Typographic characters are ASCII:
 * full-width forms, curly quotes, the minus sign. No-break spaces, zero-width characters and a byte order mark are blanks.
 * Quotes that a spreadsheet has doubled are single; lists in YAML's block style have brackets.
 */
export function plainText(text: string): string {
  return withBrackets(withSingleQuotes(withAscii(text)));
}

/** `""0_1""` of a quoted field of CSV. */
function withSingleQuotes(text: string): string {
  return text.replace(/(?<=[\s[({,:])""([^"\n]+)""(?=[\s\])},:])/g, ' "$1" ');
}

/** `KEY:` and lines that begin with `- `: the first dash becomes an opening bracket, the others commas. */
function withBrackets(text: string): string {
  return text.replace(
    /^([ \t]*(?:- )?['"]?[A-Za-z_]\w*['"]?:[ \t]*\r?\n)((?:[ \t]*- [^\n]*(?:\n|$))+)/gm,
    (whole, key: string, lines: string) => {
      const end = /\s$/.exec(lines);
      if (!end) return whole;
      let isFirst = true;
      const items = lines.replace(/^([ \t]*)-/gm, (_, indent: string) => {
        const mark = isFirst ? '[' : ',';
        isFirst = false;
        return indent + mark;
      });
      return `${key}${items.slice(0, -1)}]`;
    },
  );
}

function withAscii(text: string): string {
  return text.replace(
    /[\uff01-\uff5e\u2018-\u201f\u2032\u2033\u2212\u00a0\u2000-\u200f\u202f\u205f\u2060\u3000\ufeff]/g,
    character => {
      const code = character.charCodeAt(0);
      if (code >= 0xff01 && code <= 0xff5e) return String.fromCharCode(code - 0xfee0);
      return quotes[character] ?? ' ';
    },
  );
}
