import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { goalOfName } from '../../../src/cells/goal';
import { inspectTable } from '../../../src/datasets/inspectTable';
import { readTable } from '../../../src/datasets/readTable';
import { builtInSpaces } from '../../../src/document/builtInSpaces';

const folder = mkdtempSync(path.join(tmpdir(), 'renas-docs-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The examples of docs/tables.md, each behind a comment that says what is read of it. */
const examples = [
  ...readFileSync('docs/tables.md', 'utf8').matchAll(
    /<!-- label: (\S+), space: (\S+), cells: (\d+)(?:, goal: (\w+))? -->\n```(\w+)\n(.*?)```/gs,
  ),
].map(
  ([, label, space, cells, goal, kind, text]) => [label!, space!, Number(cells), goal, kind!, text!] as const,
);

it('has an example of each tool', () => expect(examples).toHaveLength(9));

it.each(examples)('%s of %s is read as documented', async (label, space, cells, goal, kind, text) => {
  const file = path.join(folder, `table.${kind}`);
  writeFileSync(file, text);
  const table = await readTable(file, builtInSpaces().get(space)!, [label]);
  expect(table.cells).toHaveLength(cells);
  expect(table.problems).toEqual([]);
  if (goal !== undefined) expect(table.goal ?? goalOfName(label)).toBe(goal);
  expect((await inspectTable(file)).spaces).toContain(space);
});
