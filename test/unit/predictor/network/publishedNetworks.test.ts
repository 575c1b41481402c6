import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { expect, it } from 'vitest';
import {
  accelNetwork,
  channelBenchNetwork,
  gptNetwork,
  macroNetwork,
  natsSizesNetwork,
  onceForAllNetwork,
  pitNetwork,
} from '../../../../scripts/any/networks';
import type { NetworkReading } from '../../../../src/predictor/features/network/reading';
import { dataFile } from '../../../data';

type Row = Readonly<Record<string, string>>;

const parametersOf = ({ layers }: NetworkReading) => layers.reduce((sum, layer) => sum + layer.parameters, 0);

/** The networks that teach `models/any` are those that were measured: they have the parameters that the tables say. */
const published: readonly [string, (row: Row) => NetworkReading, (row: Row) => number, number][] = [
  ['nasbench-macro.csv.gz', ({ arch }) => macroNetwork(arch!), ({ params }) => Number(params), 0],
  [
    'channel-bench-mobilenet.csv.gz',
    ({ arch }) => channelBenchNetwork(arch!),
    ({ params }) => Number(params),
    0,
  ],
  [
    'spaces/accel_nasbench_full.csv.gz',
    ({ arch }) => accelNetwork(arch!),
    row => 1e6 * Number(row['params_M']),
    0.5,
  ],
  [
    'spaces/nats_sss.csv.gz',
    ({ arch }) => natsSizesNetwork(arch!, 10, 32),
    row => Number(row['params_c10']),
    0,
  ],
  [
    'spaces/cnas_ofa_mbv3.csv.gz',
    ({ arch, resolution }) => onceForAllNetwork(arch!, Number(resolution)),
    row => 1e6 * Number(row['params_M']),
    5001,
  ],
  ['spaces/hwgpt_s.csv.gz', ({ arch }) => gptNetwork(arch!), ({ params }) => Number(params), 0],
  ['spaces/vitbench_pit.csv.gz', ({ arch }) => pitNetwork(arch!), ({ params }) => Number(params), 0],
];

it.for(published)('%s has the parameters of its networks', async ([name, build, said, off], { skip }) => {
  const file = dataFile(name);
  if (!file) return skip();
  const lines: string[] = [];
  for await (const line of createInterface({ input: createReadStream(file).pipe(createGunzip()) })) {
    lines.push(line);
    if (lines.length > 300) break;
  }
  const head = lines[0]!.split(',');
  for (const line of lines.slice(1)) {
    const row = Object.fromEntries(line.split(',').map((value, i) => [head[i]!, value]));
    expect(Math.abs(parametersOf(build(row)) - said(row)), row['arch']).toBeLessThanOrEqual(off);
  }
});
