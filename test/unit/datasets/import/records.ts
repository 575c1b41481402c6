import { frame } from '../../../../scripts/make-nasbench101.mjs';

export interface RunOf {
  readonly hash: string;
  readonly epochs: number;
  readonly adjacency: string;
  readonly operations: string;
  readonly parameters: number;
  /** Start, half-way, end: epoch, seconds, train, validation and test accuracy. */
  readonly evaluations: readonly (readonly number[])[];
}

/** The cell of the benchmark's best-known hash. */
export const exampleRun: RunOf = {
  hash: '00005c142e6f48ac74fdcf73e3439874',
  epochs: 108,
  adjacency: '0100110001000000010010000010000001000000010000000',
  operations: 'input,conv3x3-bn-relu,maxpool3x3,conv3x3-bn-relu,conv3x3-bn-relu,conv1x1-bn-relu,output',
  parameters: 8555530,
  evaluations: evaluationsOf(108, 0.9),
};

export function evaluationsOf(epochs: number, accuracy: number): number[][] {
  return [
    [0, 0, 0.1, 0.1, 0.1],
    [epochs / 2, 1000, accuracy - 0.1, accuracy - 0.2, accuracy - 0.25],
    [epochs, 2000, 1, accuracy, accuracy - 0.01],
  ];
}

export function tfRecord(...runs: readonly RunOf[]): Buffer {
  return Buffer.concat(runs.map(run => frame(recordOf(run))));
}

/** As Python's `json.dumps` writes it. */
export function recordOf(run: RunOf): Buffer {
  const metrics = metricsOf(run).toString('base64');
  return Buffer.from(
    `["${run.hash}", ${run.epochs}, "${run.adjacency}", "${run.operations}", "${metrics}"]`,
    'latin1',
  );
}

function metricsOf({ evaluations, parameters }: RunOf): Buffer {
  const bytes: number[] = [];
  for (const evaluation of evaluations) {
    const fields = evaluation.flatMap((value, at) => [((at + 1) << 3) | 1, ...float64(value)]);
    bytes.push(0x0a, fields.length, ...fields);
  }
  bytes.push(0x10);
  let rest = parameters;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return Buffer.from([...bytes, rest, 0x19, ...float64(2100)]);
}

function float64(value: number): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return bytes;
}
