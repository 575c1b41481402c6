import { inForm, type Option } from './option';

/** Options of the commands that have cells measured by real training. */

/** Where measurements come from: exactly one of these. */
export const sourceOptions = {
  command: {
    kind: 'text',
    flag: '--command',
    value: 'command',
    title: 'Training command',
    help: "the shell command that trains a cell, as 'python train.py --net {network} --epochs {epochs} --seed {seed}'",
    executed: true,
  },
  evaluator: {
    kind: 'text',
    flag: '--evaluator',
    value: 'command',
    title: 'Evaluator',
    help: 'the shell command that stays alive and measures one cell after another, by JSON lines',
    executed: true,
  },
  images: {
    kind: 'text',
    flag: '--images',
    value: 'dir',
    title: 'Images',
    help: 'train with the built-in trainer on these images',
    path: 'file',
  },
} as const satisfies Readonly<Record<string, Option>>;

/** How each cell is measured. */
export const measuringOptions = {
  python: {
    kind: 'text',
    flag: '--python',
    value: 'program',
    title: 'Python',
    help: 'the Python of the built-in trainer (default: python3)',
    executed: true,
  },
  training: {
    kind: 'list',
    flag: '--training',
    value: 'name=value',
    title: 'Training',
    help: 'a setting of the built-in trainer, as rate=0.05 or batch=128; may be given several times',
    none: 'its own',
  },
  pattern: {
    kind: 'text',
    flag: '--pattern',
    value: 'regexp',
    title: 'Pattern of the result',
    help: 'a regular expression for the result in what a command prints that reports none',
  },
  epochs: {
    kind: 'integer',
    min: 1,
    flag: '--epochs',
    value: 'n',
    title: 'Epochs',
    help: 'how many epochs a cell is trained for (default: as the command does)',
  },
  secondsPerCell: {
    kind: 'number',
    flag: '--seconds-per-cell',
    value: 's',
    title: 'Seconds per cell',
    help: 'how long the training of a cell may take',
    unit: 'seconds',
  },
  slots: {
    kind: 'integer',
    min: 1,
    flag: '--slots',
    value: 'n',
    title: 'At once',
    help: 'how many cells are trained at once, each on a GPU of its own where there are several',
    default: 1,
  },
  threads: {
    kind: 'integer',
    min: 1,
    flag: '--threads',
    value: 'n',
    title: 'Threads',
    help: 'threads of each training: on a CPU one is the fastest where several cells are trained at once',
    default: 1,
  },
  trainOn: {
    kind: 'choice',
    choices: ['auto', 'cpu', 'cuda'],
    flag: '--train-on',
    value: 'device',
    title: 'Train on',
    help: 'what to train on, for commands that ask for it',
    default: 'auto',
  },
  on: {
    kind: 'choice',
    choices: ['local', 'slurm'],
    flag: '--on',
    value: 'where',
    title: 'Where',
    help: 'where to train: on this machine, or as jobs of a Slurm cluster',
    default: 'local',
  },
  slurm: {
    kind: 'text',
    flag: '--slurm',
    value: 'options',
    title: 'Slurm options',
    help: "options of sbatch for each training, as '--partition=gpu --gres=gpu:1 --time=4:00:00'",
    executed: true,
  },
  setup: {
    kind: 'text',
    flag: '--setup',
    value: 'commands',
    title: 'Setup',
    help: "what bash runs before each training, as 'module load cuda; source venv/bin/activate'",
    executed: true,
  },
  detach: {
    kind: 'choice',
    choices: ['slurm'],
    flag: '--detach',
    value: 'where',
    help: 'run all of this as a job of a Slurm cluster, which goes on when its time is up, and end here',
    process: 'output',
  },
  detachOptions: {
    kind: 'text',
    flag: '--detach-options',
    value: 'options',
    help: "options of sbatch for that job, as '--partition=cpu --time=2-00:00:00'",
    process: 'output',
  },
  check: {
    kind: 'switch',
    flag: '--check',
    help: 'train the smallest and the largest cell for a moment, say what that says of time and memory, and begin nothing',
    process: 'output',
  },
  dryRun: {
    kind: 'switch',
    flag: '--dry-run',
    help: 'print the environment and the command of the first cell, and begin nothing',
    process: 'output',
  },
} as const satisfies Readonly<Record<string, Option>>;

/** Those of them that a form has a field for, as it begins. */
export const trainingFormOptions = inForm({
  python: measuringOptions.python,
  training: measuringOptions.training,
  pattern: measuringOptions.pattern,
  epochs: { ...measuringOptions.epochs, empty: 'its own', initial: 12 },
  secondsPerCell: { ...measuringOptions.secondsPerCell, empty: 'no limit' },
  slots: measuringOptions.slots,
  threads: measuringOptions.threads,
  trainOn: measuringOptions.trainOn,
  on: measuringOptions.on,
  slurm: measuringOptions.slurm,
  setup: measuringOptions.setup,
});
