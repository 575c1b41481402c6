import path from 'node:path';
import type { ParetoCost, RunSettings, SearchSettings } from '../../protocol/panel';
import type { RunRecord } from '../../protocol/run';

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
  if (!values || [...values.keys()].some(name => !known.has(name))) return undefined;
  const text = (name: string) => values.get(name);
  const number = (name: string) => {
    const value = values.get(name);
    return value === undefined ? undefined : Number(value);
  };
  const space = text('--space');
  if (space === undefined) return undefined;
  const { seed } = record;
  const label = text('--label');
  const testLabel = given('testLabel', text('--test-label'));
  if (record.command === 'train') {
    const [data, samples] = [text('--data'), number('--samples')];
    if (data === undefined || label === undefined || samples === undefined) return undefined;
    const recipe = text('--recipe') ?? 'default';
    const engine = given('engine', text('--engine'));
    return {
      form: 'train',
      settings: { space, data, label, samples, recipe, seed, ...testLabel, ...engine },
    };
  }
  if (record.command === 'loop') {
    const [oracle, budget] = [text('--oracle'), number('--budget')];
    if (oracle === undefined || label === undefined || budget === undefined) return undefined;
    return { form: 'loop', settings: { space, oracle, label, budget, seed, ...testLabel } };
  }
  const model = text('--model');
  // The form offers the predictors of runs, each in the folder `model` of its run.
  if (model !== undefined && fileName(model) !== 'model') return undefined;
  const settings: SearchSettings = {
    space,
    model: model === undefined ? undefined : folderName(model),
    strategy: text('--strategy') ?? 'evolution',
    budget: number('--budget') ?? 2000,
    top: number('--top') ?? 10,
    seed,
    maxParameters: number('--max-params'),
    maxFlops: number('--max-flops'),
    ...given('latency', text('--latency')),
    ...given('device', text('--device')),
    ...given('maxLatency', number('--max-latency')),
    ...given('pareto', text('--pareto') as ParetoCost | undefined),
    ...given('start', text('--start')),
  };
  return { form: 'search', settings };
}

function given<K extends string, V>(name: K, value: V | undefined): Partial<Record<K, V>> {
  return value === undefined ? {} : ({ [name]: value } as Record<K, V>);
}

const knownOptions: Readonly<Record<RunRecord['command'], ReadonlySet<string>>> = {
  train: new Set('--space --data --label --samples --seed --recipe --test-label --engine --out'.split(' ')),
  search: new Set(
    '--space --model --strategy --budget --top --seed --max-params --max-flops --latency --device --max-latency --pareto --start --out'.split(
      ' ',
    ),
  ),
  loop: new Set('--space --oracle --label --test-label --budget --seed --out'.split(' ')),
};

/** The files that the settings name, by their absolute paths; they are relative to `folder`. */
export function withAbsolutePaths(filled: RunSettings, folder: string): RunSettings {
  const absolute = (file: string) => path.resolve(folder, file);
  switch (filled.form) {
    case 'train':
      return { ...filled, settings: { ...filled.settings, data: absolute(filled.settings.data) } };
    case 'loop':
      return { ...filled, settings: { ...filled.settings, oracle: absolute(filled.settings.oracle) } };
    case 'search': {
      const { latency } = filled.settings;
      if (latency === undefined) return filled;
      return { ...filled, settings: { ...filled.settings, latency: absolute(latency) } };
    }
  }
}

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
