import type { Cell } from '../../src/cells/cell';
import type { Marks } from '../../src/cells/drawing/difference';
import { drawCell } from '../../src/cells/drawing/draw';
import { builtInSpaces } from '../../src/document/builtInSpaces';
import type { FoundCell, RunEvent } from '../../src/protocol/events';
import type { DrawnCell } from '../../src/protocol/lsp';
import type { MeasurementRow } from '../../src/protocol/measurementRow';
import type { FileCells } from '../../src/protocol/panel';
import type { RunRecord, RunRow } from '../../src/protocol/run';
import type { Choices, TableChoice } from '../../src/protocol/runForms';
import { type Cluster, parsePartitions } from '../../src/protocol/slurm/partitions';

const minute = 60_000;

export function record(more: Partial<RunRecord> & Pick<RunRecord, 'id'>): RunRecord {
  return {
    format: 1,
    command: 'search',
    title: 'Search nasbench101',
    arguments: [
      'search',
      '--space',
      'nasbench101',
      '--strategy',
      'evolution',
      '--budget',
      '2000',
      '--seed',
      '0',
    ],
    space: 'nasbench101',
    seed: 0,
    versions: { renas: '0.1.0', node: '20.20.2', engine: 'wasm' },
    state: 'done',
    pid: 4242,
    host: 'workstation',
    started: new Date(Date.now() - 5 * minute).toISOString(),
    results: {},
    ...more,
  };
}

export function row(more: Partial<RunRecord> & Pick<RunRecord, 'id'>, state?: Partial<RunRow>): RunRow {
  const r = record(more);
  return {
    id: r.id,
    state: r.state,
    record: r,
    problem: r.failure,
    progress: undefined,
    phase: undefined,
    ...state,
  };
}

const ago = (minutes: number) => new Date(Date.now() - minutes * minute).toISOString();

