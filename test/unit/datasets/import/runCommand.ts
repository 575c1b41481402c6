import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { bundlePrograms } from '../../../bundle';

/** Builds `renas import` as a program of its own; its path. */
export function buildCommand(folder: string): string {
  bundlePrograms(folder, { import: 'test/unit/datasets/import/command.ts' });
  return path.join(folder, 'import.js');
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Bytes. */
  readonly peakMemory: number;
}

/** Runs it to its end; `watch` sees each piece of stdout. */
export function runCommand(
  command: string,
  args: readonly string[],
  watch?: (child: ChildProcess, stdout: string) => void,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [command, 'import', ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', text => {
      stdout += text;
      watch?.(child, text);
    });
    child.stderr.setEncoding('utf8').on('data', text => {
      stderr += text;
    });
    child.once('error', reject);
    child.once('close', code => {
      const lines = stderr.trimEnd().split('\n');
      resolve({ code, stdout, stderr: lines.slice(0, -1).join('\n'), peakMemory: Number(lines.at(-1)) });
    });
  });
}
