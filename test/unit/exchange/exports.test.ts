import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cell } from '../../../src/cells/cell';
import { totalCosts } from '../../../src/cells/costs';
import { readSpelling } from '../../../src/cells/spelling';
import { type ExportFormat, exportCell, exportFormats } from '../../../src/exchange/export/exportCell';
import { readCell } from '../../../src/exchange/import/readCell';
import { builtInGraphs } from '../../graphs';
import { anyCell } from '../cells/arbitrary';
import { everySpace, labSpace } from '../cells/spaces';
import { oddSpace } from './oddSpace';

const nasbench101 = builtInGraphs('nasbench101');
const nasbench201 = builtInGraphs('nasbench201');
const inception = {
  space: nasbench101,
  cell: readSpelling(
    nasbench101,
    '0111010000000100000010000100000000100000010000000:input,conv1x1,conv3x3,conv3x3,conv3x3,maxpool3x3,output',
  ) as Cell,
  name: 'inception',
  names: ['input', 'a', 'b', 'c', 'd', 'e', 'output'],
};
const best = {
  space: nasbench201,
  cell: readSpelling(
    nasbench201,
    '|nor_conv_3x3~0|+|nor_conv_3x3~0|none~1|+|skip_connect~0|none~1|avg_pool_3x3~2|',
  ) as Cell,
  name: 'best',
};

function text(format: ExportFormat, named: Parameters<typeof exportCell>[1], alone = false): string {
  const exported = exportCell(format, named, { alone });
  if (exported.kind !== 'text') throw new Error(exported.kind === 'refused' ? exported.why : 'binary');
  return exported.text;
}

