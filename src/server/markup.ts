import type { MarkupContent, MarkupKind } from 'vscode-languageserver';
import { codeSpan, joinMarkdown, markdown, type Safe, safeText } from '../text/safeText';

/** A text that is shown as Markdown or as plain text, as the client can. Strings in it mean nothing but themselves. */
export type Markup = readonly Block[];

export type Block =
  | { readonly kind: 'paragraph'; readonly lines: readonly Line[] }
  | { readonly kind: 'list'; readonly items: readonly Line[] }
  /** Plain text has none. */
  | { readonly kind: 'picture'; readonly svg: string };

export type Line = readonly Inline[];
export type Inline = string | { readonly bold: string } | { readonly code: string };

/** ``line`Better than ${code(name)}` `` */
export function line(own: TemplateStringsArray, ...values: readonly (Inline | Line | number)[]): Line {
  return own.flatMap((text, i): Line => {
    const value = values[i];
    if (value === undefined) return [text];
    return [text, ...(typeof value === 'number' ? [`${value}`] : isLine(value) ? value : [value])];
  });
}

export function bold(text: string): Inline {
  return { bold: text };
}

export function code(text: string): Inline {
  return { code: text };
}

/** Our own words with code in backticks as inlines. */
export function words(text: string): Line {
  return text.split('`').map((part, i) => (i % 2 === 1 ? code(part) : part));
}

/** One paragraph; without lines, none. */
export function paragraph(...lines: readonly (Line | string | undefined)[]): Markup {
  const shown = lines.flatMap(each => (each ? [typeof each === 'string' ? [each] : each] : []));
  return shown.length > 0 ? [{ kind: 'paragraph', lines: shown }] : [];
}

/** Text that the user wrote: its paragraphs and lines stay. */
export function userText(text: string | undefined): Markup {
  return (text ?? '')
    .split(/(?:\r\n|\r|\n)[^\S\r\n]*(?:\r\n|\r|\n)/)
    .flatMap(each => paragraph(...each.split(/\r\n|\r|\n/)));
}

export function list(items: readonly Line[]): Markup {
  return items.length > 0 ? [{ kind: 'list', items }] : [];
}

export function markupContent(markup: Markup, kind: MarkupKind): MarkupContent {
  return { kind, value: kind === 'markdown' ? asMarkdown(markup) : asPlainText(markup) };
}

function asMarkdown(markup: Markup): Safe<'markdown'> {
  return joinMarkdown(
    markup.map(block => {
      switch (block.kind) {
        case 'paragraph':
          return joinMarkdown(block.lines.map(lineAsMarkdown), '  \n');
        case 'list':
          return joinMarkdown(
            block.items.map(item => markdown`- ${lineAsMarkdown(item)}`),
            '\n',
          );
        case 'picture':
          // Nothing in base64 is Markdown.
          return joinMarkdown(
            [
              markdown`![cell](data:image/svg+xml;base64,`,
              safeText(Buffer.from(block.svg).toString('base64'), 'markdown'),
              markdown`)`,
            ],
            '',
          );
        default:
          return block satisfies never;
      }
    }),
    '\n\n',
  );
}

function lineAsMarkdown(inlines: Line): Safe<'markdown'> {
  return joinMarkdown(
    merged(inlines).map(inline => {
      if (typeof inline === 'string') return escaped(inline);
      return 'bold' in inline ? markdown`**${escaped(inline.bold)}**` : codeSpan(inline.code);
    }),
    '',
  );
}

/** With neighbouring strings as one: what only means something at the start of a line is escaped there alone. */
function merged(inlines: Line): Line {
  const all: Inline[] = [];
  for (const inline of inlines) {
    const last = all.at(-1);
    if (typeof inline === 'string' && typeof last === 'string') all[all.length - 1] = last + inline;
    else all.push(inline);
  }
  return all;
}

/** With the spaces at its ends, which part it from its neighbours. */
function escaped(text: string): Safe<'markdown'> {
  const space = (is: boolean) => (is ? markdown` ` : markdown``);
  const rest = text.trimStart();
  const middle = rest.trimEnd();
  return joinMarkdown([space(rest !== text), safeText(middle, 'markdown'), space(middle !== rest)], '');
}

function asPlainText(markup: Markup): string {
  return markup
    .flatMap(block => {
      switch (block.kind) {
        case 'paragraph':
          return [block.lines.map(lineAsPlainText).join('\n')];
        case 'list':
          return [block.items.map(item => `- ${lineAsPlainText(item)}`).join('\n')];
        case 'picture':
          return [];
        default:
          return block satisfies never;
      }
    })
    .join('\n\n');
}

function lineAsPlainText(inlines: Line): string {
  const text = inlines
    .map(inline => (typeof inline === 'string' ? inline : 'bold' in inline ? inline.bold : inline.code))
    .join('');
  // Keeps control characters from terminals; line ends are of the markup, not of the text.
  return safeText(text, 'terminal').replaceAll('\n', ' ');
}

function isLine(value: Inline | Line): value is Line {
  return Array.isArray(value);
}
