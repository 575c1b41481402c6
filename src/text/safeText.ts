declare const destination: unique symbol;

/** Where text that comes from a file, a message or a user is shown or written. */
export type Destination =
  | 'terminal'
  | 'notification'
  | 'markdown'
  | 'html'
  | 'svg'
  | 'script'
  | 'python'
  | 'fileName'
  | 'label'
  | 'iconLabel';

/** Text that means nothing but itself at its destination. Only this file makes it. */
export type Safe<D extends Destination> = string & { readonly [destination]: D };

/**
 * Makes text safe for a destination: there it is shown as it is, and is never a command, a link, markup, an escape
 * sequence or a path. Control characters become visible symbols (`␛`), bidirectional controls and blanks without width their code points
 * (`<U+202E>`), and lone surrogates U+FFFD.
 *
 * - `terminal`: keeps line ends and tabs.
 * - `notification`: of VS Code, which makes links of `[text](command:…)`.
 * - `markdown`: one paragraph or line of CommonMark with GitHub's extensions; line ends become line breaks.
 * - `html`, `svg`: an element's content or an attribute's value in quotes.
 * - `script`: JSON as the content of a script element that is data, where only `</script` and `<!--` would mean something.
 * - `python`: the inside of a string literal in three double quotes.
 * - `label`: of an item of the sidebar, or a text node of the panel, which show text as it is.
 * - `iconLabel`: an item to choose, or the status bar, where VS Code draws `$(name)` as an icon.
 * - `fileName`: one name in a folder, on every platform, with at most 60 characters. A longer one keeps its extension.
 */
export function safeText<D extends Destination>(text: string, to: D): Safe<D> {
  return escapes[to](text) as Safe<D>;
}

/** Markdown of our own with values that have been made safe: `` markdown`**${safeText(name, 'markdown')}**` ``. */
export function markdown(
  own: TemplateStringsArray,
  ...values: readonly (Safe<'markdown'> | number)[]
): Safe<'markdown'> {
  return String.raw({ raw: own }, ...values) as Safe<'markdown'>;
}

/** One line of Markdown: a heading, a table's cell, or a part of a sentence. Line ends become spaces. */
export function markdownLine(text: string): Safe<'markdown'> {
  return safeText(text.replace(/\s+/g, ' '), 'markdown');
}

/** A code span with the text as it is. */
export function codeSpan(text: string): Safe<'markdown'> {
  const line = visible(text).replace(/[\n\t]/g, ' ');
  const longest = Math.max(0, ...(line.match(/`+/g) ?? []).map(run => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = longest > 0 || line === '' || /^ .* $/.test(line) ? ' ' : '';
  return `${fence}${pad}${line}${pad}${fence}` as Safe<'markdown'>;
}

/** A code span in a table, where `|` would end the cell even in code. */
export function tableCodeSpan(text: string): Safe<'markdown'> {
  return codeSpan(text).replaceAll('|', '\\|') as Safe<'markdown'>;
}

/** A fenced block of code; `language` is one of our own words. */
export function codeBlock(text: string, language: string): Safe<'markdown'> {
  const code = visible(text);
  const longest = Math.max(2, ...(code.match(/`+/g) ?? []).map(run => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${code}\n${fence}` as Safe<'markdown'>;
}

export function joinMarkdown(parts: readonly Safe<'markdown'>[], separator: string): Safe<'markdown'> {
  return parts.join(separator) as Safe<'markdown'>;
}

const escapes: Readonly<Record<Destination, (text: string) => string>> = {
  terminal: visible,
  notification: text => visible(text).replaceAll('](', '] ('),
  markdown: text =>
    visible(text)
      .split('\n')
      .map(line =>
        line
          .trim()
          .replace(/[\\`*_[\]<>|~]/g, '\\$&')
          .replaceAll('&', '&amp;')
          .replace(/^[#+=-]/, '\\$&')
          .replace(/^(\d{1,9})([.)])/, '$1\\$2')
          .replace(/:\/\//g, ':\\/\\/')
          .replace(/\b(www)\./gi, '$1\\.')
          .replaceAll('@', '\\@'),
      )
      .filter(line => line !== '')
      .join('  \n'),
  html: escapeXml,
  svg: escapeXml,
  script: json => json.replaceAll('<', '\\u003c'),
  python: text =>
    visible(text)
      .replaceAll('\\', '\\\\')
      .replace(/"""|"$/g, quotes => quotes.replaceAll('"', '\\"')),
  fileName: fileName,
  label: visible,
  iconLabel: text => visible(text).replaceAll('$(', '$ ('),
};

/** Anything but a line end or a tab that a terminal obeys or that hides what is shown; letters that are drawn as blanks. */
const hidden =
  /(?![\n\t])\p{Cc}|[\u00AD\u061C\u115F\u1160\u180E\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\u2800\u3164\uFEFF\uFFA0\u{E0000}-\u{E007F}]|\p{Surrogate}/gu;

function visible(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(hidden, character => {
    const code = character.codePointAt(0)!;
    if (code < 0x20) return String.fromCodePoint(0x2400 + code);
    if (code === 0x7f) return '\u2421';
    if (code >= 0xd800 && code <= 0xdfff) return '\uFFFD';
    return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
  });
}

function escapeXml(text: string): string {
  return visible(text)
    .replace(/[\uFFFE\uFFFF]/g, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

function fileName(text: string): string {
  const plain = visible(text)
    .replace(/[<>:"/\\|?*\n\t]/g, '-')
    .replace(/^[\s.~-]+/, '')
    .replace(trailing, '');
  const device = /^(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i.test(plain);
  const characters = [...(plain === '' ? 'unnamed' : device ? `_${plain}` : plain)];
  if (characters.length <= maxFileName) return characters.join('');
  const [extension] = /\.[A-Za-z0-9]{1,8}$/.exec(plain) ?? [''];
  return `${characters
    .slice(0, maxFileName - extension.length)
    .join('')
    .replace(trailing, '')}${extension}`;
}

/** With four bytes each and the suffix of a temporary file, they fit into the 255 bytes of most file systems. */
const maxFileName = 60;

/** Windows drops these at the end of a name. */
const trailing = /(?<![\s.])[\s.]+$/;
