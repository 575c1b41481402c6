import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Interrupted } from '../../../src/datasets/attending';
import { parquetRows } from '../../../src/datasets/parquet/parquetRows';
import { writeParquet } from './writeParquet';

const rows = 10_000;
const [groups, pages] = [2, 30];

let folder: string;
let file: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'renas-parquet-'));
  file = path.join(folder, 'long.parquet');
  const columns = [
    { name: 'text', page: Array.from({ length: rows }, (_, i) => `value ${i}`) },
    { name: 'number', page: Array.from({ length: rows }, (_, i) => i / 8) },
  ];
  writeFileSync(file, writeParquet(columns, groups, pages));
});
afterAll(() => rmSync(folder, { recursive: true }));

it('reads columns of many pages in steps, row by row', async () => {
  let count = 0;
  const wrong: number[] = [];
  for await (const { line, values } of parquetRows(file)) {
    const i = count++ % rows;
    if (line !== count || values['text'] !== `value ${i}` || values['number'] !== i / 8) wrong.push(line);
  }
  expect([count, wrong]).toEqual([groups * pages * rows, []]);
});

it('hears a signal within a column, where somebody handles it', async () => {
  const heard: string[] = [];
  const onSignal = (signal: string) => heard.push(signal);
  let sending: NodeJS.Timeout | undefined;
  process.on('SIGINT', onSignal);
  const others = process.listenerCount('SIGINT');
  try {
    sending = setInterval(() => process.emit('SIGINT', 'SIGINT'));
    await expect(parquetRows(file).next()).rejects.toThrow(Interrupted);
    clearInterval(sending);
    expect(heard).toContain('SIGINT');
    // The next file is read as if nothing had been.
    expect(process.listenerCount('SIGINT')).toBe(others);
    expect((await parquetRows(file).next()).value).toMatchObject({ line: 1 });
  } finally {
    clearInterval(sending);
    process.off('SIGINT', onSignal);
  }
});
