/** What keeps a file from being read or written, half a sentence. */
export function fileTrouble(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOSPC':
      return 'the disk is full';
    case 'ENOENT':
      return 'it is gone';
    case 'EACCES':
    case 'EPERM':
      return 'it is not allowed';
    case 'EROFS':
      return 'the disk is read-only';
    case 'ENOTDIR':
    case 'EEXIST':
      return 'a file is in the way of a folder';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
