import path from 'node:path';
import type { RunSettings } from '../protocol/panel';
import type { RunRecord } from '../protocol/run';

/**
 * The arguments that do a run over again, without the command itself. What the run wrote into its own directory goes
 * into `folder` this time.
 */
export function argumentsAgain(record: RunRecord, folder: string): readonly string[] {
  return record.arguments.slice(1).map((argument, i, all) => {
    const inOwnFolder = all[i - 1] === '--out' && folderName(argument) === record.id;
    return inOwnFolder ? path.join(folder, fileName(argument)) : argument;
  });
}

/** The run as a line for a shell that stands in the run's folder; what it wrote into its directory goes to that folder. */
export function commandLine(record: RunRecord, platform: NodeJS.Platform = process.platform): string {
  const again = argumentsAgain(record, '.');
  const out = record.results.model !== undefined && !again.includes('--out') ? ['--out', 'model'] : [];
  const words = ['renas', record.command, ...again, ...out].map(word => quote(word, platform)).join(' ');
  if (record.cwd === undefined) return words;
  const line = `cd ${quote(record.cwd, platform)} && ${words}`;
  // PowerShell of Windows itself has no `&&`; both shells there take the line alone.
  return platform === 'win32' ? words : line;
}

/** What the forms would have said to start this run. `undefined`: it has arguments that the forms don't have. */
export function settingsOf(record: RunRecord): RunSettings | undefined {
  const values = options(record.arguments.slice(1));
  const known = knownOptions[record.command];
  if (!values || !known || [...values.keys()].some(name => !known.has(name))) return undefined;
  const text = (name: string) => values.get(name);
  const number = (name: string) => {
    const value = values.get(name);
    return value === undefined ? undefined : Number(value);
  };
  const space = text('--space');
  if (space === undefined) return undefined;
  if (record.command === 'train') {
    const [data, label, samples] = [text('--data'), text('--label'), number('--samples')];
    if (data === undefined || label === undefined || samples === undefined) return undefined;
    const recipe = text('--recipe') ?? 'renas';
    return { form: 'train', settings: { space, data, label, samples, recipe, seed: record.seed } };
  }
  const model = text('--model');
  // The form offers the predictors of runs, each in the folder `model` of its run.
  if (model !== undefined && fileName(model) !== 'model') return undefined;
  return {
    form: 'search',
    settings: {
      space,
      model: model === undefined ? undefined : folderName(model),
      strategy: text('--strategy') ?? 'evolution',
      budget: number('--budget') ?? 2000,
      top: number('--top') ?? 10,
      seed: record.seed,
      maxParameters: number('--max-params'),
      maxFlops: number('--max-flops'),
    },
  };
}

const knownOptions: Readonly<Partial<Record<string, ReadonlySet<string>>>> = {
  train: new Set('--space --data --label --samples --seed --recipe --out'.split(' ')),
  search: new Set(
    '--space --model --strategy --budget --top --seed --max-params --max-flops --out'.split(' '),
  ),
};

/** `--name value` and `--name=value`; `undefined` where it is anything else. */
function options(args: readonly string[]): ReadonlyMap<string, string> | undefined {
  const found = new Map<string, string>();
  for (let i = 0; i < args.length; i++) {
    const [name = '', value] = /^(--[\w-]+)(?:=(.*))?$/s.exec(args[i] ?? '')?.slice(1) ?? [];
    if (name === '') return undefined;
    const given = value ?? args[++i];
    if (given === undefined) return undefined;
    found.set(name, given);
  }
  return found;
}

function quote(word: string, platform: NodeJS.Platform): string {
  if (/^[\w@%+=:,./\\-]+$/.test(word) && (platform === 'win32' || !word.includes('\\'))) return word;
  return platform === 'win32' ? `"${word.replaceAll('"', '\\"')}"` : `'${word.replaceAll("'", "'\\''")}'`;
}

/** Of either system's paths: a directory may have come from another machine. */
function fileName(file: string): string {
  return file.split(/[\\/]/).at(-1) ?? file;
}

function folderName(file: string): string {
  return file.split(/[\\/]/).at(-2) ?? '';
}
