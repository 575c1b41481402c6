import { spawn } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { fileTrouble } from './fileTrouble';
import { endedEarly, newRunId, runFiles, titleVariable } from './runFolder';

export interface RunRequest {
  /** The program that runs `cli`: Node, or Electron (which is told to act as Node). */
  readonly node: string;
  readonly cli: string;
  /** `.renas/runs` of the workspace; made on first use. */
  readonly runsFolder: string;
  readonly command: string;
  /** The command's arguments without `--run`, given the run's directory. */
  readonly arguments: (folder: string) => readonly string[];
  readonly title: string;
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
  const output = makeFolder(request.runsFolder, folder, log);
  const child = spawn(
    request.node,
    [request.cli, request.command, ...request.arguments(folder), '--run', folder],
    {
      cwd: request.cwd,
      env: childEnvironment(request.title),
      stdio: ['ignore', output, output],
      detached: true,
      windowsHide: true,
    },
  );
  closeSync(output);
  const ended = new Promise<string | undefined>(resolve => {
    const settle = (how: string) => {
      if (existsSync(path.join(folder, runFiles.record))) return resolve(undefined);
      try {
        appendFileSync(log, `\n${endedEarly}${how}\n`);
      } catch {
        return resolve(undefined); // The directory was deleted meanwhile: nobody waits for this run.
      }
      resolve(`"renas ${request.command}" ended before its run began (${how}). ${tail(log)}`.trim());
    };
    child.once('error', error => settle(`${request.node} can't be started: ${error.message}`));
    child.once('exit', (code, signal) => settle(signal ? `signal ${signal}` : `exit code ${code}`));
  });
  child.unref();
  return { id, folder, ended };
}

/** Gives the open log of a new run; throws a sentence when its directory can't be made. */
function makeFolder(runsFolder: string, folder: string, log: string): number {
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

/** The directory `.renas` keeps itself out of version control. */
function makeRunsFolder(runsFolder: string): void {
  mkdirSync(runsFolder, { recursive: true });
  const ignore = path.join(path.dirname(runsFolder), '.gitignore');
  if (path.basename(path.dirname(runsFolder)) === '.renas' && !existsSync(ignore))
    writeFileSync(ignore, '*\n');
}

/** Without what the editor says to its own children: a debugger to attach to, its sockets. */
function childEnvironment(title: string): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('VSCODE_') && name !== 'NODE_OPTIONS',
  );
  return { ...Object.fromEntries(own), ELECTRON_RUN_AS_NODE: '1', [titleVariable]: title };
}

/** The last lines of what it printed, on one line. */
function tail(log: string): string {
  const lines = readFileSync(log, 'utf8')
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '' && !line.startsWith(endedEarly));
  return lines.slice(-5).join(' · ');
}
