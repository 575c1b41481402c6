import { prune } from '../../../cells/kinds/graph/prune';
import { isCellOf } from '../../../cells/limits';
import { findOperation } from '../../../cells/operations';
import type { GraphSpace } from '../../../cells/space';
import type { DescribedGenotype, GenotypeCell } from '../../import/described';
import type { CellNotation } from '../../import/notations/notationNames';
import { type CellReading, type ReadCell, type Unread, unread } from '../../import/reading';

/** Operations of published genotypes that a space may declare, and how. */
const declarations: Readonly<Record<string, string>> = {
  sep_conv_7x7: 'sep7x7 = separable(kernel: 7) aka "sep_conv_7x7"',
  conv_1x1: 'conv1x1 aka "conv_1x1"',
  conv_3x3: 'conv3x3 aka "conv_3x3"',
};

/**
 * A DARTS genotype as cells of a space: its normal cell, and behind it its reduction cell where it has one.
 *
 * A node of DARTS sums two operations, each on an earlier node or on one of two inputs. Here each operation is a vertex
 * (`a2`, `b2` of node 2) and so is each node (`node2 = skip(a2 + b2)`); those named by the concatenation feed the output.
 * What a cell can't say, `doc` does. `none` leaves its edge out.
 */
export function expressGenotype(space: GraphSpace, genotype: DescribedGenotype): readonly CellReading[] {
  const { notation, normal, reduction } = genotype;
  const part = (cell: GenotypeCell | Unread, which: 'normal' | 'reduction'): CellReading => {
    const reading = 'nodes' in cell ? buildCell(space, cell, which, notation) : cell;
    return { ...reading, part: which };
  };
  return reduction ? [part(normal, 'normal'), part(reduction, 'reduction')] : [part(normal, 'normal')];
}

function buildCell(
  space: GraphSpace,
  { nodes, concat }: GenotypeCell,
  part: 'normal' | 'reduction',
  notation: CellNotation,
): ReadCell | Unread {
  const outside = (message: string) => unread('outside-space', notation, message);
  const sum = space.operations.findIndex(operation => operation.definition.kind === 'identity');
  if (sum < 0)
    return outside(
      `${space.name} has no operation that passes a node's sum on, so it can't hold a genotype.`,
    );
  const unknown = new Set<string>();
  const operations: number[] = [];
  const names = ['input'];
  const edges: [number, number][] = [];
  const nodeVertices = [0, 0];
  const vertex = (operation: number, called: string) => {
    operations.push(operation);
    return names.push(called) - 1;
  };
  for (const [i, summed] of nodes.entries()) {
    const parts: number[] = [];
    for (const [place, { name, from }] of summed.entries()) {
      if (name === 'none') continue;
      const operation = findOperation(space, name);
      if (operation < 0) {
        unknown.add(name);
        continue;
      }
      const at = vertex(operation, `${place < 26 ? String.fromCharCode(97 + place) : `p${place}_`}${i + 2}`);
      edges.push([nodeVertices[from]!, at]);
      parts.push(at);
    }
    const node = vertex(sum, `node${i + 2}`);
    for (const at of parts) edges.push([at, node]);
    nodeVertices.push(node);
  }
  if (unknown.size > 0) return outside(unknownOperations(space, [...unknown]));
  const n = names.push('output');
  for (const node of concat) edges.push([nodeVertices[node]!, n - 1]);
  const matrix: number[] = new Array(n * n).fill(0);
  for (const [from, to] of edges) matrix[from * n + to] = 1;
  const pruned = prune(space, { vertices: n, edges: matrix, operations });
  if (!pruned)
    return unread('invalid', notation, `No path leads from the input to the output of the ${part} cell.`);
  if (!isCellOf(space, pruned.cell)) {
    const count = pruned.cell.edges.reduce((a, b) => a + b, 0);
    const { vertices } = pruned.cell;
    return outside(
      `A cell of ${space.name} has at most ${space.vertices} vertices${space.edges === null ? '' : ` and ${space.edges} edges`}, and the ${part} cell needs ${vertices} and ${count}; declare a space like ${space.name} with \`vertices <= ${vertices}\` and \`edges <= ${count}\`, and import it there.`,
    );
  }
  return {
    ok: true,
    notation,
    space,
    cell: pruned.cell,
    names: pruned.kept.map(v => names[v]!),
    doc: documentation(part),
  };
}

function unknownOperations(space: GraphSpace, unknown: readonly string[]): string {
  const quoted = unknown.slice(0, 5).map(name => JSON.stringify(name.slice(0, 40)));
  const missing = `${space.name} has no operation ${quoted.join(' or ')}; it has ${space.operations.map(each => each.name).join(', ')}`;
  const declared = unknown.map(name => (Object.hasOwn(declarations, name) ? declarations[name] : undefined));
  const undeclarable = unknown.filter((_, i) => declared[i] === undefined);
  return undeclarable.length === 0
    ? `${missing}. Declare a space like ${space.name} with ${declared.map(each => `\`${each}\``).join(' and ')}, and import it there.`
    : `${missing}. Replace ${undeclarable
        .slice(0, 5)
        .map(name => JSON.stringify(name.slice(0, 40)))
        .join(
          ' and ',
        )} by one of these, or declare a space that has an operation of that name, and import it there.`;
}

function documentation(part: 'normal' | 'reduction'): string {
  const lines = [
    `The ${part} cell of a DARTS genotype. Its two inputs, the outputs of the two cells before it, are both the output`,
    'of the one before it here; a separable convolution is applied once, where DARTS applies sep_conv twice.',
  ];
  if (part === 'reduction')
    lines.push('Here it keeps the resolution, and stands in place of the normal cells.');
  return lines.join('\n');
}
