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

const picture = (name: string) => readFileSync(path.join(folder, name), 'utf8');

test('the README says what the picture does, which is compared with the editor', () => {
  const [, hint] = />(top [^<]+)</.exec(picture('ranks.svg')) ?? [];
  expect(hint).toMatch(/^top \S+ % · \S+ of 5$/);
  expect(readFileSync(path.join(root, 'README.md'), 'utf8')).toContain(`\`${hint}\``);
});

test('the dots of a training have the rank correlation that stands above them', () => {
  const dots = [...picture('train.svg').matchAll(/ cx="([\d.]+)" cy="([\d.]+)"/g)].map(
    ([, x, y]) => [Number(x), -Number(y)] as const,
  );
  let agreed = 0;
  for (const [i, [x, y]] of dots.entries())
    for (const [otherX, otherY] of dots.slice(0, i)) agreed += Math.sign((x - otherX) * (y - otherY));
  const tau = agreed / ((dots.length * (dots.length - 1)) / 2);
  expect(picture('train.svg')).toContain(`τ ${tau.toFixed(2)}<`);
});

test('the texts of the walkthrough have no raw backticks, which VS Code shows as they are', () => {
  const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const [{ steps }] = manifest.contributes.walkthroughs;
  for (const { description, media } of steps) {
    expect(description).not.toContain('`');
    expect(pictures).toContain(path.basename(media.svg));
  }
});
