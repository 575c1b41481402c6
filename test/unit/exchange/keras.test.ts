import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GraphCell } from '../../../src/cells/cell';
import { totalCosts } from '../../../src/cells/costs';
import { isZero } from '../../../src/cells/kinds/graph/limits';
import type { GraphSpace } from '../../../src/cells/space';
import { builtInSpaces } from '../../../src/document/builtInSpaces';
import { writeKeras } from '../../../src/exchange/export/keras';
import { graphSpace } from '../../graphs';
import { askPython, findPython } from '../../pythonOracle';
import { anyCell } from '../cells/arbitrary';
import { labSpace, sparseEdgeSpace } from '../cells/spaces';
import { oddSpace } from './oddSpace';

// Debian has no Keras: name a Python that has it in RENAS_PYTHON.
const keras = findPython(['keras', 'numpy']);
const python = 'python' in keras ? keras.python : '';
const script = path.join(import.meta.dirname, 'kerasOracle.py');

describe.skipIf(!python)(
  `exported Keras${python ? '' : ' (no Python with keras; RENAS_PYTHON can name one)'}`,
  () => {
    const spaces = [...builtInSpaces().values(), labSpace, sparseEdgeSpace, oddSpace];
    it.each(spaces)(
      'of cells of $name builds, runs and has our parameters',
      space => {
        const cells = fc.sample(anyCell(graphSpace(space)), { numRuns: 20, seed: 5 });
        const { height, width, channels } = graphSpace(space).skeleton.image;
        const answers = askPython(
          python,
          script,
          cells.map(cell => ({
            code: writeKeras({ space, cell, name: 'drawn' }, false),
            model: 'network()',
            input: [height, width, channels],
          })),
        ) as { readonly shape: number[]; readonly parameters: number; readonly finite: boolean }[];
        expect(answers.map(answer => answer.parameters)).toEqual(
          cells.map(cell => totalCosts(space, usedEdges(graphSpace(space), cell)).parameters),
        );
        for (const { shape, finite } of answers) {
          expect(shape).toEqual([2, graphSpace(space).skeleton.classes]);
          expect(finite).toBe(true);
        }
      },
      600_000,
    );
  },
);

/** The cell without the edges into vertices that nothing uses, which are no part of a Keras model. */
function usedEdges(space: GraphSpace, cell: GraphCell): GraphCell {
  if (space.operationsOn === 'vertices') return cell;
  const n = cell.vertices;
  const edges = [...cell.edges];
  for (let v = n - 2; v > 0; v--) {
    const used = Array.from({ length: n }, (_, w) => w).some(w => w > v && !isZero(space, edges[v * n + w]!));
    if (!used) for (let u = 0; u < v; u++) edges[u * n + v] = 0;
  }
  return { ...cell, edges };
}
