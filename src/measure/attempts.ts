import { readdirSync } from 'node:fs';
import path from 'node:path';
import { readSmallSync, readTailSync } from '../files/regularFile';
import { type Began, beganSchema } from '../protocol/schemas/measurement';
import { readJson } from '../protocol/schemas/readJson';
import { jobFiles } from './jobFolder';

/** One attempt at a measurement, as its files tell. */
export interface Attempt {
  /** Of its files, without their endings: `attempts/1700000000.host.4711`. */
  readonly name: string;
  readonly began: Began | undefined;
  /** What its command ended with; absent while it runs, and where it was cut short. */
  readonly code: number | undefined;
}

/** Those of a job, in the order in which they began. */
export function attemptsOf(folder: string): readonly Attempt[] {
  const names = namesIn(path.join(folder, jobFiles.attempts)).flatMap(
    name => /^(\d{1,12}\.[A-Za-z0-9-]*\.\d{1,10})\.began$/.exec(name)?.[1] ?? [],
  );
  return names
    .map(name => readAttempt(folder, path.posix.join(jobFiles.attempts, name)))
    .sort((a, b) => (a.began?.submission ?? 0) - (b.began?.submission ?? 0) || (a.name < b.name ? -1 : 1));
}

function readAttempt(folder: string, name: string): Attempt {
  const began = readJson(beganSchema, readOr(path.join(folder, `${name}.began`), ''), name);
  const code = /^(\d{1,3})\n$/.exec(readOr(path.join(folder, `${name}.ended`), ''))?.[1];
  return {
    name,
    began: typeof began === 'string' ? undefined : began,
    code: code === undefined ? undefined : Number(code),
  };
}

const smallBytes = 4096;

/** A file is opened to be read: on a network drive its attributes alone may be a minute old. */
export function readOr<T>(file: string, otherwise: T): string | T {
  try {
    return readSmallSync(file, smallBytes);
  } catch {
    return otherwise;
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

const outputBytes = 64 * 1024;

/** The last lines that a command printed, without colours and what progress bars write over. */
export function lastLines(folder: string, name: string, count = 5): readonly string[] {
  let text: string;
  try {
    text = readTailSync(path.join(folder, `${name}.out`), outputBytes);
  } catch {
    return [];
  }
  return plainLines(text).slice(-count);
}

export function plainLines(text: string): readonly string[] {
  return text
    .split('\n')
    .map(line =>
      line
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
        .replace(/\u001b\[[0-9;?]*[A-Za-z]/g, '')
        .replace(/^.*\r(?=[^\r])/, '')
        .trim(),
    )
    .filter(line => line !== '');
}
