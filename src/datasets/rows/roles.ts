/**
 * What a column says of its rows, beside cells and figures:
 * - `status`: how the trial went.
 * - `epoch`: how far it was trained.
 * - `trial`: of which trial the row is.
 * - `seed`: rows that differ in it are repeated measurements.
 * - `mixture`: rows that differ in it are never compared: another data set, another split.
 * - `setting`: rows of one cell that differ in it are no repeated measurements.
 * - `factor`: its name says nothing sure, as `group` or `hp`; if nearly every cell has the same few values in it, its rows
 *   are no repeated measurements.
 * - `note`: nothing that counts.
 */
export type Role = 'status' | 'epoch' | 'trial' | 'seed' | 'mixture' | 'setting' | 'factor' | 'note';

type NamedRole = Exclude<Role, 'setting'>;

/** Of several columns of trials or seeds, the first here counts. */
const names: Readonly<Record<NamedRole, readonly string[]>> = {
  status: ['status', 'state', 'trial_status', 'trial_state', 'st_status', 'run_state', 'outcome'],
  epoch: [
    ...['epoch', 'epochs', 'training_iteration', 'st_worker_iter', 'iteration', 'iterations', 'iter'],
    ...['rung', 'resource', 'budget', 'fidelity', 'num_epochs', 'n_epochs', 'max_epochs', 'total_epochs'],
    ...['train_epochs', 'global_step', 'step', 'steps'],
  ],
  trial: [
    ...['trial_id', 'trialid', 'trial', 'trialjobid', 'trial_job_id', 'trial_name', 'experiment_tag'],
    ...['run_id', 'runid', 'run', 'run_name', 'job_id', 'number', 'id', 'uid', 'uuid'],
  ],
  seed: [
    ...['seed', 'seeds', 'repeat', 'repetition', 'rep', 'replicate', 'replica', 'fold', 'attempt'],
    ...['random_state', 'rng', 'replication'],
  ],
  mixture: [
    ...['dataset', 'data_set', 'task', 'benchmark', 'split', 'subset', 'partition', 'metric', 'metric_name'],
    ...['variable', 'tag', 'measure', 'key', 'key_2', 'key_3', 'key_4'],
  ],
  factor: [
    'name',
    'group',
    'project',
    'tags',
    'file',
    'path',
    'logdir',
    'url',
    'log',
    'message',
    'description',
    'note',
    'notes',
    'comment',
  ],
  note: [
    ...['host', 'hostname', 'node', 'node_ip', 'worker', 'machine', 'gpu', 'pid', 'user', 'author', 'date'],
    ...['time', 'timestamp', 'datetime', 'datetime_start', 'datetime_complete', 'duration', 'created'],
    ...['commit', 'error', 'hash', 'module_hash'],
    ...['st_decision', 'st_tuner_time', 'done', 'start_time', 'end_time', 'artifact_uri'],
  ],
};

/** A seed by any other name: `random_seed`, `seed_idx`, `cv_fold`. */
const seedWord = /(^|_)(seed|repeat|repetition|replicate|replica|fold)(_|$)/;
/** A data set by any other name: `eval_dataset`, `dataset_name`, `user_attrs_dataset`. */
const mixtureWord = /(^|_)(dataset|data_set|benchmark)(_(name|id))?$|(^|_)(split|subset)(_name)?$/;

/** Columns of true and false that say how a trial went; `is_` and `has_` may stand before them. */
const flags: Readonly<Record<'good' | 'bad', readonly string[]>> = {
  good: ['success', 'succeeded', 'successful', 'completed', 'converged', 'valid', 'feasible', 'finished'],
  bad: ['failed', 'failure', 'crashed', 'crash', 'diverged', 'errored', 'oom', 'timed_out', 'invalid'],
};

/** A column of what the process of a trial ended with, 0 where it went well; Slurm writes `0:0`. */
const exitCode = /(^|_)(exit|return)_?(code|status)$|^rc$/;

/** Words for splits and for data sets: a column of them alone is a mixture whatever it is called. */
const splitWord =
  /^(ori[-_ ]?|x[-_ ]?)?(train(ing)?|val(id)?|validation|dev|test(ing)?|holdout|held[-_ ]?out|evaluation|eval)([-_ ]?set)?$/i;
const dataSetWord =
  /^((tiny|down(sampled)?)?[-_ ]?image[-_ ]?net[-_ ]?\d*([-_x ]?\d+)*|cifar[-_ ]?\d+([-_ ]?valid)?|(fashion|e|k)?[-_ ]?mnist|svhn|stl[-_ ]?10|coco|cityscapes|food[-_ ]?101|wikitext[-_ ]?\d*|ptb|enwik8|text8)$/i;

/** The same words inside a name or a path: `nb201_7_cifar100`, `logs/7/test/out.txt`. */
const saidWord =
  /(?<![a-z0-9])(cifar[-_ ]?100?|image[-_ ]?net(?:16[-_ ]?120|[-_ ]?1k|[-_ ]?21k)?|(?:fashion|k|e)?[-_ ]?mnist|svhn|train(?:ing)?|val(?:id|idation)?|dev|test|holdout|eval)(?![a-z0-9])/gi;

/** Numbers that are settings of a training by their names. */
const settings =
  /^(lr|learning_rate|batch_size|weight_decay|momentum|dropout|width|depth|channels|init_channels|resolution|image_size|input_size|layers|num_layers|n_cells|train(ing|set)?_(size|samples|examples|images)|n_train|num_train(_\w+)?)$/;
const settingPrefix = /^(config|params|hyperparameters?|hparams?|hp)[/._]/i;

