/**
 * What a column says of its rows, beside cells and figures:
 * - `status`: how the trial went.
 * - `epoch`: how far it was trained.
 * - `trial`: of which trial the row is.
 * - `seed`: rows that differ in it are repeated measurements.
 * - `mixture`: rows that differ in it are never compared: another data set, another split.
 * - `setting`: rows of one cell that differ in it are no repeated measurements.
 * - `note`: nothing that counts.
 */
export type Role = 'status' | 'epoch' | 'trial' | 'seed' | 'mixture' | 'setting' | 'note';

/** Of several columns of one role, the first here counts. */
const names: Readonly<Record<Exclude<Role, 'setting'>, readonly string[]>> = {
  status: ['status', 'state', 'trial_status', 'trial_state', 'st_status', 'run_state', 'outcome'],
  epoch: [
    ...['epoch', 'epochs', 'training_iteration', 'st_worker_iter', 'iteration', 'iterations', 'iter'],
    ...['rung', 'resource', 'budget', 'fidelity', 'num_epochs', 'n_epochs', 'global_step', 'step', 'steps'],
  ],
  trial: [
    ...['trial_id', 'trialid', 'trial', 'trialjobid', 'trial_job_id', 'trial_name', 'experiment_tag'],
    ...['run_id', 'runid', 'run', 'run_name', 'job_id', 'number', 'id', 'uid', 'uuid'],
  ],
  seed: [
    ...['seed', 'random_seed', 'rng_seed', 'manual_seed', 'repeat', 'repetition', 'rep', 'replicate', 'fold'],
    'cv_fold',
  ],
  mixture: [
    ...['dataset', 'data_set', 'task', 'benchmark', 'split', 'subset', 'partition', 'metric', 'metric_name'],
    ...['key', 'key_2', 'key_3', 'key_4'],
  ],
  note: [
    ...['host', 'hostname', 'node', 'node_ip', 'worker', 'machine', 'gpu', 'pid', 'user', 'author', 'date'],
    ...[
      'time',
      'timestamp',
      'datetime',
      'datetime_start',
      'datetime_complete',
      'duration',
      'created',
      'commit',
    ],
    ...[
      'description',
      'note',
      'notes',
      'comment',
      'name',
      'file',
      'path',
      'url',
      'logdir',
      'group',
      'project',
    ],
    ...['tags', 'message', 'error', 'log', 'st_decision', 'done', 'hash', 'module_hash', 'st_tuner_time'],
  ],
};

/** Numbers that are settings of a training by their names. */
const settings =
  /^(lr|learning_rate|batch_size|weight_decay|momentum|dropout|width|depth|channels|init_channels|resolution|image_size|input_size|layers|num_layers|n_cells)$/;
const settingPrefix = /^(config|params|hyperparameters?|hp)[/._]/i;

/** `config/trial.Epochs` is `epochs`. */
function plain(column: string): string {
  return column
    .replace(/^.*[/]/, '')
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '');
}

/** The role of a column as far as its name tells. */
export function roleOfName(column: string): Role | undefined {
  const name = plain(column);
  for (const [role, known] of Object.entries(names)) if (known.includes(name)) return role as Role;
  return settings.test(name) || settingPrefix.test(column) ? 'setting' : undefined;
}

/** The column of a role that counts. */
export function columnOfRole(
  columns: Iterable<string>,
  role: 'status' | 'epoch' | 'trial' | 'seed',
): string | undefined {
  const all = [...columns];
  for (const name of names[role]) {
    const found = all.find(column => plain(column) === name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** How a trial went: its figure counts (`done`), is that of a training cut short, not final, or of no training. */
export type Outcome = 'done' | 'stopped' | 'running' | 'failed';

const outcomes: Readonly<Record<Outcome, RegExp>> = {
  done: /^(complet\w*|done|finish\w*|success\w*|succeed\w*|terminated|ok|keep|discard|kept|discarded|valid|best)$/,
  stopped: /^(stop\w*|pruned?|early_?stop\w*|paus\w*|preempt\w*)$/,
  running: /^(running|in_?progress|pending|wait\w*|queued|scheduled|started|unknown|created|new)$/,
  failed:
    /^(fail\w*|errors?|errored|crash\w*|exception|oom|out_?of_?memory|nan|diverged?|killed|kill|time_?out|timed_?out|(user_|sys_|user|sys)?cancell?ed|abort\w*|invalid|lost|broken|dead)$/,
};

/** How the trial of a status went; `undefined` for a word that is not known. */
export function outcomeOf(status: string): Outcome | undefined {
  const word = plain(status.replace(/^.*\./, ''));
  for (const [outcome, form] of Object.entries(outcomes)) if (form.test(word)) return outcome as Outcome;
  return undefined;
}
