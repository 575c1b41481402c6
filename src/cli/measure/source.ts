import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import path from 'node:path';
import { quoteWords } from '../../protocol/options/commandLine';
import type { measuringOptions, sourceOptions } from '../../protocol/options/measure';
import type { Settings } from '../../protocol/options/option';
import { UserError, usageError } from '../failure';

export type SourceFlags = Settings<typeof sourceOptions> & Settings<typeof measuringOptions>;

/** What measures a cell. */
export interface MeasureSource {
  /** The shell command that is run for each cell, or that stays alive. */
  readonly command: string;
  readonly staysAlive: boolean;
  /** The images of the built-in trainer, as an absolute path. */
  readonly data?: string;
  /** For the title of a run: `train.py`, `images`. */
  readonly title: string;
}

/** The one source that the options name; `others`: further options of the command that would be one. */
export function measureSource(
  flags: SourceFlags,
  others: Readonly<Record<string, string | undefined>> = {},
): MeasureSource | undefined {
  const { command, evaluator, images } = flags;
  const all = { '--command': command, '--evaluator': evaluator, '--images': images, ...others };
  const named = Object.entries(all).flatMap(([flag, value]) => (value === undefined ? [] : [flag]));
  if (named.length !== 1) {
    const names = Object.keys(all);
    const list = `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
    throw usageError(
      named.length === 0
        ? `What measures a cell is not said: name it with ${list}.`
        : `${named.join(' and ')} are both given, and cells are measured by one of them: ${list}.`,
    );
  }
  for (const text of [command, evaluator])
    if (text?.trim() === '') throw usageError('The command that measures a cell is empty.');
  if (command !== undefined) return { command, staysAlive: false, title: 'a command' };
  if (evaluator !== undefined) return { command: evaluator, staysAlive: true, title: 'an evaluator' };
  return images === undefined ? undefined : builtInTrainer(images, flags.python ?? 'python3');
}

function builtInTrainer(images: string, python: string): MeasureSource {
  if (!statSync(images, { throwIfNoEntry: false }))
    throw new UserError(`There are no images at ${images}: check the name of the folder or file.`);
  const found = spawnSync(python, ['--version'], { stdio: 'ignore' });
  if (found.error)
    throw new UserError(
      `The built-in trainer needs Python with PyTorch, and ${python} can't be started: install it, or name another one with --python.`,
    );
  return {
    command: quoteWords([python, path.join(__dirname, 'train.py')], 'posix'),
    staysAlive: false,
    data: path.resolve(images),
    title: path.basename(images),
  };
}