describe('what is exported', () => {
  it.each([
    ['model-spec', nasbench101],
    ['arch-string', nasbench101],
    ['arch-string', nasbench201],
  ] as const)('as %s imports to the same cell of $1.name', (format, space) => {
    fc.assert(
      fc.property(anyCell(space), cell => {
        const back = readCell(space, text(format, { space, cell, name: 'drawn' }));
        if (!back.ok) throw new Error(back.message);
        expect(back.space).toBe(space);
        expect(back.cell).toEqual(cell);
      }),
    );
  });

  it('has a form for every format, in every space that can have it', () => {
    for (const space of [...everySpace, oddSpace, builtInGraphs('darts')])
      fc.assert(
        fc.property(anyCell(space), fc.boolean(), (cell, alone) => {
          for (const format of Object.keys(exportFormats) as ExportFormat[]) {
            if (format === 'onnx' && !alone) continue;
            const exported = exportCell(format, { space, cell, name: 'drawn' }, { alone });
            if (format === 'model-spec' && space.operationsOn === 'edges')
              expect(exported).toEqual({
                kind: 'refused',
                why: expect.stringMatching(/^A ModelSpec.*arch-string instead\.$/),
              });
            else if (format === 'timm-blocks' || format === 'once-for-all')
              expect(exported).toEqual({
                kind: 'refused',
                why: expect.stringMatching(/^drawn has no form as .*: .* has no stages of layers\.$/),
              });
            else expect(exported.kind).toBe(format === 'onnx' ? 'binary' : 'text');
          }
        }),
        { numRuns: 5 },
      );
  });

  it('as ModelSpec is Python that the benchmark reads', () => {
    expect(text('model-spec', inception)).toMatchInlineSnapshot(`
      "ModelSpec(
          matrix=[
              [0, 1, 1, 1, 0, 1, 0],
              [0, 0, 0, 0, 0, 0, 1],
              [0, 0, 0, 0, 0, 0, 1],
              [0, 0, 0, 0, 1, 0, 0],
              [0, 0, 0, 0, 0, 0, 1],
              [0, 0, 0, 0, 0, 0, 1],
              [0, 0, 0, 0, 0, 0, 0],
          ],
          ops=[
              "input",
              "conv1x1-bn-relu",
              "conv3x3-bn-relu",
              "conv3x3-bn-relu",
              "conv3x3-bn-relu",
              "maxpool3x3",
              "output",
          ],
      )
      "
    `);
  });

  it('as DOT has the operations where the space has them', () => {
    expect(text('dot', { ...inception, name: 'say "hi" \\' })).toMatchInlineSnapshot(`
      "digraph "say \\"hi\\" \\\\" {
        rankdir=LR;
        node [shape=box, style=rounded];
        v0 [label="input"];
        v1 [label="a\\nconv1x1"];
        v2 [label="b\\nconv3x3"];
        v3 [label="c\\nconv3x3"];
        v4 [label="d\\nconv3x3"];
        v5 [label="e\\nmaxpool3x3"];
        v6 [label="output"];
        v0 -> v1;
        v0 -> v2;
        v0 -> v3;
        v0 -> v5;
        v1 -> v6;
        v2 -> v6;
        v3 -> v4;
        v4 -> v6;
        v5 -> v6;
      }
      "
    `);
    expect(text('dot', best)).toMatchInlineSnapshot(`
      "digraph "best" {
        rankdir=LR;
        node [shape=box, style=rounded];
        v0 [label="input"];
        v1 [label="n1"];
        v2 [label="n2"];
        v3 [label="output"];
        v0 -> v1 [label="conv3x3"];
        v0 -> v2 [label="conv3x3"];
        v0 -> v3 [label="skip"];
        v2 -> v3 [label="avgpool3x3"];
      }
      "
    `);
  });

  it('as SVG is a document of its own with the cell’s name', () => {
    const svg = text('svg', inception);
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    expect(svg).toContain('inception, a cell of nasbench101');
    expect(svg).not.toContain('var(--vscode');
  });

  it('as ONNX is the same file for the same seed', () => {
    const bytes = (seed: number) => {
      const exported = exportCell('onnx', best, { seed });
      return exported.kind === 'binary' ? Buffer.from(exported.bytes) : Buffer.alloc(0);
    };
    expect(bytes(1).length).toBeGreaterThan(4 * totalCosts(nasbench201, best.cell).parameters);
    expect(bytes(1).equals(bytes(1))).toBe(true);
    expect(bytes(1).equals(bytes(2))).toBe(false);
  });

  it('as ONNX is refused where the file format ends', () => {
    const vast = { ...labSpace, skeleton: { ...labSpace.skeleton, stem: 20_000 } };
    const cell = { vertices: 2, edges: [0, 1, 0, 0], operations: [] };
    const exported = exportCell('onnx', { space: vast, cell, name: 'vast' });
    expect(exported).toEqual({ kind: 'refused', why: expect.stringContaining('export the cell alone') });
  });

  it('as Python names the weights that Keras leaves out', () => {
    expect(text('keras', best)).toContain('Keras leaves operations that lead to no output out');
    const cell = readSpelling(
      nasbench201,
      '|nor_conv_3x3~0|+|none~0|none~1|+|skip_connect~0|skip_connect~1|none~2|',
    ) as Cell;
    expect(text('keras', { ...best, cell })).not.toContain('leaves');
  });

  it('as Keras is a function of the names in the source', () => {
    const code = text('keras', inception, true);
    expect(code.slice(code.indexOf('def conv_bn_relu'))).toMatchInlineSnapshot(`
      "def conv_bn_relu(x, channels, kernel, strides=1, dilation=1, groups=1):
          """Convolution, batch norm, ReLU."""
          padding = "same"
          if strides > 1:  # "same" would pad behind alone
              padding = "valid"
              x = layers.ZeroPadding2D(kernel // 2)(x)
          x = layers.Conv2D(
              channels,
              kernel,
              strides=strides,
              padding=padding,
              dilation_rate=dilation,
              groups=groups,
              use_bias=False,
          )(x)
          x = layers.BatchNormalization(epsilon=1e-5)(x)
          return layers.ReLU()(x)


      def cell(x, outputs):
          a_channels = (outputs + 3) // 4
          b_channels = (outputs + 2) // 4
          d_channels = (outputs + 1) // 4
          e_channels = outputs // 4
          c_channels = d_channels
          a = conv_bn_relu(conv_bn_relu(x, a_channels, 1), a_channels, 1)
          b = conv_bn_relu(conv_bn_relu(x, b_channels, 1), b_channels, 3)
          c = conv_bn_relu(conv_bn_relu(x, c_channels, 1), c_channels, 3)
          d = conv_bn_relu(c, d_channels, 3)
          e = layers.MaxPooling2D(3, strides=1, padding="same")(conv_bn_relu(x, e_channels, 1))
          return layers.Concatenate()([a, b, d, e])


      if __name__ == "__main__":
          inputs = keras.Input((32, 32, 128))
          keras.Model(inputs, cell(inputs, 128)).summary()
      "
    `);
  });
});
