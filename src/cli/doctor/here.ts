import { execFile } from 'node:child_process';
import {
  closeSync,
  fsyncSync,
  mkdtempSync,
  openSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { keepMeasurements, readMeasurements } from '../../engines/measurements';
import { probeEngines } from '../../engines/probe';
import { quoted } from '../../measure/command';
import type { Finding } from '../../protocol/schemas/doctorLines';
import { environment } from '../../runs/environment';
import { fileTrouble } from '../../runs/fileTrouble';
import { judgeDisk, judgeNode, judgePython } from './judge';
import { diskProbe, pythonProbe, readAnswers } from './probes';

/** The checks of this machine. */

export async function* checkHere(
  folder: string,
  python: string | undefined,
  setup: string | undefined,
): AsyncGenerator<Finding> {
  yield judgeNode(process.versions.node, '', true);
  if (process.platform === 'win32') {
    yield {
      ...{ check: 'Measuring', state: 'absent', text: 'cells are not measured on Windows itself' },
      help: 'Use WSL (the Windows Subsystem for Linux) for that.',
    };
  } else {
    yield* checkDisk(folder);
    if (setup !== undefined) yield await checkSetup(setup);
    yield* await checkPython(python, setup);
  }
  yield await checkEngines();
}

async function* checkDisk(folder: string): AsyncGenerator<Finding> {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    return yield {
      ...{ check: 'Disk', state: 'failed', text: `there is no folder ${folder}` },
      help: 'Make it, or name another one.',
    };
  const kind = await fileSystemOf(folder);
  const { bavail, bsize } = statfsSync(folder);
  const room = Math.floor((bavail * bsize) / 2 ** 20);
  const roomWords = room >= 10_240 ? `${Math.floor(room / 1024)} GiB free` : `${room} MiB free`;
  yield room < 100
    ? {
        ...{ check: 'Disk', state: 'failed', text: `${kind}, ${roomWords}` },
        help: 'Make room: each training keeps a checkpoint there.',
      }
    : { check: 'Disk', state: 'ok', text: `${kind}, ${roomWords}` };
  const { out, error } = await output('sh', ['-c', diskProbe, 'sh', folder]);
  const answers = readAnswers(out);
  yield judgeDisk(answers, '', folder, lastLine(error));
  if (answers.has('write')) yield checkSync(folder);
}

/** Whether what was written stays after a power cut. */
function checkSync(folder: string): Finding {
  const check = 'Durability';
  let own: string | undefined;
  try {
    own = mkdtempSync(path.join(folder, '.renas-doctor-'));
    const file = openSync(path.join(own, 'file'), 'wx');
    writeFileSync(file, 'x\n');
    fsyncSync(file);
    closeSync(file);
  } catch (error) {
    return {
      ...{ check, state: 'failed', text: `files can’t be synced to the disk (${fileTrouble(error)})` },
      help: 'Choose a folder on another disk for the runs.',
    };
  } finally {
    if (own !== undefined) rmSync(own, { recursive: true, force: true });
  }
  try {
    const descriptor = openSync(folder, 'r');
    fsyncSync(descriptor);
    closeSync(descriptor);
    return { check, state: 'ok', text: 'files and folders are synced to the disk' };
  } catch (error) {
    return {
      ...{ check, state: 'ok' },
      text: `files are synced to the disk, folders by the file system itself (${fileTrouble(error)})`,
    };
  }
}

async function fileSystemOf(folder: string): Promise<string> {
  const { out } = await output('stat', ['-f', '-c', '%T', folder]);
  const name = out.trim();
  return /^[\w /-]{1,40}$/.test(name) && !/^UNKNOWN/.test(name) ? name : 'a file system of unknown kind';
}

async function checkSetup(setup: string): Promise<Finding> {
  const { code, out, error } = await output('bash', ['-l', '-c', setup]);
  if (code === 0) return { check: 'Setup', state: 'ok', text: 'works' };
  const why = lastLine(error) || lastLine(out) || `it ended with ${code}`;
  return { check: 'Setup', state: 'failed', text: `fails (${why})`, help: 'Mend --setup.' };
}

async function checkPython(
  named: string | undefined,
  setup: string | undefined,
): Promise<readonly Finding[]> {
  const python = named ?? 'python3';
  const { out, error } =
    setup === undefined
      ? await output(python, ['-c', pythonProbe])
      : await output('bash', ['-l', '-c', pythonAfter(setup, python)]);
  return judgePython(readAnswers(out), '', python, lastLine(error), named !== undefined);
}

/** For bash: what the setup prints is none of the answers. */
export function pythonAfter(setup: string, python: string): string {
  return `{ ${setup}\n} > /dev/null && ${quoted(python)} -c ${quoted(pythonProbe)}`;
}

async function checkEngines(): Promise<Finding> {
  const check = 'Engines';
  const reports = (readMeasurements() ?? keepMeasurements(await probeEngines())).reports;
  const usable = reports.filter(report => report.usable).map(({ name }) => name);
  const text = usable.join(', ');
  if (usable.length === 0)
    return {
      ...{ check, state: 'failed', text: 'none computes ranks here' },
      help: '`renas engines --measure` says why of each.',
    };
  if (usable.some(name => name === 'cuda' || name === 'webgpu')) return { check, state: 'ok', text };
  return {
    ...{ check, state: 'ok', text: `${text}; none uses a GPU` },
    help: 'With a GPU, `renas engines install webgpu` (or cuda) makes hints, searches and predictors faster.',
  };
}

/** ms. Importing PyTorch from a network drive for the first time may take a minute. */
const patience = 180_000;

interface Output {
  readonly code: number | string;
  readonly out: string;
  readonly error: string;
}

export function output(program: string, args: readonly string[]): Promise<Output> {
  return new Promise(resolve => {
    execFile(
      program,
      args,
      { env: { ...environment(), LC_ALL: 'C' }, timeout: patience, maxBuffer: 1 << 24 },
      (failure, out, error) => {
        const missing = failure?.code === 'ENOENT' ? 'there is no such program' : '';
        resolve({ code: failure ? (failure.code ?? 1) : 0, out, error: error || missing });
      },
    );
  });
}

/** Without the name of the program before it. */
export function lastLine(text: string): string {
  const line = text.trim().split('\n').at(-1)?.trim() ?? '';
  return line.replace(/^[\w.+/-]+: (line \d+: |\d+: )?/, '').replace(/\.$/, '');
}
