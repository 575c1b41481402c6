import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundlePrograms } from '../../bundle';

const spelling =
  '|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|skip_connect~0|nor_conv_3x3~1|nor_conv_3x3~2|';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'renas-interrupt-'));
  bundlePrograms(path.join(folder, 'dist'), { cli: 'src/cli/main.ts' });
});
afterAll(() => rmSync(folder, { recursive: true }));

const program = (name: string, ...args: string[]) =>
  spawn(process.execPath, [path.join(folder, 'dist', `${name}.js`), ...args], { cwd: folder });

/** Sends SIGINT; resolves with how the process ends, which is not waited for longer than ten seconds. */
async function interrupted(child: ChildProcess): Promise<{ code: number | null; signal: string | null }> {
  const end = once(child, 'exit');
  child.kill('SIGINT');
  const [code, signal] = (await Promise.race([
    end,
    setTimeout(10_000, [undefined, 'still there']),
  ])) as never[];
  child.kill('SIGKILL');
  return { code: code ?? null, signal: signal ?? null };
}

describe.skipIf(process.platform === 'win32')('Ctrl+C', () => {
  it('stops an import in the middle of a long JSON document', async () => {
    const row = JSON.stringify({ arch_str: spelling, accuracy: 90.5 });
    const lists = Array.from({ length: 60 }, () => `${row},`.repeat(5000)).join('');
    writeFileSync(path.join(folder, 'long.json'), `[${lists}${row}]`);
    const args = ['import', 'table', 'long.json', '--space', 'nasbench201', '--out', 'long.celltable'];
    const child = program('cli', ...args);
    await setTimeout(2500);
    const { code, signal } = await interrupted(child);
    // Before the command listens, the signal ends it as it does by default.
    expect([130, null]).toContain(code);
    expect([null, 'SIGINT']).toContain(signal);
    expect(existsSync(path.join(folder, 'long.celltable'))).toBe(false);
  });
});
