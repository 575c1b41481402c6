import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../../..');
const folder = path.join(root, 'media/walkthrough');
const pictures = readdirSync(folder);

test.each(pictures)('%s has its colours in attributes: VS Code refuses style sheets in it', name => {
  const text = readFileSync(path.join(folder, name), 'utf8');
  expect(text).not.toMatch(/<style|<script|\s(class|style)=/);
  for (const [shape] of text.matchAll(/<(rect|circle)\b[^>]*>/g))
    expect(shape).toMatch(/ fill="var\(--vscode-/);
  for (const [line] of text.matchAll(/<(path|polyline)\b[^>]*>/g))
    expect(line).toMatch(/ stroke="var\(--vscode-/);
});

test('the texts of the walkthrough have no raw backticks, which VS Code shows as they are', () => {
  const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const [{ steps }] = manifest.contributes.walkthroughs;
  for (const { description, media } of steps) {
    expect(description).not.toContain('`');
    expect(pictures).toContain(path.basename(media.svg));
  }
});
