import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import path from 'node:path';
import { readSlurmOptions } from '../../measure/executors/slurmOptions';
import type { MeasureJob } from '../../protocol/measurement';
import { quoteWords } from '../../protocol/options/commandLine';
import type { measuringOptions, sourceOptions } from '../../protocol/options/measure';
import type { Settings } from '../../protocol/options/option';
import { UserError, usageError } from '../failure';
import { checkDetach } from './detach';

export type SourceFlags = Settings<typeof sourceOptions> & Settings<typeof measuringOptions>;

/** What measures a cell. */
export interface MeasureSource {
  /** The shell command that is run for each cell, or that stays alive. */
  readonly command: string;
  readonly staysAlive: boolean;
  /** The images of the built-in trainer, as an absolute path. */
  readonly data?: string;
  /** Of the built-in trainer. */
  readonly training?: MeasureJob['training'];
  /** What is put behind the command to check it, where it knows how. */
  readonly checkFlag?: string;
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
  if (flags.training.length > 0 && images === undefined)
    throw usageError('--training is of the built-in trainer, which needs --images.');
  if (flags.slurm !== undefined && flags.on !== 'slurm') throw usageError('--slurm needs --on slurm.');
  if (flags.slurm !== undefined)
    try {
      readSlurmOptions(flags.slurm);
    } catch (error) {
      throw usageError((error as Error).message);
    }
  if (flags.on === 'slurm' && evaluator !== undefined)
    throw usageError('An evaluator stays alive on this machine: with --on slurm, use --command or --images.');
  if (flags.setup !== undefined && evaluator !== undefined)
    throw usageError('--setup is run before each training: put it into the command of the evaluator.');
  checkDetach(flags);
  if (command !== undefined) return { command, staysAlive: false, title: 'a command' };
  if (evaluator !== undefined) return { command: evaluator, staysAlive: true, title: 'an evaluator' };
  return images === undefined ? undefined : builtInTrainer(images, flags);
}

function builtInTrainer(
  images: string,
  { python = 'python3', training, epochs, secondsPerCell }: SourceFlags,
): MeasureSource {
  if (epochs === undefined && secondsPerCell === undefined)
    throw usageError('The built-in trainer needs --epochs or --seconds-per-cell.');
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
    ...(training.length === 0 ? {} : { training: Object.fromEntries(training.map(setting)) }),
    checkFlag: '--check',
    title: path.basename(images),
  };
}

function setting(text: string): readonly [string, string | number] {
  const [, name, value] = /^([a-z]+)=(.+)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined)
    throw usageError(`--training takes a name and a value, as rate=0.05, and not ${JSON.stringify(text)}.`);
  return [name, Number.isFinite(Number(value)) ? Number(value) : value];
}
