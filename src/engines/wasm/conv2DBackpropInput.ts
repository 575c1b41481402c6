import {
  backend_util,
  Conv2D,
  Conv2DBackpropInput,
  type Conv2DBackpropInputAttrs,
  type Conv2DBackpropInputInputs,
} from '@tensorflow/tfjs-core';
import { dispose, floats, type KernelCall, replaceKernel, runKernel } from './kernel';

type Call = KernelCall<Conv2DBackpropInputInputs, Conv2DBackpropInputAttrs>;

/**
 * The gradient of a convolution by its input, at stride 1, as a convolution with the flipped filter: the shipped kernel
 * is a plain loop, 8 times slower.
 */
export function installConv2DBackpropInput(): void {
  replaceKernel<Conv2DBackpropInputInputs, Conv2DBackpropInputAttrs>(
    Conv2DBackpropInput,
    shipped => call => convolveFlipped(call) ?? shipped!.kernelFunc(call as never),
  );
}

function convolveFlipped({ inputs, attrs, backend }: Call) {
  const { dy, filter } = inputs;
  const { strides, pad, dataFormat, dimRoundingMode, inputShape } = attrs;
  const [height, width, inChannels, outChannels] = filter.shape as [number, number, number, number];
  const info = backend_util.computeConv2DInfo(
    inputShape,
    [height, width, inChannels, outChannels],
    strides,
    1,
    pad,
    dimRoundingMode,
    false,
    backend_util.convertConv2DDataFormat(dataFormat),
  );
  const { top, bottom, left, right } = info.padInfo;
  const tooWide = Math.max(top, bottom) >= height || Math.max(left, right) >= width;
  if (info.strideHeight !== 1 || info.strideWidth !== 1 || info.dataFormat !== 'channelsLast' || tooWide)
    return undefined;

  const flipped = backend.makeOutput([height, width, outChannels, inChannels], 'float32');
  flip(floats(backend, filter), floats(backend, flipped), height * width, inChannels, outChannels);
  const dx = runKernel(
    backend,
    Conv2D,
    { x: dy, filter: flipped },
    {
      strides: 1,
      dilations: 1,
      pad: [
        [0, 0],
        [height - 1 - top, height - 1 - bottom],
        [width - 1 - left, width - 1 - right],
        [0, 0],
      ],
      dataFormat: 'NHWC',
    },
  );
  dispose(backend, flipped);
  return dx;
}

/** `[taps, in, out]` to `[taps backwards, out, in]`. */
function flip(
  from: Float32Array,
  to: Float32Array,
  taps: number,
  inChannels: number,
  outChannels: number,
): void {
  for (let tap = 0; tap < taps; tap++) {
    const source = (taps - 1 - tap) * inChannels * outChannels;
    let at = tap * inChannels * outChannels;
    for (let o = 0; o < outChannels; o++)
      for (let i = 0; i < inChannels; i++) to[at++] = from[source + i * outChannels + o]!;
  }
}
