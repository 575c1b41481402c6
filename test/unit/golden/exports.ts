import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { NamedCell } from '../../../src/cells/network/buildNetwork';
import { exportCell } from '../../../src/exchange/export/exportCell';
import { graphSpace } from '../../graphs';
import { type Golden, golden } from './figures';
import { onnxWeights } from './onnxWeights';

/** What an exported network is: the shape of each weight by its name, and what it computes from fixed images. */
export interface ExportedNetwork {
  readonly weights: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    readonly values: Float32Array;
  }[];
  readonly input: readonly number[];
  readonly images: Float32Array;
  readonly output: Float32Array;
}

/** The ONNX export, run on two images. `alone`: the cell without its skeleton, whose input has the stem's channels. */
export async function runExport(named: NamedCell, alone: boolean): Promise<ExportedNetwork> {
  const exported = exportCell('onnx', named, { alone, seed: 3 });
  if (exported.kind !== 'binary') throw new Error('no ONNX');
  const session = await InferenceSession.create(exported.bytes, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
  });
  const { image, stem } = graphSpace(named.space).skeleton;
  const input = [2, alone ? stem : image.channels, image.height, image.width];
  const images = Float32Array.from({ length: input.reduce((a, b) => a * b) }, (_, i) =>
    Math.sin(0.37 * i + (i % 5)),
  );
  const { output } = await session.run({ input: new Tensor('float32', images, input) });
  await session.release();
  return { weights: onnxWeights(exported.bytes), input, images, output: output!.data as Float32Array };
}

export interface GoldenExport {
  /** Names and shapes of the weights of each cell. */
  readonly weights: Golden;
  /** The first outputs of each cell. */
  readonly outputs: readonly (readonly number[])[];
  /** Characters of the Python code of all cells. */
  readonly pytorch: number;
  readonly keras: number;
}

export function goldenExport(cells: readonly NamedCell[], runs: readonly ExportedNetwork[]): GoldenExport {
  const length = (format: 'pytorch' | 'keras') =>
    cells.reduce((sum, named) => {
      const exported = exportCell(format, named);
      return sum + (exported.kind === 'text' ? exported.text.length : Number.NaN);
    }, 0);
  return {
    weights: golden(
      runs.map(({ weights }) => weights.map(({ name, shape }) => `${name} ${shape.join('x')}`).join('\n')),
    ),
    outputs: runs.map(({ output }) => Array.from(output.slice(0, 4), value => Number(value.toPrecision(6)))),
    pytorch: length('pytorch'),
    keras: length('keras'),
  };
}

/** The weights one behind the other, as the oracle reads them. */
export function packedWeights({ weights }: ExportedNetwork): Buffer {
  return Buffer.concat(weights.map(({ values }) => Buffer.from(values.buffer)));
}