/** `config/trial.Epochs` is `epochs`. */
function plain(column: string): string {
  return (
    column
      .replace(settingPrefix, '')
      // W&B writes a setting as its value and a description.
      .replace(/\/value$/, '')
      .replace(/^.*[/]/, '')
      .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '_')
      .replaceAll(/^_+|_+$/g, '')
  );
}

/** The role of a column as far as its name tells. */
export function roleOfName(column: string): Role | undefined {
  const name = plain(column);
  const role =
    flagOf(name) === undefined && !exitCode.test(name)
      ? (Object.keys(names) as NamedRole[]).find(each => names[each].includes(name))
      : 'status';
  const known =
    role ?? (seedWord.test(name) ? 'seed' : mixtureWord.test(name) ? ('mixture' as const) : undefined);
  if (!isSetting(column)) return known ?? (settings.test(name) ? 'setting' : undefined);
  // A seed, a data set and a number of epochs may be configured; whatever else is called as, say, a note is a setting.
  return known === 'seed' || known === 'mixture' || (known === 'epoch' && /epoch|budget|fidelity/.test(name))
    ? known
    : 'setting';
}

/** The role of a column beside a figure: what is a note beside an accuracy is the device that a latency was measured on. */
export function roleOfFigure(column: string, figure = ''): Role | undefined {
  const isDevice = /(^|_)(device|hardware|platform|soc|gpu|host|machine)(_(name|type))?$/.test(plain(column));
  return isDevice && /latency|energy|power|throughput|fps/i.test(figure) ? 'mixture' : roleOfName(column);
}

/** Whether the words of a column are of those that name splits and data sets, whatever it is called. */
export function areMixture(words: readonly string[]): boolean {
  const said = words.filter(word => word !== '');
  return (
    said.length > 1 &&
    (said.every(word => splitWord.test(word)) || said.every(word => dataSetWord.test(word)))
  );
}

/** The splits and data sets that a name or a path speaks of, `cifar10 test`; empty where it speaks of none. */
export function mixtureIn(text: string): string {
  const found = text.slice(0, 1000).match(saidWord) ?? [];
  return found.map(word => word.toLowerCase()).join(' ');
}

/** Whether the name says that the column is part of a configuration, as `config/epochs`. */
export function isSetting(column: string): boolean {
  return settingPrefix.test(column);
}

/** Whether a column of this role is no figure, be it read as one. */
export function tellsRowsApart(role: Role | undefined): boolean {
  return role !== undefined && role !== 'factor' && role !== 'note';
}

/** Whether a column of numbers of this role only numbers rows or trainings: an epoch, a trial, a seed. */
export function numbersRows(role: Role | undefined): boolean {
  return role === 'epoch' || role === 'trial' || role === 'seed';
}

/** Columns of a role, the one that counts most first: those that are measured before those that are configured. */
export function inOrderOfRole(
  columns: readonly string[],
  role: 'epoch' | 'trial' | 'seed',
): readonly string[] {
  const place = (column: string) => {
    const at = names[role].indexOf(plain(column));
    return (at < 0 ? names[role].length : at) + (isSetting(column) ? 1000 : 0);
  };
  return columns.toSorted((a, b) => place(a) - place(b));
}

/** How a trial went: its figure counts (`done`), is that of a training cut short, not final, or of no training. */
export type Outcome = 'done' | 'stopped' | 'running' | 'failed';

const outcomes: Readonly<Record<Outcome, RegExp>> = {
  done: /^(complet\w*|done|finish\w*|success\w*|succeed\w*|terminated|ok|keep|discard|kept|discarded|valid|best|pass\w*|trained|evaluated)$/,
  stopped:
    /^(stop\w*|pruned?|early_?(stop|terminat)\w*|paus\w*|preempt\w*|interrupt\w*|suspended|incomplete|partial\w*)$/,
  running:
    /^(running|in_?progress|pending|wait\w*|queued|scheduled|started|unknown|created|new|candidate|staged|dispatched|active|unfinished|configuring|resum\w*)$/,
  failed:
    /^(fail\w*|errors?|errored|crash\w*|exception|oom|mem_?out|out_?of_?memory|nan|diverg\w*|killed|kill|time_?out|timed_?out|(user_|sys_|user|sys)?cancell?ed(_by_\w+)?|abort\w*|abandoned|invalid|infeasible|lost|broken|dead|deadline|(node|boot|launch)_?fail\w*|evicted|revoked)$/,
};

/** How the trial went that has this word in a column of the role `status`; `undefined` for a word that is not known. */
export function outcomeOf(column: string, status: string): Outcome | undefined {
  const name = plain(column);
  if (exitCode.test(name)) return /^[+-]?\d+(\.0)?(:\d+)?$/.test(status) ? outcomeOfExit(status) : undefined;
  const word = plain(status.replace(/^.*\./, ''));
  const flag = flagOf(name);
  if (flag !== undefined) {
    if (/^(true|yes|1|1_0)$/.test(word)) return flag === 'good' ? 'done' : 'failed';
    return /^(false|no|0|0_0)$/.test(word) ? (flag === 'good' ? 'failed' : 'done') : undefined;
  }
  for (const [outcome, form] of Object.entries(outcomes)) if (form.test(word)) return outcome as Outcome;
  return undefined;
}

function outcomeOfExit(status: string): Outcome {
  return status.split(':').every(code => Number(code) === 0) ? 'done' : 'failed';
}

/** Whether a text stands where a figure would, and says that the training failed: `OOM`, `diverged`. */
export function saysFailed(text: string): boolean {
  return outcomes.failed.test(plain(text));
}

function flagOf(name: string): 'good' | 'bad' | undefined {
  const bare = name.replace(/^(is|has)_/, '');
  if (flags.good.includes(bare)) return 'good';
  return flags.bad.includes(bare) ? 'bad' : undefined;
}
