import type { OperationDefinition } from '../../cells/space';

/** What the operations of the catalogue do, as Markdown. */
export const meanings: Readonly<Record<OperationDefinition['kind'], string>> = {
  conv: 'Convolution, batch normalisation, ReLU. Takes `kernel`, `dilation` and `groups`.',
  separable: 'Convolution of each channel by itself, then a 1×1 convolution. Takes `kernel` and `dilation`.',
  depthwise: 'Convolution of each channel by itself. Takes `kernel`.',
  maxpool: 'Maximum over a window. Takes `kernel`.',
  avgpool: 'Mean over a window. Takes `kernel`.',
  identity: 'Passes its input on.',
  zero: 'Passes nothing on: the same as no edge.',
};

export const joinMeaning = 'Joins its arguments, channel after channel.';
