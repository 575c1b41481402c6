import type { Operation } from '../operation';

type Arguments = { readonly times: number };

/** Each place as often as it says in both directions (nearest neighbour). */
export const upsample: Operation<Arguments> = {
  summary: 'Repeats each place `times` times in both directions.',
  family: 'other',
  arguments: { times: { form: 'size', min: 2, max: 64, default: 2 } },
  ofMaps: true,
  channels: 'same',
  extent: ({ times }, [from]) => from!.extent.map(side => side * times),
  onnx: ({ times }) => [
    {
      type: 'Resize',
      constants: { roi: null, scales: { floats: [1, 1, times, times] } },
      words: { coordinate_transformation_mode: 'asymmetric', mode: 'nearest', nearest_mode: 'floor' },
    },
  ],
  pytorch: ({ times }) => ({
    module: { callee: 'nn.Upsample', arguments: [`scale_factor=${times}`] },
    value: '{self}({x})',
  }),
  keras: ({ times }) => ({ value: `layers.UpSampling2D(${times})({x})` }),
};
