import { md5 } from 'js-md5';
import { canonicalCell, canonicalHash } from '../../../src/cells/canonical';
import type { GraphCell } from '../../../src/cells/cell';
import { totalCosts } from '../../../src/cells/costs';
import { describeCell } from '../../../src/cells/describeCell';
import { difference } from '../../../src/cells/drawing/difference';
import { drawCell } from '../../../src/cells/drawing/draw';
import { drawCells, maxEnumerable, sampleCells, spaceSize } from '../../../src/cells/enumerate';
import { automorphismCount } from '../../../src/cells/kinds/graph/canonical';
import { cellCosts } from '../../../src/cells/kinds/graph/costs';
import { moduleHash } from '../../../src/cells/moduleHash';
import { mutate, neighbours } from '../../../src/cells/mutate';
import { createRandom } from '../../../src/cells/random';
import type { GraphSpace } from '../../../src/cells/space';
import { spaceKey } from '../../../src/cells/spaceKey';
import { writeSpelling } from '../../../src/cells/spelling';
import { printCell } from '../../../src/document/printCell';
import { printSpace } from '../../../src/document/printSpace';
import { archNames } from '../../../src/exchange/archNames';
import { exportCell } from '../../../src/exchange/export/exportCell';
import { createFeatures, type GroupName } from '../../../src/predictor/features/features';
import { packGraphs } from '../../../src/predictor/recipes/distilled/gnn/packedGraphs';
import { encodeCells } from '../../../src/predictor/recipes/renas/features';

/** One quantity of many cells: a digest for each hundred of them, and the first three as they are. */
export interface Golden {
  readonly first: readonly string[];
  readonly digests: string;
}

const sample = 1000;

const groups: readonly GroupName[] = [
  ...(['cheap', 'power', 'counts', 'reach', 'entropy', 'strength', 'paths', 'sums', 'walks'] as const),
  ...(['strings', 'channelPairs', 'triples', 'siblings', 'pathOperations', 'edgeOperations'] as const),
];

/** The same cells of a space every time; drawn the quick way from a space too large to list. */
export function goldenCells(space: GraphSpace, count = sample): GraphCell[] {
  const take = spaceSize(space) > maxEnumerable ? drawCells : sampleCells;
  return take(space, count, createRandom(2026));
}

/** Everything about a space and a thousand of its cells that must not change, but for scores and exported networks. */
export function figuresOf(space: GraphSpace): Record<string, string | number | Golden> {
  const cells = goldenCells(space);
  const each = (write: (cell: GraphCell, index: number) => string, from: readonly GraphCell[] = cells) =>
    golden(from.map(write));
  const fifty = cells.slice(0, 50);
  const drawn = createFeatures(space, groups, 'syntactic');
  const computed = createFeatures(space, groups, 'functional');
  const renas = encodeCells(space, cells);
  const width = renas.length / cells.length;
  const random = createRandom(7);
  const svg = (cell: GraphCell) => drawCell(space, cell, { title: 'golden' });
  return {
    key: spaceKey(space),
    source: printSpace(space),
    size: spaceSize(space),
    spellings: each(cell => writeSpelling(space, cell)),
    sampled: each(cell => writeSpelling(space, cell), sampleCells(space, 5, createRandom(4))),
    hashes: each(cell => canonicalHash(space, cell)),
    canonical: each(cell => writeSpelling(space, canonicalCell(space, cell))),
    automorphisms: each(cell => `${automorphismCount(space, cell)}`),
    published: each(cell => JSON.stringify([moduleHash(space, cell), archNames(space, cell)])),
    sources: each(cell => printCell(space, cell, { name: 'golden' })),
    costs: each(cell => JSON.stringify(totalCosts(space, cell))),
    sites: each(cell => {
      const { sites } = cellCosts(space, cell);
      return JSON.stringify(sites.map(({ parameters, flops }) => [[...parameters], [...flops]]));
    }),
    features: JSON.stringify([
      drawn.names.length,
      computed.names.length,
      md5(drawn.names.join()),
      md5(computed.names.join()),
    ]),
    drawn: each(cell => bytes(drawn.matrix([cell]))),
    computed: each(cell => bytes(computed.matrix([cell]))),
    renas: each((_, i) => bytes(renas.slice(i * width, (i + 1) * width))),
    graphs: each(cell => {
      const packed = packGraphs(space, [cell], 'functional');
      return JSON.stringify([bytes(packed.vertices), [...packed.from], [...packed.to]]);
    }),
    neighbours: each(
      cell =>
        neighbours(space, cell)
          .map(other => canonicalHash(space, other))
          .join(),
      cells.slice(0, 20),
    ),
    mutations: each(cell => writeSpelling(space, mutate(space, cell, random)), fifty),
    descriptions: each(cell => describeCell(space, cell).join('\n'), fifty),
    differences: each(
      (cell, i) => {
        const marks = difference(space, cell, fifty[(i + 1) % fifty.length]!);
        return JSON.stringify(marks.map(({ boxes, edges }) => [[...boxes], [...edges]]));
      },
      fifty.slice(0, 20),
    ),
    drawings: short(each(svg, fifty)),
    texts: short(
      each(cell => {
        const named = { space, cell, name: 'golden' };
        return (['arch-string', 'model-spec', 'dot', 'svg'] as const)
          .map(format => JSON.stringify(exportCell(format, named)))
          .join('\n');
      }, fifty),
    ),
  };
}

export function golden(values: readonly string[]): Golden {
  const digests: string[] = [];
  for (let at = 0; at < values.length; at += 100)
    digests.push(md5(values.slice(at, at + 100).join('\0')).slice(0, 12));
  return { first: values.slice(0, 3).map(shorten), digests: digests.join(' ') };
}

function short({ first, digests }: Golden): Golden {
  return { first: first.slice(0, 1), digests };
}

function shorten(text: string): string {
  return text.length > 500 ? `${text.slice(0, 400)}… (${text.length} characters, md5 ${md5(text)})` : text;
}

function bytes(values: Float32Array): string {
  return md5(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
}
