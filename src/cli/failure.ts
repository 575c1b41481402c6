import { systemSentence } from '../runs/fileTrouble';

/** What the `renas` command ends with; `left`: a run was left as it stands, to be gone on with. */
export const exitCodes = {
  done: 0,
  inputHasErrors: 1,
  usage: 2,
  failed: 3,
  left: 75,
  interrupted: 130,
} as const;

/** An error whose message is one sentence for the user: what is wrong, what was kept, how to go on. */
export class UserError extends Error {
  constructor(
    message: string,
    readonly exitCode: number = exitCodes.failed,
  ) {
    super(message);
  }
}

/** A mistake on the command line. */
export function usageError(message: string): UserError {
  return new UserError(message, exitCodes.usage);
}

/**
 * What a user reads of an error, one sentence.
 *
 * @param again what comes once a fault of the system is mended: "make room, then …".
 */
export function messageOf(error: unknown, again?: string): string {
  return systemSentence(error, again) ?? (error instanceof Error ? error.message : String(error));
}
