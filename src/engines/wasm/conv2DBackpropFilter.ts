import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import {
  Add,
  BatchMatMul,
  backend_util,
  Conv2DBackpropFilter,
  type Conv2DBackpropFilterAttrs,
  type Conv2DBackpropFilterInputs,
  type TensorInfo,
  Transpose,
} from '@tensorflow/tfjs-core';
import { dispose, floats, type KernelCall, replaceKernel, runKernel } from './kernel';

type Call = KernelCall<Conv2DBackpropFilterInputs, Conv2DBackpropFilterAttrs>;
type Info = ReturnType<typeof backend_util.computeConv2DInfo>;

/** Floats of unfolded input at a time: small enough to stay in a core's cache. */
const chunkFloats = 1 << 20;

/** The gradient of a convolution by its filter, which the wasm backend lacks: without it no convolution trains. */
export function installConv2DBackpropFilter(): void {
  replaceKernel<Conv2DBackpropFilterInputs, Conv2DBackpropFilterAttrs>(
    Conv2DBackpropFilter,
    () => backpropFilter,
  );
}

/**
 * `dyᵀ · unfolded x`, in chunks of samples: of the ways measured (a convolution of transposed tensors, one
 * multiplication for all samples, one for each tap) the fastest, and the only one of bounded memory.
 */
function backpropFilter({ inputs, attrs, backend }: Call): TensorInfo {
  const { x, dy } = inputs;
  const { strides, pad, dataFormat, dimRoundingMode, filterShape } = attrs;
  const info = backend_util.computeConv2DInfo(
    x.shape as [number, number, number, number],
    filterShape,
    strides,
    1,
    pad,
    dimRoundingMode,
    false,
    backend_util.convertConv2DDataFormat(dataFormat),
  );
  if (info.dataFormat !== 'channelsLast')
    throw new Error('The wasm engine convolves tensors with their channels last alone.');

  const taps = info.filterHeight * info.filterWidth * info.inChannels;
  const pixels = info.outHeight * info.outWidth;
  const chunk = Math.max(1, Math.floor(chunkFloats / (pixels * taps)));
  let sum: TensorInfo | undefined;
  for (let start = 0; start < info.batchSize; start += chunk) {
    const count = Math.min(chunk, info.batchSize - start);
    const part = chunkGradient(backend, x, dy, info, start, count);
    if (sum === undefined) sum = part;
    else {
      const total = runKernel(backend, Add, { a: sum, b: part }, {});
      dispose(backend, sum, part);
      sum = total;
    }
  }
  if (sum === undefined) {
    const zeros = backend.makeOutput(filterShape, 'float32');
    floats(backend, zeros).fill(0);
    return zeros;
  }
  const transposed = runKernel(backend, Transpose, { x: sum }, { perm: [1, 0] });
  dispose(backend, sum);
  transposed.shape = [...filterShape];
  return transposed;
}

/** `[outChannels, height · width · inChannels]` of the samples from `start` on. */
function chunkGradient(
  backend: BackendWasm,
  x: TensorInfo,
  dy: TensorInfo,
  info: Info,
  start: number,
  count: number,
): TensorInfo {
  const { outChannels, filterHeight, filterWidth, inChannels } = info;
  const rows = count * info.outHeight * info.outWidth;
  const unfolded = backend.makeOutput([rows, filterHeight * filterWidth * inChannels], 'float32');
  const gradient = backend.makeOutput([outChannels, rows], 'float32');
  unfold(floats(backend, x), floats(backend, unfolded), info, start, count);
  transposeRows(floats(backend, dy), floats(backend, gradient), start * (rows / count), rows, outChannels);
  const product = runKernel(
    backend,
    BatchMatMul,
    { a: gradient, b: unfolded },
    { transposeA: false, transposeB: false },
  );
  dispose(backend, unfolded, gradient);
  return product;
}

/** For every output pixel the inputs under the filter, `[samples · pixels, height · width · channels]`. */
function unfold(x: Float32Array, to: Float32Array, info: Info, start: number, count: number): void {
  const { inHeight, inWidth, inChannels, filterHeight, filterWidth, strideHeight, strideWidth } = info;
  const { top, left } = info.padInfo;
  const rowFloats = filterWidth * inChannels;
  let at = 0;
  for (let sample = start; sample < start + count; sample++)
    for (let oy = 0; oy < info.outHeight; oy++)
      for (let ox = 0; ox < info.outWidth; ox++)
        for (let i = 0; i < filterHeight; i++) {
          const y = oy * strideHeight + i - top;
          const x0 = ox * strideWidth - left;
          const end = at + rowFloats;
          if (y < 0 || y >= inHeight) {
            while (at < end) to[at++] = 0;
            continue;
          }
          const row = (sample * inHeight + y) * inWidth;
          const before = Math.min(filterWidth, Math.max(0, -x0)) * inChannels;
          const inside = Math.max(0, Math.min(filterWidth, inWidth - x0)) * inChannels;
          const shift = (row + x0) * inChannels - at;
          const from = at + before;
          const until = at + Math.max(before, inside);
          while (at < from) to[at++] = 0;
          for (; at < until; at++) to[at] = x[at + shift]!;
          while (at < end) to[at++] = 0;
        }
}

/** Rows `start` to `start + rows` of `[…, columns]` as `[columns, rows]`. */
function transposeRows(
  from: Float32Array,
  to: Float32Array,
  start: number,
  rows: number,
  columns: number,
): void {
  const block = 16;
  for (let row0 = 0; row0 < rows; row0 += block) {
    const rowEnd = Math.min(rows, row0 + block);
    for (let column = 0; column < columns; column++)
      for (let row = row0; row < rowEnd; row++)
        to[column * rows + row] = from[(start + row) * columns + column]!;
  }
}
