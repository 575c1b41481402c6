import { isRunCommand, type RunCommand, runCommands } from './commands/runCommands';
import { type Power, powersOf } from './consent';
import { readArguments, writeArguments } from './options/arguments';
import { type Asked, type CommandDeclaration, rowsOf } from './options/option';
import { namedFiles } from './options/paths';

/** How a run was started, as its record says, checked: a record may have been written by anybody. */
export interface Replay {
  readonly command: RunCommand;
  /** What repeats the run, without its name. Files that it only writes are left out: its own directory has the results. */
  readonly arguments: readonly string[];
  /** The files and folders that it reads, and the flag that names each. */
  readonly reads: readonly { readonly file: string; readonly flag: string }[];
  /** What it executes or changes outside its directory: that takes a signature, or the user's consent. */
  readonly powers: readonly Power[];
  /** Where the results were to be written besides, as it was typed. */
  readonly out: string | undefined;
}

export type ReadReplay =
  | ({ readonly ok: true } & Replay)
  /** Half a sentence. */
  | { readonly ok: false; readonly message: string };

/** Holds the arguments of a record, of which the first is its command, against what that command declares. */
export function readReplay(record: {
  readonly command: string;
  readonly arguments: readonly string[];
}): ReadReplay {
  const [command = '', ...args] = record.arguments;
  if (!isRunCommand(command))
    return {
      ok: false,
      message: `its record has the command ${JSON.stringify(command)}, and a run is one of ${Object.keys(runCommands).join(', ')}`,
    };
  if (command !== record.command)
    return {
      ok: false,
      message: `its record is of another command than "${command}", which its arguments are of`,
    };
  const declaration: CommandDeclaration = runCommands[command];
  const read = readArguments(declaration, args);
  if (!read.ok)
    return { ok: false, message: `its arguments are not those of a run: ${read.message.replace(/\.$/, '')}` };
  const options = new Map(rowsOf(declaration));
  const written = rowsOf(declaration).filter(([, { changes, required }]) => changes && !required);
  const values: Readonly<Record<string, unknown>> = read.asked;
  const asked = { ...values, ...Object.fromEntries(written.map(([key]) => [key, undefined])) } as Asked<
    typeof declaration.options
  >;
  const { out } = values;
  return {
    ok: true,
    command,
    arguments: writeArguments(declaration, asked),
    reads: namedFiles(declaration, asked).map(({ key, file }) => ({
      file,
      flag: options.get(key)?.flag ?? key,
    })),
    powers: powersOf(declaration, values),
    out: typeof out === 'string' ? out : undefined,
  };
}
