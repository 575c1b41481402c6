import { runCommands } from '../../protocol/commands/runCommands';
import { readArguments } from '../../protocol/options/arguments';
import { quoteWords, shellOf } from '../../protocol/options/commandLine';
import { formKeys, formSettings } from '../../protocol/options/form';
import type { CommandDeclaration } from '../../protocol/options/option';
import { type NamedFile, withFiles } from '../../protocol/options/paths';
import { readReplay } from '../../protocol/replay';
import type { RunRecord } from '../../protocol/run';
import type { RunSettings } from '../../protocol/runForms';

/**
 * The arguments that do a run over again, without the command itself. Where it wrote to is left out: a run writes its
 * results into its own directory. Throws one sentence where the record has no such arguments.
 */
export function argumentsAgain(record: RunRecord): readonly string[] {
  const replay = readReplay(record);
  if (!replay.ok) throw new Error(`"${record.title}" can't be repeated: ${replay.message}.`);
  return replay.arguments;
}

/**
 * The run as a line for a shell that stands in the run's folder; its results go to that folder. Throws one sentence where
 * there is none.
 */
export function commandLine(record: RunRecord, platform: NodeJS.Platform = process.platform): string {
  const again = argumentsAgain(record);
  const { model, found } = record.results;
  const command: CommandDeclaration = runCommands[record.command];
  const out = !Object.hasOwn(command.options, 'out')
    ? []
    : model !== undefined
      ? ['--out', 'model']
      : found !== undefined
        ? ['--out', fileName(found)]
        : [];
  const shell = shellOf(platform);
  const words = quoteWords(['renas', record.command, ...again, ...out], shell);
  if (record.cwd === undefined) return words;
  // PowerShell of Windows itself has no `&&`; both shells there take the line alone.
  return shell === 'windows'
    ? words
    : `${quoteWords(['cd', ...(record.cwd.startsWith('-') ? ['--'] : []), record.cwd], shell)} && ${words}`;
}

/**
 * What the forms would have said to start this run. `locate` gives the place of each file that it names.
 * `undefined`: the run has arguments that the forms don't have.
 */
export function settingsOf(
  record: RunRecord,
  locate: (file: string, of: NamedFile) => string = file => file,
): RunSettings | undefined {
  const replay = readReplay(record);
  if (!replay.ok) return undefined;
  const command: CommandDeclaration = runCommands[replay.command];
  if (formKeys(command).length === 0) return undefined;
  const read = readArguments(command, replay.arguments);
  const settings = read.ok ? formSettings(command, withFiles(command, read.asked, locate)) : undefined;
  return settings && ({ form: replay.command, settings } as unknown as RunSettings);
}

/** Of either system's paths: a directory may have come from another machine. */
function fileName(file: string): string {
  return file.split(/[\\/]/).at(-1) ?? file;
}
