import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import { afterAll, expect, test, vi } from 'vitest';
import { addTable } from '../../../src/cli/commands/table';
import { parseCheck, parseTable } from '../../../src/client/tables/tableOutput';

const folder = mkdtempSync(path.join(tmpdir(), 'renas-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function table(...args: readonly string[]): Promise<string> {
  const written: string[] = [];
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation(text => written.push(String(text)) > 0);
  try {
    const program = new Command();
    addTable(program);
    await program.parseAsync(['table', ...args], { from: 'user' });
  } finally {
    spy.mockRestore();
  }
  return written.join('');
}

test('what renas table says of a table is what the forms show', async () => {
  const good = '|skip_connect~0|+|none~0|none~1|+|none~0|none~1|skip_connect~2|';
  const file = path.join(folder, 'ours.csv');
  const rows = Array.from({ length: 150 }, (_, i) => `${good},${80 + (i % 10)}`);
  writeFileSync(file, ['arch_str,acc', ...rows, 'nothing,1'].join('\n'));
  const said = await table(file, '--space', 'nasbench201', '--label', 'acc', '--json');
  expect(parseTable(said)).toMatchObject({
    rows: 151,
    columns: ['acc'],
    cells: 'arch_str',
    problem: undefined,
    preview: { columns: ['arch_str', 'acc'], rows: expect.arrayContaining([[good, '80']]) },
  });
  expect(parseCheck(said)).toMatchObject({ readable: 150, unreadable: 1, problems: [{ line: 152 }] });
  expect(parseCheck(await table(file, '--json'))).toBeUndefined();
  expect(await table(file, '--space', 'nasbench201')).toContain(
    "150 rows are used, which are 1 cell of nasbench201; 1 can't be read",
  );
  expect(await table(file, '--label', 'acc')).toContain('Higher acc is better.');
  writeFileSync(file, 'name,acc\nresnet50,1');
  await expect(table(file, '--label', 'acc')).rejects.toThrow('--space');
});

test('figures come before what numbers the rows, so that no label is a trial', () => {
  const columns = [
    { name: 'number', numeric: true, role: 'trial' },
    { name: 'seed', numeric: true, role: 'seed' },
    { name: 'value', numeric: true },
  ];
  expect(parseTable(JSON.stringify({ rows: 2, columns, cells: 'arch' }))?.columns).toEqual([
    ...['value', 'number', 'seed'],
  ]);
});

test('what is not the output of renas table is not taken for it', () => {
  const line = { rows: 2, columns: [{ name: 'acc', numeric: true }], cells: 'arch_str' };
  const check = { readable: 2, unreadable: 0, problems: [] };
  expect(parseTable(JSON.stringify(line))).toEqual({ ...line, columns: ['acc'], problem: undefined });
  expect(parseCheck(JSON.stringify({ ...line, check }))).toEqual(check);
  const wrong = [
    { ...line, rows: '2' },
    { ...line, columns: [{ name: 1, numeric: true }] },
    { ...line, cells: 7 },
    { ...line, preview: { columns: ['acc'], rows: ['91'] } },
    { ...line, goals: { acc: 'up' } },
    { ...line, check: { ...check, notes: [{ text: 'x' }] } },
  ];
  for (const each of wrong) expect(parseTable(JSON.stringify(each))).toBeUndefined();
  for (const text of ['', '[]', 'null', 'nonsense'])
    expect([parseTable(text), parseCheck(text)]).toEqual([undefined, undefined]);
  expect(
    parseTable(JSON.stringify({ ...line, goals: JSON.parse('{"__proto__":"min"}') }))?.goals,
  ).toHaveProperty(['__proto__'], 'min');
});
