import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import {
  Add,
  backend_util,
  Conv2D,
  Conv2DBackpropFilter,
  type Conv2DBackpropFilterAttrs,
  type Conv2DBackpropFilterInputs,
  Slice,
  type TensorInfo,
  Transpose,
} from '@tensorflow/tfjs-core';
import { dispose, floats, type KernelCall, replaceKernel, runKernel } from './kernel';

type Call = KernelCall<Conv2DBackpropFilterInputs, Conv2DBackpropFilterAttrs>;
type Info = ReturnType<typeof backend_util.computeConv2DInfo>;

/** Samples at a time, so that the copies stay small beside the tensors themselves. */
const chunk = 512;

/** The gradient of a convolution by its filter, which the wasm backend lacks: without it no convolution trains. */
export function installConv2DBackpropFilter(): void {
  replaceKernel<Conv2DBackpropFilterInputs, Conv2DBackpropFilterAttrs>(
    Conv2DBackpropFilter,
    () => backpropFilter,
  );
}

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

  let sum: TensorInfo | undefined;
  for (let start = 0; start < info.batchSize; start += chunk) {
    const size = Math.min(chunk, info.batchSize - start);
    const gradient = chunkGradient(
      backend,
      samples(backend, x, start, size),
      samples(backend, dy, start, size),
      info,
    );
    if (sum === undefined) sum = gradient;
    else {
      const total = runKernel(backend, Add, { a: sum, b: gradient }, {});
      dispose(backend, sum, gradient);
      sum = total;
    }
  }
  return sum ?? zeros(backend, filterShape);
}

/** A convolution with images and channels exchanged; a stride of the forward pass becomes a dilation here. */
function chunkGradient(backend: BackendWasm, x: TensorInfo, dy: TensorInfo, info: Info): TensorInfo {
  const { top, bottom, left, right } = info.padInfo;
  const images = runKernel(backend, Transpose, { x }, { perm: [3, 1, 2, 0] });
  const filter = runKernel(backend, Transpose, { x: dy }, { perm: [1, 2, 0, 3] });
  const convolved = runKernel(
    backend,
    Conv2D,
    { x: images, filter },
    {
      strides: 1,
      dilations: [info.strideHeight, info.strideWidth],
      pad: [
        [0, 0],
        [top, bottom],
        [left, right],
        [0, 0],
      ],
      dataFormat: 'NHWC',
    },
  );
  // Pixels that no stride reached give taps that the filter does not have.
  const { filterHeight, filterWidth, inChannels, outChannels } = info;
  const taps = runKernel(
    backend,
    Slice,
    { x: convolved },
    { begin: [0, 0, 0, 0], size: [inChannels, filterHeight, filterWidth, outChannels] },
  );
  const gradient = runKernel(backend, Transpose, { x: taps }, { perm: [1, 2, 0, 3] });
  dispose(backend, x, dy, images, filter, convolved, taps);
  return gradient;
}

function samples(backend: BackendWasm, x: TensorInfo, start: number, size: number): TensorInfo {
  const [, ...rest] = x.shape;
  return runKernel(backend, Slice, { x }, { begin: [start, ...rest.map(() => 0)], size: [size, ...rest] });
}

function zeros(backend: BackendWasm, shape: readonly number[]): TensorInfo {
  const info = backend.makeOutput([...shape], 'float32');
  floats(backend, info).fill(0);
  return info;
}
