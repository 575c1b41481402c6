import { accessSync, constants, existsSync } from 'node:fs';
import path from 'node:path';

/** Why nothing can be kept in this folder, which need not exist yet, in a sentence; `undefined` when it can be written. */
export function whyNotWritable(folder: string): string | undefined {
  let existing = path.resolve(folder);
  while (!existsSync(existing)) existing = path.dirname(existing);
  try {
    accessSync(existing, constants.W_OK);
    return undefined;
  } catch (error) {
    const reason =
      (error as NodeJS.ErrnoException).code === 'EROFS' ? 'it is read-only' : 'you may not write there';
    return `Runs are kept in ${folder}, and nothing can be written to ${existing}: ${reason}. Open a folder that you can write to, or change its permissions.`;
  }
}
