import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cell, GraphCell } from '../../../src/cells/cell';
import { totalCosts } from '../../../src/cells/costs';
import { sampleCells } from '../../../src/cells/enumerate';
import { createRandom } from '../../../src/cells/random';
import type { GraphSpace } from '../../../src/cells/space';
import { readSpelling } from '../../../src/cells/spelling';
import { builtInSpaces } from '../../../src/document/builtInSpaces';
import { writePyTorch } from '../../../src/exchange/export/pytorch';
import { builtInGraphs, graphSpace } from '../../graphs';
import { askPython, findPython } from '../../pythonOracle';
import { anyCell } from '../cells/arbitrary';
import { labSpace, sparseEdgeSpace, vertexSpace } from '../cells/spaces';
import { oddSpace } from './oddSpace';

const torch = findPython(['torch', 'numpy']);
const python = 'python' in torch ? torch.python : '';
const script = path.join(import.meta.dirname, 'torchOracle.py');

const darts = builtInGraphs('darts');

interface Answer {
  readonly shape: readonly number[];
  readonly parameters: number;
  readonly finite: boolean;
}

/** The whole network of each cell, built and run in one Python process. */
function run(space: GraphSpace, cells: readonly GraphCell[], height: number, width: number): Answer[] {
  return askPython(
    python,
    script,
    cells.map(cell => ({
      code: writePyTorch({ space, cell, name: 'drawn' }, false),
      model: 'Network()',
      input: [2, space.skeleton.image.channels, height, width],
    })),
  ) as Answer[];
}

describe.skipIf(!python)(`exported PyTorch${'why' in torch ? ` (${torch.why})` : ''}`, () => {
  it.each(['nasbench101', 'nasbench201'])(
    'of 200 cells of %s builds, runs and has our parameters',
    name => {
      const space = graphSpace(builtInSpaces().get(name));
      const cells = sampleCells(space, 200, createRandom(7));
      // The image is small, for speed: nothing but the classifier's input depends on its size.
      const answers = run(space, cells, 8, 8);
      expect(answers).toHaveLength(200);
      expect(answers.map(answer => answer.parameters)).toEqual(
        cells.map(cell => totalCosts(space, cell).parameters),
      );
      for (const { shape, finite } of answers) {
        expect(shape).toEqual([2, space.skeleton.classes]);
        expect(finite).toBe(true);
      }
    },
    300_000,
  );

  it.each([labSpace, sparseEdgeSpace, oddSpace, darts])(
    'of cells of $name',
    space => {
      const cells = fc.sample(anyCell(space), { numRuns: space === darts ? 6 : 60, seed: 5 });
      const answers = run(space, cells, space.skeleton.image.height, space.skeleton.image.width);
      expect(answers.map(answer => answer.parameters)).toEqual(
        cells.map(cell => totalCosts(space, cell).parameters),
      );
      for (const { shape } of answers) expect(shape).toEqual([2, space.skeleton.classes]);
    },
    300_000,
  );

  it('of a cell alone keeps the size of what flows through it', () => {
    const cells = sampleCells(vertexSpace, 5, createRandom(3));
    const answers = askPython(
      python,
      script,
      cells.map(cell => ({
        code: writePyTorch({ space: vertexSpace, cell, name: 'my-cell' }, true),
        model: 'MyCell(12, 20)',
        input: [1, 12, 6, 5],
      })),
    ) as Answer[];
    for (const { shape } of answers) expect(shape).toEqual([1, 20, 6, 5]);
  });
});

describe('PyTorch code', () => {
  const cell = readSpelling(
    vertexSpace,
    '010000001110000001000001000001000000:input,conv1x1,conv3x3,conv3x3,conv3x3,output',
  ) as Cell;

  it('has the names of the source, and shows how the channels are shared and truncated', () => {
    const named = {
      space: vertexSpace,
      cell,
      name: 'shared',
      names: ['input', 'stem', 'b', 'c', 'd', 'output'],
    };
    const code = writePyTorch(named, true);
    const shown = code.slice(code.indexOf('class Shared'), code.indexOf('if __name__'));
    expect(shown.trimEnd()).toMatchInlineSnapshot(`
      "class Shared(nn.Module):
          def __init__(self, inputs, outputs):
              super().__init__()
              b = (outputs + 2) // 3
              c = (outputs + 1) // 3
              d = outputs // 3
              stem = b
              self.stem_input = ConvBnRelu(inputs, stem, 1)
              self.stem = ConvBnRelu(stem, stem, 1)
              self.b = ConvBnRelu(stem, b, 3)
              self.c_channels = c
              self.c = ConvBnRelu(c, c, 3)
              self.d_channels = d
              self.d = ConvBnRelu(d, d, 3)

          def forward(self, x):
              stem = self.stem(self.stem_input(x))
              b = self.b(stem)
              c = self.c(stem[:, : self.c_channels])
              d = self.d(stem[:, : self.d_channels])
              return torch.cat([b, c, d], dim=1)"
    `);
  });

  it.skipIf(!python)(
    'is not confused by names that mean something to Python or PyTorch, nor by documentation',
    () => {
      const code = writePyTorch(
        {
          space: vertexSpace,
          cell,
          name: 'lambda',
          names: ['input', 'lambda', 'train', 'été', 'self', 'output'],
          doc: 'Ends with a quote """ and a \\ backslash "',
        },
        true,
      );
      const [answer] = askPython(python, script, [
        { code, model: 'Lambda(8, 9)', input: [1, 8, 4, 4] },
      ]) as Answer[];
      expect(answer?.shape).toEqual([1, 9, 4, 4]);
    },
  );
});
