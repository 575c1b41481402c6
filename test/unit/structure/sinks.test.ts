import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

/** What shows or runs text, and the only files that may name it; they accept text that was made safe alone. */
const sinks: readonly (readonly [what: RegExp, ...files: string[]])[] = [
  [/\bshow(?:Information|Warning|Error)Message\b|\bwithProgress\b/, 'src/client/notifications.ts'],
  [/\bShowMessage(?:Notification|Request)\b|window\/showMessage/, 'src/server/toClient.ts'],
  [/\b(?:show|create)(?:QuickPick|InputBox)\b|\bQuickPickItem\b/, 'src/client/quickPick.ts'],
  [/\bsetStatusBarMessage\b/, 'src/client/notifications.ts'],
  [/\bnew vscode\.TreeItem\(/, 'src/client/views/treeItem.ts'],
  [/\bvscode\.MarkdownString\(|\binstanceof vscode\.MarkdownString\b/, 'src/client/markdownString.ts'],
  [/\bprocess\.(?:stdout|stderr)\b|(?<!connection\.)\bconsole\.(?:log|error|warn)\(/, 'src/text/terminal.ts'],
  [/\bas Safe</, 'src/text/safeText.ts'],
  [/\bisTrusted(?: =|:)|\bsupportHtml\b|\btrustMarkdown\b/],
  [/\b(?:inner|outer)HTML\b|\binsertAdjacentHTML\b|\bdocument\.write\b|(?<!\.)\beval\(|\bnew Function\b/],
];

/** `file: line` of each place that names a sink and may not. */
function strays(sources: Iterable<readonly [file: string, text: string]>): string[] {
  const found: string[] = [];
  for (const [file, text] of sources)
    for (const [i, line] of text.split('\n').entries())
      if (sinks.some(([what, ...files]) => what.test(line) && !files.includes(file)))
        found.push(`${file}:${i + 1}: ${line.trim()}`);
  return found;
}

it('text is shown from one file for each destination', () => {
  const files = ['src', 'webview'].flatMap(root =>
    readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter(file => file.endsWith('.ts'))
      .map(file => `${root}/${file.replaceAll(path.sep, '/')}`),
  );
  expect(files).toEqual(expect.arrayContaining(sinks.flatMap(([, ...only]) => only)));
  expect(strays(files.map(file => [file, readFileSync(file, 'utf8')]))).toEqual([]);
});

it('finds a stray call', () => {
  expect(
    strays([
      ['src/client/a.ts', 'ok();\nvscode.window.showErrorMessage(`no`);'],
      ['src/client/notifications.ts', 'vscode.window.showErrorMessage(text);'],
      ['webview/b.ts', 'element.innerHTML = text;'],
    ]),
  ).toEqual([
    'src/client/a.ts:2: vscode.window.showErrorMessage(`no`);',
    'webview/b.ts:1: element.innerHTML = text;',
  ]);
});
