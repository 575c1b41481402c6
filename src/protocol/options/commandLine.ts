import { writeArguments } from './arguments';
import { escapeControls } from './controls';
import { type Asked, type CommandDeclaration, type Options, optionsOf } from './option';

/** The shell that a line is for: of Windows, or any that reads POSIX. */
export type Shell = 'posix' | 'windows';

/** The words as one line that the shell splits into the same words again. */
export function quoteWords(words: readonly string[], shell: Shell): string {
  return words.map(word => quote(word, shell)).join(' ');
}

/** The line that repeats a command, without the files that it writes, for a comment: always one line. */
export function repeatComment<O extends Options>(command: CommandDeclaration<O>, asked: Asked<O>): string {
  const values: Readonly<Record<string, unknown>> = asked;
  const written = optionsOf(command).flatMap(([key, { changes }]) => (changes ? [[key, undefined]] : []));
  const args = writeArguments(command, { ...values, ...Object.fromEntries(written) } as Asked<O>);
  return ['renas', command.name, ...args].map(quoteOnOneLine).join(' ');
}

function quote(word: string, shell: Shell): string {
  if (/^[\w@%+=:,./\\-]+$/.test(word) && (shell === 'windows' || !word.includes('\\'))) return word;
  return shell === 'windows' ? `"${word.replaceAll('"', '\\"')}"` : `'${word.replaceAll("'", "'\\''")}'`;
}

/** As `bash` and `zsh` read it, where the word has characters that a comment can't hold. */
function quoteOnOneLine(word: string): string {
  const escaped = escapeControls(word.replaceAll(/[\\']/g, '\\$&'));
  return escapeControls(word) === word ? quote(word, 'posix') : `$'${escaped}'`;
}
