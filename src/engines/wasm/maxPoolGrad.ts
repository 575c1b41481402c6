import {
  backend_util,
  MaxPoolGrad,
  type MaxPoolGradAttrs,
  type MaxPoolGradInputs,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { floats, type KernelCall, replaceKernel } from './kernel';

/** The shipped gradient of a max pool is silently wrong in windows whose greatest value is negative. */
export function installMaxPoolGrad(): void {
  replaceKernel<MaxPoolGradInputs, MaxPoolGradAttrs>(MaxPoolGrad, () => maxPoolGrad);
}

/** All of an output's gradient goes to the first of the greatest inputs in its window, as on the cpu backend. */
function maxPoolGrad({
  inputs,
  attrs,
  backend,
}: KernelCall<MaxPoolGradInputs, MaxPoolGradAttrs>): TensorInfo {
  const { dy, input } = inputs;
  const info = backend_util.computePool2DInfo(
    input.shape as [number, number, number, number],
    attrs.filterSize,
    attrs.strides,
    1,
    attrs.pad,
    attrs.dimRoundingMode,
  );
  const dx = backend.makeOutput(input.shape, 'float32');
  const to = floats(backend, dx).fill(0);
  const x = floats(backend, input);
  const gradient = floats(backend, dy);
  const { inHeight, inWidth, inChannels: channels } = info;
  let at = 0;
  for (let sample = 0; sample < info.batchSize; sample++)
    for (let oy = 0; oy < info.outHeight; oy++) {
      const y0 = oy * info.strideHeight - info.padInfo.top;
      const yFrom = Math.max(0, y0);
      const yEnd = Math.min(inHeight, y0 + info.effectiveFilterHeight);
      for (let ox = 0; ox < info.outWidth; ox++) {
        const x0 = ox * info.strideWidth - info.padInfo.left;
        const xFrom = Math.max(0, x0);
        const xEnd = Math.min(inWidth, x0 + info.effectiveFilterWidth);
        for (let channel = 0; channel < channels; channel++, at++) {
          let best = -1;
          for (let y = yFrom; y < yEnd; y++)
            for (let column = xFrom; column < xEnd; column++) {
              const here = ((sample * inHeight + y) * inWidth + column) * channels + channel;
              if (best < 0 || x[here]! > x[best]!) best = here;
            }
          if (best >= 0) to[best]! += gradient[at]!;
        }
      }
    }
  return dx;
}
