import path from 'node:path';
import { quoteWords, shellOf } from '../../protocol/options/commandLine';
import { readReplay } from '../../protocol/replay';
import type { RunRecord } from '../../protocol/run';
import type { ParetoCost, RunSettings, SearchSettings } from '../../protocol/runForms';

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
  const out =
    model !== undefined ? ['--out', 'model'] : found !== undefined ? ['--out', fileName(found)] : [];
  const shell = shellOf(platform);
  const words = quoteWords(['renas', record.command, ...again, ...out], shell);
  if (record.cwd === undefined) return words;
  // PowerShell of Windows itself has no `&&`; both shells there take the line alone.
  return shell === 'windows'
    ? words
    : `${quoteWords(['cd', ...(record.cwd.startsWith('-') ? ['--'] : []), record.cwd], shell)} && ${words}`;
}

/** What the forms would have said to start this run. `undefined`: it has arguments that the forms don't have. */
export function settingsOf(record: RunRecord): RunSettings | undefined {
  const values = options(record);
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
  const model = text('--predictor');
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
  train: new Set('--space --data --label --samples --seed --recipe --test-label --engine'.split(' ')),
  search: new Set(
    '--space --predictor --strategy --budget --top --seed --max-params --max-flops --latency --device --max-latency --pareto --start'.split(
      ' ',
    ),
  ),
  loop: new Set('--space --oracle --label --test-label --budget --seed'.split(' ')),
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

/** The options with a value, without where it wrote to; `undefined` where there are others. */
function options(record: RunRecord): ReadonlyMap<string, string> | undefined {
  const replay = readReplay(record);
  if (!replay.ok) return undefined;
  const found = new Map<string, string>();
  const args = replay.arguments;
  for (let i = 0; i < args.length; i++) {
    const [, name = '', value = args[++i]] = /^(--[\w-]+)(?:=(.*))?$/s.exec(args[i] ?? '') ?? [];
    if (value === undefined) return undefined;
    found.set(name, value);
  }
  return found;
}

/** Of either system's paths: a directory may have come from another machine. */
function fileName(file: string): string {
  return file.split(/[\\/]/).at(-1) ?? file;
}

function folderName(file: string): string {
  return file.split(/[\\/]/).at(-2) ?? '';
}