/** One run in each state. */
export const rows: readonly RunRow[] = [
  {
    id: '20250131-160512-search-0a1b',
    state: 'starting',
    record: undefined,
    problem: undefined,
    progress: undefined,
    phase: undefined,
  },
  row(
    {
      id: 'train-running',
      command: 'train',
      title: 'Train on nasbench101.csv.gz',
      state: 'running',
      started: ago(2),
    },
    { state: 'running', progress: 0.62, phase: 'train' },
  ),
  row({
    id: 'search-done',
    figure: 'top 0.03 %',
    started: ago(14),
    ended: ago(13.2),
    results: { found: 'found.cell' },
  }),
  row({
    id: 'train-done',
    command: 'train',
    title: 'Train on cifar.csv',
    space: 'nasbench201',
    figure: 'τ 0.842',
    started: ago(65),
    ended: ago(61),
    results: { model: 'model' },
    cwd: '/home/ada/nets',
    arguments: [
      ...['train', '--space', 'nasbench201', '--data', 'data/cifar.csv', '--label', 'validation_accuracy'],
      ...['--samples', '424', '--seed', '0', '--recipe', 'default'],
    ],
    inputs: [
      { path: 'data/cifar.csv', sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08' },
    ],
  }),
  row({
    id: 'loop-done',
    command: 'loop',
    title: 'Measure nasbench201',
    space: 'nasbench201',
    arguments: [
      ...['loop', '--space', 'nasbench201', '--oracle', 'data/cifar.csv', '--label', 'validation_accuracy'],
      ...['--test-label', 'test_accuracy', '--budget', '50', '--seed', '0'],
    ],
    figure: 'validation_accuracy 91.61',
    started: ago(90),
    ended: ago(89.5),
    results: { found: 'measured.cell' },
  }),
  row({
    id: 'failed',
    command: 'train',
    title: 'Train on broken.csv',
    state: 'failed',
    started: ago(180),
    ended: ago(179.9),
    failure:
      'Line 17 of broken.csv has no number in "accuracy", and neither have 40 of its 120 rows: mend the table, or choose another label column.',
  }),
  row(
    {
      id: 'interrupted',
      title: 'Search nasbench201',
      space: 'nasbench201',
      state: 'running',
      started: ago(1500),
    },
    {
      state: 'interrupted',
      resumable: true,
      problem:
        'Its process ended without a last word; what it had written until then is kept. Resume goes on from its last checkpoint, to the result that it would have had.',
      progress: 0.3,
      phase: 'search',
    },
  ),
  row({
    id: 'cancelled',
    title: 'Search lab',
    space: 'lab',
    state: 'cancelled',
    started: ago(3000),
    ended: ago(2998),
  }),
  {
    id: 'old-experiment',
    state: 'unreadable',
    record: undefined,
    problem: 'run.json is not valid JSON',
    progress: undefined,
    phase: undefined,
  },
];

export function cells(count: number): readonly FoundCell[] {
  return Array.from({ length: count }, (_, i) => ({
    name: `found${i + 1}`,
    cell: `cell found${i + 1} : nasbench101 {\n  a = conv1x1(input)\n  b = conv3x3(a)\n  c = conv3x3(input + b)\n  output = concat(b, c)\n}\n`,
    hash: i.toString(16).padStart(8, '0').padEnd(32, '0'),
    score: 3.2 - i / 10,
    top: 0.004 * 2 ** i,
    parameters: 8_555_530 - i * 311_296,
    flops: 2.53e9 - i * 1.1e8,
  }));
}

export function searchEvents(points: number): readonly RunEvent[] {
  const events: RunEvent[] = [];
  for (let i = 0; i < points; i++) {
    const scored = Math.round(((i + 1) / points) * 2000);
    events.push({
      event: 'metric',
      seconds: i / 10,
      step: scored,
      values: { best_score: 3.2 - 2 / (1 + i / 6), best_top: 0.004 + 30 / (1 + i) ** 2 },
    });
  }
  events.push({ event: 'found', seconds: 40, scored: 2000, found: cells(10) });
  events.push({ event: 'done', seconds: 41, scored: 2000, found: cells(10) });
  return events;
}

/** A search that also gives its Pareto front: cheaper cells are worse. */
export const paretoEvents: readonly RunEvent[] = (() => {
  const found = cells(10);
  const front = Array.from({ length: 9 }, (_, i): FoundCell => {
    const costly = i / 8;
    const cell = cells(1)[0]!;
    return {
      ...cell,
      name: i === 8 ? 'found1' : `pareto${i + 1}`,
      hash: i === 8 ? cell.hash : `${i}`.repeat(32).replace(/^0/, 'f'),
      top: 0.004 * 10 ** (3.2 * (1 - costly)),
      parameters: Math.round(cell.parameters * (0.15 + 0.85 * costly ** 1.5)),
    };
  });
  return [
    { event: 'metric', seconds: 1, step: 500, values: { best_top: 0.2 } },
    { event: 'metric', seconds: 9, step: 2000, values: { best_top: 0.004 } },
    { event: 'done', seconds: 10, scored: 2000, found, pareto: front },
  ];
})();

/** Trainings in every state. */
export const measurements: readonly MeasurementRow[] = [
  {
    ...{ key: 'm1', name: 'plain', seed: 0, state: 'measured', epoch: 4, of: 4, seconds: 71 },
    ...{ values: { validation_accuracy: 86.225 }, curve: [61.2, 74.5, 82.1, 86.225] },
  },
  {
    ...{ key: 'm2', name: 'inception', seed: 0, state: 'measured', epoch: 4, of: 4, seconds: 412 },
    ...{ values: { validation_accuracy: 87.4 }, curve: [58, 77.5, 84, 87.4] },
  },
  { key: 'm3', name: 'wide', seed: 0, state: 'running', epoch: 2, of: 4, curve: [55.5, 70.25] },
  { key: 'm4', name: 'deep', seed: 0, state: 'refused', why: 'the loss is not a number', curve: [] },
  { key: 'm5', name: 'new', seed: 0, state: 'waiting', curve: [] },
];

/** A loop of fifty measurements. */
export const loopEvents: readonly RunEvent[] = (() => {
  const found = cells(5).map((cell, i) => ({
    ...cell,
    name: `best${i + 1}`,
    cell: cell.cell.replaceAll('found', 'best'),
    measured: { validation_accuracy: 91.61 - i * 0.17, test_accuracy: 94.37 - i * 0.21 },
  }));
  const events: RunEvent[] = [];
  for (let step = 6; step <= 50; step += 2) {
    const best = 91.61 - 6 / (1 + step / 4);
    const values = { validation_accuracy: best, test_accuracy: best + 2.6, best_top: 40 / step ** 1.6 };
    events.push({ event: 'metric', seconds: step / 2, step, values });
  }
  events.push({ event: 'done', seconds: 26, measured: 50, found });
  return events;
})();

export function trainEvents(epochs: number): readonly RunEvent[] {
  const events: RunEvent[] = [{ event: 'progress', seconds: 1, phase: 'train', done: 0, total: 300 }];
  for (let i = 1; i <= epochs; i++)
    events.push({
      event: 'metric',
      seconds: i,
      step: i,
      values: {
        loss: 0.69 / (1 + i / 25) + 0.01 * Math.sin(i),
        validation_loss: 0.69 / (1 + i / 40) + 0.03,
        ...(i % 10 === 0 ? { tau: 0.66 - 0.5 / (1 + i / 12) } : {}),
      },
    });
  events.push({ event: 'progress', seconds: epochs, phase: 'train', done: epochs, total: 300 });
  return events;
}

export const choices: Choices = {
  spaces: [
    { name: 'nasbench101', argument: 'nasbench101', predicted: true },
    { name: 'nasbench201', argument: 'nasbench201', predicted: true },
    { name: 'lab', argument: 'spaces/lab.cell:lab', predicted: false },
  ],
  tables: [
    {
      path: 'data/cifar.csv',
      columns: ['cost', 'test_accuracy', 'validation_accuracy'],
      rows: 15_625,
      cells: 'arch_str',
      problem: undefined,
    },
    { path: 'data/new.csv', columns: undefined, rows: undefined, cells: undefined, problem: undefined },
    {
      path: 'data/notes.csv',
      columns: undefined,
      rows: 3,
      cells: undefined,
      problem:
        'No column of it gives cells: it needs arch_str, raw_adjacency with raw_operations, module_hash or cell.',
    },
    { path: 'small.csv', columns: ['accuracy'], rows: 60, cells: 'cell', problem: undefined },
  ],
  strategies: [
    {
      name: 'evolution',
      does: 'Changes the best cells found so far, again and again; good with any budget.',
      budgeted: true,
    },
    {
      name: 'exhaustive',
      does: 'Scores every cell of the space: sure to find the best, slow in a large space.',
      budgeted: false,
    },
  ],
  models: [
    {
      folder: '/w/.renas/runs/train-done/model',
      space: 'nasbench201',
      title: 'Train on cifar.csv (τ 0.842)',
    },
  ],
  space: 'nasbench201',
  costs: [],
  disabled: undefined,
};

const archs = [
  '|avg_pool_3x3~0|+|nor_conv_1x1~0|skip_connect~1|+|nor_conv_1x1~0|skip_connect~1|skip_connect~2|',
  '|nor_conv_3x3~0|+|nor_conv_3x3~0|avg_pool_3x3~1|+|skip_connect~0|nor_conv_3x3~1|skip_connect~2|',
  '|none~0|+|none~0|nor_conv_1x1~1|+|skip_connect~0|none~1|nor_conv_3x3~2|',
];

/** The first table of `choices`, with its first rows. */
export const previewed: TableChoice = {
  ...choices.tables[0]!,
  preview: {
    columns: ['arch_str', 'cost', 'validation_accuracy', 'test_accuracy'],
    rows: archs.map((arch, i) => [arch, `${15.6 + 20 * i}`, `${84.88 + i}`, `${85.12 + i}`]),
  },
};

export function rowOf(id: string): RunRow {
  const found = rows.find(r => r.id === id);
  if (!found) throw new Error(`no sample ${id}`);
  return found;
}

const nasbench101 = builtInSpaces().get('nasbench101')!;

export function drawn(name: string, marks?: Marks): DrawnCell {
  const cell: Cell = {
    vertices: 5,
    edges: [
      ...[0, 1, 0, 1, 0],
      ...[0, 0, 1, 0, 0],
      ...[0, 0, 0, 0, 1],
      ...[0, 0, 0, 0, 1],
      ...[0, 0, 0, 0, 0],
    ],
    operations: [0, 1, 2],
  };
  return {
    name,
    space: 'nasbench101',
    drawing: drawCell(nasbench101, cell, {
      css: true,
      direction: 'down',
      names: ['input', 'a', 'b', 'c', 'output'],
      title: `${name}, a cell of nasbench101`,
      ...(marks ? { marks } : {}),
    }),
    source: `cell ${name} : nasbench101 {\n}\n`,
    parameters: 8_000_000,
    flops: 2.53e9,
    flopsText: '2.53 GFLOPs',
    score: { score: 1.2, top: 3.1 },
    measured: [{ metric: 'accuracy', value: 93.1, percent: true }],
  };
}

const at = (line: number) => ({ uri: 'file:///cells/ours.cell', position: { line, character: 5 } });
/** Scores spread as a bell. */
const bell = Array.from({ length: 400 }, (_, i) => Math.log((400.5 - i) / (i + 0.5)) / 2);

export const fileCells: FileCells = {
  file: 'cells.cell',
  path: 'nets/cells.cell',
  spaces: [
    {
      space: 'nasbench101',
      cells: [
        { name: 'plain', target: at(3), score: { score: 0.1, top: 46 } },
        { name: 'new', target: at(30) },
        { name: 'inception', target: at(12), score: { score: 2.4, top: 1.2 } },
      ],
      distribution: {
        model: 'nasbench101, 424 cells',
        cells: 10_000,
        whole: false,
        scores: bell,
        counts: bell.map((_, i) => (i + 1) * 25),
      },
    },
    { space: 'lab', cells: [{ name: 'mine', target: at(50) }], distribution: undefined },
  ],
};

export const cluster: Cluster = {
  partitions: parsePartitions(
    [
      'cpu*|up|7-00:00:00|8/3/1/12|(null)',
      'gpu|up|1-00:00:00|2/0/0/2|gpu:a100:4(S:0-1)',
      'gpu|up|1-00:00:00|2/0/0/2|gpu:v100:8',
      'old|down|infinite|0/6/0/6|(null)',
    ].join('\n'),
  ),
};
