import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, closeSync, existsSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readSmallSync, readTailSync } from '../files/regularFile';
import { parseRunRecord } from '../protocol/schemas/runRecord';
import { makeFolder } from './durable';
import { fileTrouble } from './fileTrouble';
import { openToAppend } from './ownFiles';
import {
  endedBySignal,
  endedEarly,
  maxLogBytes,
  maxRecordBytes,
  newRunId,
  runFiles,
  titleVariable,
} from './runFolder';

export interface RunRequest {
  /** The program that runs `cli`: Node, or Electron (which is told to act as Node). */
  readonly node: string;
  readonly cli: string;
  /** `.renas/runs` of the workspace; made on first use. */
  readonly runsFolder: string;
  readonly command: string;
  /** The command's arguments without `--run`, given the run's directory. */
  readonly arguments: (folder: string) => readonly string[];
  /** Instead of the one that the command gives the run. */
  readonly title?: string | undefined;
  readonly cwd: string;
}

export interface StartedRun {
  readonly id: string;
  readonly folder: string;
  /** Settles when the process has ended, if this process still lives then: a sentence when its run never began. */
  readonly ended: Promise<string | undefined>;
}

/**
 * Starts a run on this machine, in a process of its own that outlives this one. Writes nothing into its directory but
 * `log.txt`. Throws a sentence when the directory can't be made.
 */
export function startRun(request: RunRequest): StartedRun {
  const id = newRunId(request.command, new Date());
  const folder = path.join(request.runsFolder, id);
  const log = path.join(folder, runFiles.log);
  const output = makeRunFolder(request.runsFolder, folder, log);
  const args = [request.cli, request.command, ...request.arguments(folder), '--run', folder];
  const child = spawnDetached(request.node, args, request.cwd, { [titleVariable]: request.title }, output);
  const ended = endOf(child, request.node, log).then(how => {
    if (existsSync(path.join(folder, runFiles.record))) return undefined;
    if (!existsSync(folder)) return undefined; // Deleted meanwhile: nobody waits for this run.
    const early = `"renas ${request.command}" ended before its run began (${how}).`;
    try {
      appendFileSync(log, `\n${endedEarly}${how}\n`);
    } catch (error) {
      return `${early} Nothing can be written into ${folder} (${fileTrouble(error)}): make room for it there, then start it again.`;
    }
    return `${early} ${tail(log)}`.trim();
  });
  return { id, folder, ended };
}

/**
 * Goes on with a run that has ended before its time (`RunRow.resumable`), in its own directory with its own arguments, as
 * a process that outlives this one. `ended` is a sentence when it could not go on. Throws a sentence when its log can't
 * be written.
 */
export function resumeRun(
  request: Pick<RunRequest, 'node' | 'cli'> & {
    readonly folder: string;
    /** The SHA-256 of the record (`recordSha256`) whose commands the user has agreed to. */
    readonly agreedTo?: string | undefined;
  },
): StartedRun {
  const { folder, agreedTo } = request;
  const log = path.join(folder, runFiles.log);
  let output: number;
  try {
    output = openToAppend(log);
  } catch (error) {
    throw new Error(
      `The run can't go on, since nothing can be written into ${folder} (${fileTrouble(error)}): make room for it there.`,
    );
  }
  const child = spawnDetached(
    request.node,
    [
      ...[request.cli, 'resume', folder],
      ...(agreedTo === undefined ? [] : ['--allow-command', '--record-sha256', agreedTo]),
    ],
    folder,
    {},
    output,
  );
  const ended = endOf(child, request.node, log).then(how =>
    wroteRecord(folder, child.pid) ? undefined : `The run could not go on (${how}). ${tail(log, 1)}`.trim(),
  );
  return { id: path.basename(path.resolve(folder)), folder, ended };
}

/** Closes `output`. */
function spawnDetached(
  node: string,
  args: readonly string[],
  cwd: string,
  more: NodeJS.ProcessEnv,
  output: number,
): ChildProcess {
  const env = { ...childEnvironment(), ...more };
  const stdio = ['ignore', output, output] as const;
  const child = spawn(node, args, { cwd, env, stdio: [...stdio], detached: true, windowsHide: true });
  closeSync(output);
  child.unref();
  return child;
}

/** How a process ended, half a sentence. By which signal is noted in its log, for whoever resumes the run. */
function endOf(child: ChildProcess, node: string, log: string): Promise<string> {
  return new Promise(resolve => {
    child.once('error', error => resolve(`${node} can't be started: ${error.message}`));
    child.once('exit', (code, signal) => {
      if (signal && existsSync(log)) appendFileSync(log, `\n${endedBySignal}${signal}\n`);
      resolve(signal ? `signal ${signal}` : `exit code ${code}`);
    });
  });
}

/** Whether the process has become the run's writer. */
function wroteRecord(folder: string, pid: number | undefined): boolean {
  try {
    const record = parseRunRecord(readSmallSync(path.join(folder, runFiles.record), maxRecordBytes));
    return typeof record !== 'string' && record.pid === pid;
  } catch {
    return !existsSync(folder); // Deleted meanwhile: nobody waits for this run.
  }
}

/** Gives the open log of a new run; throws a sentence when its directory can't be made. */
function makeRunFolder(runsFolder: string, folder: string, log: string): number {
  try {
    makeRunsFolder(runsFolder);
    mkdirSync(folder);
    return openSync(log, 'a');
  } catch (error) {
    throw new Error(
      `No run can be started, since its directory can't be made in ${runsFolder} (${fileTrouble(error)}): make room for it there, or open another folder.`,
    );
  }
}

/** Makes `.renas/runs`; the directory `.renas` keeps itself out of version control. */
export function makeRunsFolder(runsFolder: string): void {
  makeFolder(runsFolder);
  const ignore = path.join(path.dirname(runsFolder), '.gitignore');
  if (path.basename(path.dirname(runsFolder)) === '.renas' && !existsSync(ignore))
    writeFileSync(ignore, '*\n');
}

/** Without what the editor says to its own children: a debugger to attach to, its sockets. */
function childEnvironment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('VSCODE_') && name !== 'NODE_OPTIONS',
  );
  return { ...Object.fromEntries(own), ELECTRON_RUN_AS_NODE: '1' };
}

/** The last lines of what it printed, on one line. */
function tail(log: string, lines = 5): string {
  const printed = readTailSync(log, maxLogBytes)
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '' && !line.startsWith(endedEarly) && !line.startsWith(endedBySignal));
  return printed.slice(-lines).join(' · ');
}
