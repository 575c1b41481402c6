import { rmSync } from 'node:fs';
import path from 'node:path';
import { printCell } from '../document/printCell';
import { printSpace } from '../document/printSpace';
import { exportCell } from '../exchange/export/exportCell';
import { type MeasureJob, measureProtocol } from '../protocol/measurement';
import { makeFolder, syncFolder, writeSynced } from '../runs/durable';
import { commandScript } from './command';
import { MeasureFailure, type MeasureRequest } from './measurer';
import { classHashes, pythonClasses } from './pythonClasses';

/** The files of a job, in a folder of its own. */
export const jobFiles = {
  job: 'job.json',
  cell: 'cell.cell',
  network: 'network.py',
  command: 'command',
  attempts: 'attempts',
  checkpoint: 'checkpoint',
  /** Its presence asks the trainer to stop. */
  stop: 'RENAS_STOP',
  weights: 'weights.pt',
  /** Published once, by the first attempt that ends with 0: its report, or what it printed where it reported nothing. */
  result: 'result.jsonl',
  log: 'result.log',
} as const;

/** A `.cell` text that declares the space and the cell. */
export function sourceOf({ space, cell, name }: Pick<MeasureRequest, 'space' | 'cell' | 'name'>): string {
  return `${printSpace(space)}\n${printCell(space, cell, { name })}`;
}

/** What a job is about, and how its command is run. */
export interface JobSettings {
  /** The shell command that trains; absent where an evaluator is handed the job. */
  readonly command?: string;
  /** Shell commands before it, for bash. */
  readonly setup?: string;
  /** The folder that the command is run in. */
  readonly cwd: string;
  /** Folders of the files that declare operations: Python classes are looked for there. */
  readonly pythonPath?: readonly string[];
  readonly job: Pick<
    MeasureJob,
    'label' | 'goal' | 'device' | 'threads' | 'data' | 'training' | 'seconds' | 'check'
  >;
}

/**
 * Writes what a command needs to measure a cell. Called before every submission: what is in the folder is not trusted to
 * be what was written there.
 */
export function writeJob(
  folder: string,
  key: string,
  request: MeasureRequest,
  { command, setup, cwd, pythonPath, job }: JobSettings,
): MeasureJob {
  const { space, cell, name } = request;
  makeFolder(folder);
  rmSync(path.join(folder, jobFiles.stop), { force: true });
  const own = jobOf(folder, key, request, job, pythonPath);
  const network = exportCell('pytorch', { space, cell, name });
  if (network.kind !== 'text') throw new MeasureFailure(`${name} can't be written as a PyTorch module.`);
  const files: readonly (readonly [string, string])[] = [
    [jobFiles.job, `${JSON.stringify(own, null, 2)}\n`],
    [jobFiles.cell, sourceOf(request)],
    [jobFiles.network, network.text],
    ...(command === undefined ? [] : [[jobFiles.command, commandScript(own, command, cwd, setup)] as const]),
  ];
  for (const [file, text] of files) writeSynced(path.join(folder, file), text);
  syncFolder(folder);
  return own;
}

/** What a command is asked in a job's folder. */
export function jobOf(
  folder: string,
  key: string,
  { space, name, hash, seed, epochs, verify }: MeasureRequest,
  job: JobSettings['job'],
  pythonPath: JobSettings['pythonPath'] = [],
): MeasureJob {
  const classes = pythonClasses(space);
  return {
    protocol: measureProtocol,
    key,
    name,
    space: space.name,
    hash,
    cell: path.join(folder, jobFiles.cell),
    network: path.join(folder, jobFiles.network),
    folder,
    ...job,
    ...(classes.length === 0 ? {} : { pythonPath, classes: classHashes(classes, pythonPath) }),
    seed,
    ...(epochs === undefined ? {} : { epochs }),
    stop: path.join(folder, jobFiles.stop),
    ...(verify ? { weights: path.join(folder, jobFiles.weights), verify } : {}),
  };
}
