import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundlePrograms } from '../../bundle';

const table = `arch_str,accuracy
|nor_conv_3x3~0|+|nor_conv_3x3~0|avg_pool_3x3~1|+|none~0|nor_conv_3x3~1|avg_pool_3x3~2|,91.2
|skip_connect~0|+|skip_connect~0|skip_connect~1|+|none~0|nor_conv_1x1~1|none~2|,70.1
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'renas-pipe-'));
  bundlePrograms(path.join(folder, 'dist'), { cli: 'src/cli/main.ts' });
});
afterAll(() => rmSync(folder, { recursive: true }));

const renas = (...args: string[]) =>
  spawn(process.execPath, [path.join(folder, 'dist/cli.js'), ...args], {
    cwd: folder,
    env: { ...process.env, TMPDIR: folder },
  });

async function ended(child: ChildProcess): Promise<{ code: number | null; out: string }> {
  let out = '';
  child.stdout!.on('data', chunk => {
    out += chunk;
  });
  child.stderr!.resume();
  const [code] = await once(child, 'close');
  return { code, out };
}

describe.skipIf(process.platform === 'win32')('a table out of a pipe', () => {
  test.each(['-', '/dev/stdin'])('%s is read as a file is', async name => {
    const child = renas('table', name, '--label', 'accuracy');
    child.stdin.end(table);
    const { code, out } = await ended(child);
    expect(out).toContain(`${name}: 2 rows, cells by arch_str, of nasbench201`);
    expect(out).toContain('2 rows are used, which are 2 cells of nasbench201');
    expect(code).toBe(0);
  });

  test('a named pipe waits for its writer, and an interrupt ends the waiting', async () => {
    const pipe = path.join(folder, 'cells.csv');
    execFileSync('mkfifo', [pipe]);
    const read = ended(renas('table', pipe, '--label', 'accuracy'));
    await setTimeout(1000);
    writeFileSync(pipe, table);
    expect((await read).out).toContain('2 rows are used');

    const waiting = renas(
      'train',
      '--space',
      'nasbench201',
      '--data',
      pipe,
      '--label',
      'accuracy',
      '--out',
      'p',
    );
    const end = ended(waiting);
    await setTimeout(3000);
    waiting.kill('SIGINT');
    expect((await end).code).not.toBe(0);
  });
});
