import { safeText } from '../../text/safeText';
import { writeArguments } from './arguments';
import { type Asked, type CommandDeclaration, type Options, rowsOf } from './option';

/** The shell that a line is for: of Windows, or any that reads POSIX. */
export type Shell = 'posix' | 'windows';

export function shellOf(platform: string): Shell {
  return platform === 'win32' ? 'windows' : 'posix';
}

/**
 * The words as one line that the shell splits into the same words again. `posix`: sh, bash, zsh; words with control
 * characters, or with blanks of other kinds, use `$'…'` (POSIX.1-2024). `windows`: PowerShell and cmd. Throws one sentence for a word that no Windows
 * shell reads back safely.
 */
export function quoteWords(words: readonly string[], shell: Shell): string {
  return words.map(shell === 'windows' ? windowsWord : posixWord).join(' ');
}

/** The line that repeats a command, without the files that it writes, for a comment: always one line. */
export function repeatComment<O extends Options>(command: CommandDeclaration<O>, asked: Asked<O>): string {
  const values: Readonly<Record<string, unknown>> = asked;
  const written = rowsOf(command).flatMap(([key, { changes }]) => (changes ? [[key, undefined]] : []));
  const args = writeArguments(command, { ...values, ...Object.fromEntries(written) } as Asked<O>);
  return quoteWords(['renas', command.name, ...args], 'posix');
}

/** Never written as they are: control and format characters, and line separators. */
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
/** And what looks like a blank and is none to a shell. */
const unclear = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u115F\u1160\u2800\u3164\uFFA0]|(?! )\p{Zs}/u;

function posixWord(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  if (!unclear.test(word)) return `'${word.replaceAll("'", "'\\''")}'`;
  const escaped = [...word].map(character => {
    if (character === '\\' || character === "'") return `\\${character}`;
    return unclear.test(character) ? octal(character) : character;
  });
  return `$'${escaped.join('')}'`;
}

/** Each byte of its UTF-8 as `\ooo`: three digits, so that a digit that follows is not read as part of it. */
function octal(character: string): string {
  return [...new TextEncoder().encode(character)]
    .map(byte => `\\${byte.toString(8).padStart(3, '0')}`)
    .join('');
}

/** PowerShell expands `$` and a backtick in double quotes, and takes curly quotes for quotes; cmd knows double quotes alone. */
function windowsWord(word: string): string {
  if (/^[\w+=:,./\\-]+$/.test(word)) return word;
  if (!invisible.test(word)) {
    if (!/["$`%“”„]/u.test(word)) return `"${word.replace(/\\$/, '\\\\')}"`;
    if (!/["&|<>^%]/.test(word)) return `'${word.replaceAll(/['‘’‚‛]/gu, '$&$&')}'`;
  }
  throw new Error(
    `No Windows shell takes the argument ${safeText(JSON.stringify(word), 'terminal')} as it is, so this command line can't be written.`,
  );
}

/** The command that goes on with a run, for a POSIX shell. */
export function resumeCommand(run: string): string {
  return quoteWords(['renas', 'resume', run], 'posix');
}
