import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { closeSync, fstatSync, linkSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import type { RunRecord } from '../protocol/run';
import { makeFolder } from './durable';

/**
 * A record that has text to execute, or names a file to change, is signed by who started the run: an HMAC-SHA256 under a
 * secret that only this user of this machine can read. So a record that came with a repository, or was changed, is told
 * apart from one's own.
 */
export type Signed = Pick<RunRecord, 'id' | 'command' | 'arguments' | 'cwd'>;

/**
 * The HMAC of a record, in hex: of the run's id, its command and arguments, and the folder that they begin at. Throws one
 * sentence where there is no secret and none can be made.
 */
export function signRecord(record: Signed, folder = configFolder()): string {
  return hmac(record, readSecret(folder) ?? makeSecret(folder)).toString('hex');
}

/**
 * Whether this user of this machine has started the run whose directory is `run`, with this command and these arguments. A
 * directory under another name is a copy. Never throws.
 */
export function isSigned(run: string, record: RunRecord, folder = configFolder()): boolean {
  if (record.signature === undefined || path.basename(path.resolve(run)) !== record.id) return false;
  try {
    const secret = readSecret(folder);
    if (!secret) return false;
    const [own, given] = [hmac(record, secret), Buffer.from(record.signature, 'hex')];
    return own.length === given.length && timingSafeEqual(own, given);
  } catch {
    return false;
  }
}

/** The user's configuration directory of ReNAS. */
function configFolder(): string {
  const { env, platform } = process;
  if (platform === 'win32')
    return path.join(env['APPDATA'] ?? path.join(homedir(), 'AppData', 'Roaming'), 'renas');
  if (platform === 'darwin') return path.join(homedir(), 'Library', 'Application Support', 'renas');
  return path.join(env['XDG_CONFIG_HOME'] || path.join(homedir(), '.config'), 'renas');
}

/**
 * The SHA-256 of what a signature is of, in hex: it tells whether a record still is the one that a user has agreed to. The
 * text that they were shown would not do, since it says long runs of blanks by their number.
 */
export function recordSha256(record: Signed): string {
  return createHash('sha256').update(signedText(record)).digest('hex');
}

function hmac(record: Signed, secret: Buffer): Buffer {
  return createHmac('sha256', secret).update(signedText(record)).digest();
}

function signedText({ id, command, arguments: args, cwd }: Signed): string {
  return JSON.stringify([1, id, command, args, cwd ?? null]);
}

const fileOf = (folder: string) => path.join(folder, 'run-secret');

/** `undefined`: there is none yet. Throws one sentence for one that others could have read or made. */
function readSecret(folder: string): Buffer | undefined {
  const file = fileOf(folder);
  let descriptor: number;
  try {
    descriptor = openSync(file, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const found = fstatSync(descriptor);
    const user = process.getuid?.();
    // Windows keeps the user's own folder from others by itself.
    const exposed = user !== undefined && (found.uid !== user || (found.mode & 0o077) !== 0);
    const text = found.isFile() && found.size === 65 ? readFileSync(descriptor, 'utf8') : '';
    if (exposed || !/^[0-9a-f]{64}\n$/.test(text))
      throw new Error(
        `The secret in ${file} can't be used, since others may read it or it is damaged: delete it, and a new one is made.`,
      );
    return Buffer.from(text.trim(), 'hex');
  } finally {
    closeSync(descriptor);
  }
}

/** Of several processes that make one at once, all get that of the first. */
function makeSecret(folder: string): Buffer {
  makeFolder(folder);
  const file = fileOf(folder);
  const next = `${file}.${process.pid}`;
  try {
    rmSync(next, { force: true });
    writeFileSync(next, `${randomBytes(32).toString('hex')}\n`, { flag: 'wx', mode: 0o600 });
    linkSync(next, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(next, { force: true });
  }
  const made = readSecret(folder);
  if (!made) throw new Error(`The secret in ${file} could not be made.`);
  return made;
}
