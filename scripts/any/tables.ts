import { createReadStream, existsSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import type { Cell } from '../../src/cells/cell';
import { buildNetwork } from '../../src/cells/network/buildNetwork';
import { flatten } from '../../src/cells/network/flatten';
import { createRandom } from '../../src/cells/random';
import { readTable } from '../../src/datasets/readTable';
import { builtInSpaces } from '../../src/document/builtInSpaces';
import { type NetworkReading, readNetwork } from '../../src/predictor/features/network/reading';
import {
  accelNetwork,
  channelBenchNetwork,
  gptNetwork,
  macroNetwork,
  natsSizesNetwork,
  onceForAllNetwork,
  pitNetwork,
} from './networks';

/** Spaces that are alike: what is learned from one is no news for another of its family. */
export type Family = 'nasbench101' | 'nasbench201' | 'mobile' | 'widths' | 'gpt' | 'vit';

/** Measured networks of one space. */
export interface MeasuredSpace {
  readonly space: string;
  readonly family: Family;
  /** Whether the licence of the data lets a predictor that learned from it be shipped. */
  readonly ships: boolean;
  /** Of the data. */
  readonly licence: string;
  /** Whether τ for it counts among the image spaces of the design. */
  readonly image: boolean;
  readonly networks: readonly NetworkReading[];
  /** Of the networks, by the label's name; more is better. */
  readonly labels: Readonly<Record<string, Float64Array>>;
  /** Zero-cost proxies that the table has, by name; more is better. */
  readonly proxies?: Readonly<Record<string, Float64Array>>;
  /** The cells themselves, where the Cell language can declare the space. */
  readonly cells?: readonly Cell[];
}

/** Every space that there may be a table of. */
export const tableNames: readonly string[] = [
  'nasbench101',
  'nasbench201',
  'nasbench-macro',
  'accel',
  'channel-bench',
  'nats-sizes',
  'ofa',
  'gpt',
  'pit',
];

/** At most so many networks of a space are taken, at random. */
const most = 1500;

/** All tables in the folder, each with at most 1,500 of its networks; those that are not there are left out. */
export async function readMeasuredSpaces(folder: string, limit = most): Promise<MeasuredSpace[]> {
  const spaces: MeasuredSpace[] = [];
  for (const read of readers) {
    const space = await read(folder, limit);
    if (space) spaces.push(space);
  }
  return spaces;
}

type Reader = (folder: string, limit: number) => Promise<MeasuredSpace | undefined>;

const readers: readonly Reader[] = [
  declared('nasbench101', 'nasbench101.csv.gz', ['validation_accuracy']),
  declared('nasbench201', 'nasbench201.csv.gz', [
    'cifar10_test',
    'cifar10_valid',
    'cifar100_test',
    'cifar10_test_12',
    'cifar100_test_12',
  ]),
  built('nasbench-macro', 'mobile', 'nasbench-macro.csv.gz', {
    labels: ['test_mean'],
    network: ({ arch }) => macroNetwork(arch!),
  }),
  built('accel', 'mobile', 'spaces/accel_nasbench_full.csv.gz', {
    labels: ['val_top1'],
    network: ({ arch }) => accelNetwork(arch!),
  }),
  built('channel-bench', 'widths', 'channel-bench-mobilenet.csv.gz', {
    labels: ['test_mean'],
    network: ({ arch }) => channelBenchNetwork(arch!),
    licence: 'none stated',
    ships: false,
  }),
  built('nats-sizes', 'widths', 'spaces/nats_sss.csv.gz', {
    labels: ['c10_acc', 'c100_acc', 'in16_acc'],
    network: ({ arch }) => natsSizesNetwork(arch!, 10, 32),
    licence: 'MIT',
    proxies: { NASWOT: 'zc_naswot_c10', NASI: 'zc_nasi_c10', NTK: 'zc_ntk_c10' },
  }),
  onceForAll,
  built('gpt', 'gpt', 'spaces/hwgpt_s.csv.gz', {
    labels: ['perplexity'],
    lower: true,
    network: ({ arch }) => gptNetwork(arch!),
    image: false,
  }),
  built('pit', 'vit', 'spaces/vitbench_pit.csv.gz', {
    labels: [
      'c100_base_acc',
      'c100_kd_acc',
      'flower_base_acc',
      'flower_kd_acc',
      'chaoyang_base_acc',
      'chaoyang_kd_acc',
    ],
    network: ({ arch }) => pitNetwork(arch!),
    image: false,
  }),
];

/** A space of cells that ships with the language. */
function declared(name: 'nasbench101' | 'nasbench201', file: string, labels: readonly string[]): Reader {
  return async (folder, limit) => {
    const table = path.join(folder, file);
    if (!existsSync(table)) return undefined;
    const space = builtInSpaces().get(name)!;
    const read = await readTable(table, space, labels);
    const rows = drawn(read.cells.length, limit);
    const cells = rows.map(row => read.cells[row]!);
    return {
      space: name,
      family: name,
      ships: true,
      licence: name === 'nasbench101' ? 'Apache-2.0' : 'MIT',
      image: true,
      cells,
      networks: cells.map(cell => readNetwork(flatten(buildNetwork({ space, cell, name: 'cell' })))),
      labels: Object.fromEntries(
        labels.map(label => [label, Float64Array.from(rows, row => read.labels[label]![row]!)]),
      ),
    };
  };
}

interface Built {
  readonly labels: readonly string[];
  /** Lower values are better. */
  readonly lower?: boolean;
  readonly licence?: string;
  readonly ships?: boolean;
  readonly image?: boolean;
  /** Columns of zero-cost proxies, by name. */
  readonly proxies?: Readonly<Record<string, string>>;
  network(row: Readonly<Record<string, string>>): NetworkReading;
}

function built(
  space: string,
  family: Family,
  file: string,
  { labels, lower = false, licence = 'Apache-2.0', ships = true, image = true, proxies, network }: Built,
): Reader {
  return async (folder, limit) => {
    const rows = await readRows(path.join(folder, file));
    if (!rows) return undefined;
    const some = drawn(rows.length, limit).map(row => rows[row]!);
    const column = (name: string) => Float64Array.from(some, row => Number(row[name]));
    return {
      space,
      family,
      ships,
      licence,
      image,
      ...(proxies
        ? {
            proxies: Object.fromEntries(
              Object.entries(proxies).map(([proxy, name]) => [proxy, column(name)]),
            ),
          }
        : {}),
      networks: some.map(network),
      labels: Object.fromEntries(
        labels.map(label => [label, Float64Array.from(some, row => (lower ? -1 : 1) * Number(row[label]))]),
      ),
    };
  };
}

/** Its four searches are one space; each is a task of its own, since each was fine-tuned by itself. */
async function onceForAll(folder: string, limit: number): Promise<MeasuredSpace | undefined> {
  const rows = await readRows(path.join(folder, 'spaces/cnas_ofa_mbv3.csv.gz'));
  if (!rows) return undefined;
  const some = drawn(rows.length, limit).map(row => rows[row]!);
  const runs = [...new Set(rows.map(({ run }) => run!))];
  return {
    space: 'ofa',
    family: 'mobile',
    ships: true,
    licence: 'Apache-2.0',
    image: true,
    networks: some.map(({ arch, resolution }) => onceForAllNetwork(arch!, Number(resolution))),
    labels: Object.fromEntries(
      runs.map(run => [
        `top1 ${run}`,
        Float64Array.from(some, row => (row['run'] === run ? Number(row['top1']) : Number.NaN)),
      ]),
    ),
  };
}

/** So many of the numbers below `count`, the same every time. */
function drawn(count: number, limit: number): number[] {
  const all = Array.from({ length: count }, (_, i) => i);
  return count <= limit ? all : createRandom(1).shuffle(all).slice(0, limit);
}

/** A gzipped CSV whose fields hold no quotes. */
async function readRows(file: string): Promise<Record<string, string>[] | undefined> {
  if (!existsSync(file)) return undefined;
  const rows: Record<string, string>[] = [];
  let head: readonly string[] | undefined;
  for await (const line of createInterface({ input: createReadStream(file).pipe(createGunzip()) })) {
    const fields = line.split(',');
    if (!head) head = fields;
    else rows.push(Object.fromEntries(head.map((name, i) => [name, fields[i]!])));
  }
  return rows;
}
