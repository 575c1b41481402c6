import { execFile } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { CancellationToken } from 'vscode';
import { writeArguments } from '../../protocol/options/arguments';
import type { Asked, CommandDeclaration, Options } from '../../protocol/options/option';
import { nodeProgram, type RunPlace, whyRunsAreDisabled } from '../workspace';

export interface CliOptions {
  readonly token?: CancellationToken;
  /** Hears each line of what it prints as it comes. */
  readonly onLine?: (line: string) => void;
  /** Exit codes that are no failure. */
  readonly alsoFine?: readonly number[];
}

/**
 * Runs a short `renas` command in a process of its own, and gives what it printed. Throws its last sentence when it
 * fails, and why no program can be started where that is so.
 */
export function runCli<O extends Options>(
  place: RunPlace,
  command: CommandDeclaration<O>,
  asked: Asked<O>,
  { token, onLine, alsoFine = [] }: CliOptions = {},
): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const disabled = whyRunsAreDisabled();
  if (disabled !== undefined) return Promise.reject(new Error(disabled));
  const json = (asked as { readonly json?: boolean }).json ? ['--json'] : [];
  const args = [command.name, ...writeArguments(command, asked), ...json];
  return new Promise((resolve, reject) => {
    const child = execFile(
      nodeProgram(),
      [place.cli, ...args],
      {
        cwd: place.cwd,
        env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
        maxBuffer: 64 * 1024 * 1024,
        windowsHide: true,
      },
      (error, stdout, stderr) => {
        cancelling?.dispose();
        if (token?.isCancellationRequested) return reject(new Error('Cancelled.'));
        if (!error || alsoFine.includes(error.code as number)) return resolve({ stdout, stderr });
        const said = stderr
          .trim()
          .split('\n')
          .at(-1)
          ?.replace(/^renas: /, '');
        reject(new Error(said || error.message));
      },
    );
    if (onLine && child.stdout)
      createInterface({ input: child.stdout, crlfDelay: Number.POSITIVE_INFINITY }).on('line', onLine);
    const cancelling = token?.onCancellationRequested(() => child.kill());
  });
}
