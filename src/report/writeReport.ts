import { codeBlock, markdown, markdownLine, safeText } from '../text/safeText';
import type { Block } from './report';

/** A report as one HTML page that needs nothing else: no script, no style sheet, no picture from elsewhere. */
export function reportAsHtml(blocks: readonly Block[]): string {
  const title = blocks.find(block => block.kind === 'heading');
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<meta charset="utf-8">',
    `<title>${title?.kind === 'heading' ? safeText(title.text, 'html') : 'Report'}</title>`,
    `<style>${style}</style>`,
    '<main>',
    ...blocks.map(htmlOf),
    '</main>',
    '</html>',
    '',
  ].join('\n');
}

const style =
  'body{font:14px/1.5 system-ui,sans-serif;color:#111;background:#fff;margin:2em}main{max-width:60em;margin:auto}table{border-collapse:collapse;margin:.5em 0}td,th{padding:2px 12px 2px 0;border-bottom:1px solid #ddd;text-align:left;vertical-align:top;overflow-wrap:anywhere}pre{padding:.7em;background:#f4f4f4;white-space:pre-wrap;overflow-wrap:anywhere}figure{margin:1em 0}svg{max-width:100%;height:auto}';

function htmlOf(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `<h${block.level}>${safeText(block.text, 'html')}</h${block.level}>`;
    case 'text':
      return `<p>${safeText(block.text, 'html')}</p>`;
    case 'code':
      return `<pre>${safeText(block.text, 'html')}</pre>`;
    case 'picture':
      return `<figure>${block.svg}</figure>`;
    case 'table': {
      const cells = (tag: string, row: readonly string[]) =>
        `<tr>${row.map(text => `<${tag}>${safeText(text, 'html')}</${tag}>`).join('')}</tr>`;
      const head = block.head.every(text => text === '') ? '' : `<thead>${cells('th', block.head)}</thead>`;
      return `<table>${head}<tbody>${block.rows.map(row => cells('td', row)).join('')}</tbody></table>`;
    }
  }
}

/** A report as one Markdown file; its pictures are data in it. */
export function reportAsMarkdown(blocks: readonly Block[]): string {
  return `${blocks.map(markdownOf).join('\n\n')}\n`;
}

function markdownOf(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `${'#'.repeat(block.level)} ${markdownLine(block.text)}`;
    case 'text':
      return markdown`${safeText(block.text, 'markdown')}`;
    case 'code':
      return codeBlock(block.text, '');
    case 'picture':
      return `![${markdownLine(block.title)}](data:image/svg+xml;base64,${Buffer.from(block.svg).toString('base64')})`;
    case 'table': {
      const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
      return [block.head.map(markdownLine), block.head.map(() => '---')]
        .concat(block.rows.map(cells => cells.map(markdownLine)))
        .map(row)
        .join('\n');
    }
  }
}
