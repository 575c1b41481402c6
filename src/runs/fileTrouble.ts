/** What keeps a file from being read or written, half a sentence. */
export function fileTrouble(error: unknown): string {
  return why[systemCode(error) ?? ''] ?? (error instanceof Error ? error.message : String(error));
}

const why: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'your quota on the disk is used up',
  ENOENT: 'it is gone',
  EACCES: 'it is not allowed',
  EPERM: 'it is not allowed',
  EROFS: 'the disk is read-only',
  ENOTDIR: 'a file is in the way of a folder',
  EEXIST: 'a file is in the way of a folder',
  EISDIR: 'it is a folder',
  ELOOP: 'it is a link',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  EIO: 'the disk reports an error',
  EBUSY: 'another program uses it',
  ENAMETOOLONG: 'its name is too long',
};

/**
 * An error of the operating system as one sentence with the next step; `undefined` for any other error, whose message is
 * its own. The file is named where the system names it.
 *
 * @param again what comes once the fault is mended, as the end of a sentence.
 */
export function systemSentence(error: unknown, again = 'run the command again'): string | undefined {
  if (!isSystemError(error)) return undefined;
  const file = error.path === undefined ? undefined : error.dest === undefined ? error.path : error.dest;
  const named = file === undefined ? 'A file that the command uses' : file;
  switch (systemCode(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return `${named} can't be written, since ${fileTrouble(error)}: make room, then ${again}.`;
    case 'EROFS':
      return `${named} can't be written, since the disk is read-only: name a place that can be written.`;
    case 'ENOENT':
      return `${named} does not exist: check the name, or whether it was moved or deleted.`;
    case 'EACCES':
    case 'EPERM':
      return `${named} can't be used, since this user is not allowed to (${error.syscall}): change its permissions, or name another.`;
    case 'EMFILE':
    case 'ENFILE':
      return `${named} can't be opened, since too many files are open: end other programs or raise the limit (ulimit -n), then ${again}.`;
    case 'ENOTDIR':
    case 'EEXIST':
      return `${named} can't be made, since a file is in the way of a folder: name another place, or move that file.`;
    case 'EISDIR':
      return `${named} is a folder, and a file is needed there: name a file.`;
    case 'EIO':
      return `${named} can't be read or written, since the disk reports an error: check the disk, then ${again}.`;
    default:
      return `${named} can't be used (${fileTrouble(error)}): mend that, or name another place, then ${again}.`;
  }
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException & { readonly dest?: string } {
  if (!(error instanceof Error)) return false;
  const { syscall } = error as NodeJS.ErrnoException;
  return systemCode(error) !== undefined && typeof syscall === 'string';
}

/** `EISDIR`, also where Node itself has noticed it (`ERR_FS_EISDIR`). */
function systemCode(error: unknown): string | undefined {
  const { code } = Object(error) as { readonly code?: unknown };
  return typeof code === 'string' ? /^(?:ERR_FS_)?(E[A-Z0-9]+)$/.exec(code)?.[1] : undefined;
}
