import { describe, expect, it } from 'vitest';
import { catalogue } from '../../../src/cells/network/catalogue';
import { readDocument } from '../../../src/document/readDocument';
import { writeKeras } from '../../../src/exchange/export/keras';
import { writePyTorch } from '../../../src/exchange/export/pytorch';
import { drawNetworks } from './drawnNetworks';

const internal = ['zero', 'add', 'truncate', 'external'];
const declarable = Object.keys(catalogue).filter(name => !internal.includes(name));
const needed = (name: string) =>
  Object.entries(catalogue[name]!.arguments).flatMap(([argument, form]) =>
    form.default === undefined && argument !== 'channels' ? [`${argument}: 3`] : [],
  );

/** A network, all of whose layers are an operation. */
const asLayer = (name: string) => `space s {
  operations on layers { a = ${name}(${needed(name).join(', ')}) }
  network {
    input = image(32x32x12)
    b = stage(input, layers: 1)
    c = conv1x1(b, channels: 4)
    output = linear(globalpool(c), channels: 3)
  }
}
cell one : s { b = [a] }
`;

const ofVector = (call: string) => `space s {
  network {
    input = image(32x32x12)
    p = globalpool(conv1x1(input, channels: 8))
    b = ${call}
    output = linear(b, channels: 3)
  }
}
cell one : s {}
`;

const messages = (text: string) => readDocument(text).diagnostics.map(({ message }) => message);

describe('an operation of the catalogue', () => {
  it.each(declarable)('%s is a layer that every export has, or an error says why not', async name => {
    const { cells, diagnostics } = readDocument(asLayer(name));
    const [{ space, cell }] = cells as [(typeof cells)[0]];
    if (diagnostics.length > 0) {
      expect(diagnostics[0]!.message).toMatch(
        /and a layer gets one; declare an operation that calls it\.$|needs its channels\.$|conv applies to a map, not to a vector; use linear on a vector\.$/,
      );
      return;
    }
    const named = { space: space!, cell: cell!, name: 'one' };
    expect(writePyTorch(named, false)).toContain('class Network(nn.Module)');
    expect(writeKeras(named, false)).toContain('keras.Model(');
    const [drawn] = await drawNetworks(space!, 1);
    expect(drawn!.outputs['output']).toHaveLength(2 * 3);
  });

  it.each([
    ['conv1x1(p, channels: 16)', 'conv applies to a map, not to a vector; use linear on a vector.'],
    ['dw3x3(p)', 'depthwise applies to a map, not to a vector.'],
    ['sep3x3(p)', 'separable applies to a map, not to a vector.'],
    ['maxpool3x3(p)', 'maxpool applies to a map, not to a vector.'],
    ['avgpool3x3(p)', 'avgpool applies to a map, not to a vector.'],
    ['batchnorm(p)', 'batchnorm applies to a map, not to a vector.'],
    ['upsample(p)', 'upsample applies to a map, not to a vector.'],
    ['shortcut(p, channels: 16)', 'shortcut applies to a map, not to a vector.'],
    ['globalpool(p)', 'globalpool applies to a map, not to a vector.'],
    ['se(p, hidden: 2)', 'se applies to a map, not to a vector.'],
    ['scale(p)', 'scale applies to a map, not to a vector.'],
    ['shuffle(p)', 'shuffle applies to a map, not to a vector.'],
  ])('that only maps have is an error on a vector: %s', (call, sentence) => {
    expect(messages(ofVector(call))).toEqual([`The layer b can't be built: ${sentence}`]);
  });

  it.each(['linear(p, channels: 4)', 'relu(p)', 'layernorm(p)', 'concat(p, p)', 'p + p', 'gate(p, p)'])(
    'that vectors have too is none: %s',
    call => expect(messages(ofVector(call))).toEqual([]),
  );

  it('in error leaves the cells of its space without a further sentence', () => {
    const text = `${ofVector('relu(p)').replace('relu(p)', 'dw3x3(p)').replace('network {', 'choose act = relu | silu\n  network {').replace('channels: 8)', 'channels: 8, activation: act)')}cell two : s { act = silu }\n`;
    expect(messages(text)).toEqual([
      "The layer b can't be built: depthwise applies to a map, not to a vector.",
    ]);
  });

  it.each([
    ['residual', '2'],
    ['gate', '2'],
    ['concat', 'several'],
  ])('%s is no layer: it takes %s values', (name, count) => {
    expect(messages(asLayer(name))).toEqual([
      `'${name}' takes ${count} values, and a layer gets one; declare an operation that calls it.`,
    ]);
  });

  it.each([
    ['split(input, channels: 13)', 'A map of 12 channels has no 13 channels behind the first 0.'],
    ['split(input, channels: 6, from: 7)', 'A map of 12 channels has no 6 channels behind the first 7.'],
    ['shuffle(input, groups: 5)', "12 channels can't be divided into 5 groups."],
  ])('that does not fit is told where it stands: %s', (call, sentence) => {
    const text = `space s {
  network {
    input = image(32x32x12)
    part = ${call}
    output = linear(globalpool(part), channels: 3)
  }
}
`;
    const { diagnostics } = readDocument(text);
    expect(diagnostics.map(({ message }) => message)).toEqual([`The layer part can't be built: ${sentence}`]);
    expect(text.slice(diagnostics[0]!.start, diagnostics[0]!.end)).toBe('part');
  });
});
