import { isCellOf } from '../../cells/limits';
import { prune } from '../../cells/prune';
import type { SearchSpace } from '../../cells/space';
import { findOperation } from '../../cells/spelling';
import { assignedName, candidates, firstCell, type ImportedCell, type Spaces } from './importedCell';
import { numbersOf, type PythonGroup, readPythonValue, unwrapped } from './pythonLiteral';

/**
 * Reads a DARTS `Genotype(normal=[('sep_conv_3x3', 0), …], normal_concat=…, reduce=[…], reduce_concat=…)`: its normal
 * cell, and behind it its reduction cell where it has one that is not empty. `undefined`: the text has none.
 *
 * A node of DARTS sums two operations, each on an earlier node or on one of two inputs. Here each operation is a vertex
 * (`a2`, `b2` of node 2) and so is each node (`node2 = skip(a2 + b2)`); those named by the concatenation feed the output.
 * What a cell can't say, `documentation` does. `none` leaves its edge out.
 */
export function importGenotype(text: string, spaces: Spaces): readonly ImportedCell[] | string | undefined {
  const call = /\bGenotype\s*(?=\()/.exec(text);
  if (!call) return undefined;
  const genotype = readPythonValue(text, call.index);
  if (genotype?.kind !== 'group')
    return 'The Genotype(…) is not complete, or holds more than lists, names and numbers.';
  const name = assignedName(text.slice(Math.max(0, call.index - 200), call.index));
  const normal = readNodes(genotype, 'normal', 0);
  if (typeof normal === 'string') return normal;
  const reduce = readNodes(genotype, 'reduce', 2);
  return firstCell(candidates(spaces, 'darts', 'vertices'), space => {
    const cell = buildCell(space, normal, name, 'normal');
    if (typeof cell === 'string') return cell;
    const second =
      typeof reduce === 'string' ? reduce : buildCell(space, reduce, `${name}_reduce`, 'reduction');
    return typeof second === 'string' ? [cell] : [cell, second];
  });
}

interface Operation {
  readonly name: string;
  /** 0 and 1 are the inputs, 2 the first node. */
  readonly from: number;
}

interface Nodes {
  /** The operations that each node sums. */
  readonly nodes: readonly (readonly Operation[])[];
  readonly concat: readonly number[];
}

const mostNodes = 20;

function readNodes(genotype: PythonGroup, part: 'normal' | 'reduce', position: number): Nodes | string {
  const list = unwrapped(genotype.named.get(part) ?? genotype.items[position]);
  if (!list) return `The Genotype has no list \`${part}\` of operations.`;
  const nodes: Operation[][] = [];
  // Some tools nest a list for each node; DARTS's own list is flat, two operations a node.
  const nested = list.items.every(item => item.kind === 'group' && item.items[0]?.kind === 'group');
  const read = (items: PythonGroup['items'], node: number): string | undefined => {
    for (const item of items) {
      const [name, from] = item.kind === 'group' ? item.items : [];
      if (name?.kind !== 'text' || from?.kind !== 'number')
        return `The operations of \`${part}\` must be pairs of a name and the number of a node.`;
      if (!Number.isInteger(from.value) || from.value < 0 || from.value >= node)
        return `Node ${node} of \`${part}\` can't take its input from node ${from.value}, which does not come before it.`;
      nodes[node - 2] = [...(nodes[node - 2] ?? []), { name: name.text, from: from.value }];
    }
    return undefined;
  };
  if (!nested && list.items.length % 2 === 1)
    return `\`${part}\` must have two operations a node, and has an odd number.`;
  const count = nested ? list.items.length : list.items.length / 2;
  if (count === 0 || count > mostNodes)
    return `\`${part}\` must have 1 to ${mostNodes} nodes, and has ${count}.`;
  for (let i = 0; i < count; i++) {
    const items = nested ? (list.items[i] as PythonGroup).items : list.items.slice(2 * i, 2 * i + 2);
    const wrong = read(items, i + 2);
    if (wrong) return wrong;
  }
  const written = genotype.named.get(`${part}_concat`) ?? genotype.items[position + 1];
  const concat = written ? numbersOf(written) : nodes.map((_, i) => i + 2);
  if (
    !concat ||
    concat.length === 0 ||
    concat.some(node => !Number.isInteger(node) || node < 2 || node >= count + 2)
  )
    return `\`${part}_concat\` must name nodes from 2 to ${count + 1}.`;
  return { nodes, concat: [...new Set(concat)] };
}

function buildCell(
  space: SearchSpace,
  { nodes, concat }: Nodes,
  name: string,
  part: 'normal' | 'reduction',
): ImportedCell | string {
  const sum = space.operations.findIndex(operation => operation.definition.kind === 'identity');
  if (sum < 0)
    return `${space.name} has no operation that passes a node's sum on, so it can't hold a Genotype.`;
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
    for (const [place, { name: operationName, from }] of summed.entries()) {
      if (operationName === 'none') continue;
      const operation = findOperation(space, operationName);
      if (operation < 0)
        return `${space.name} has no operation ${JSON.stringify(operationName.slice(0, 40))}; it has ${space.operations.map(each => each.name).join(', ')}.`;
      const at = vertex(operation, `${String.fromCharCode(97 + place)}${i + 2}`);
      edges.push([nodeVertices[from]!, at]);
      parts.push(at);
    }
    const node = vertex(sum, `node${i + 2}`);
    for (const at of parts) edges.push([at, node]);
    nodeVertices.push(node);
  }
  const n = names.push('output');
  for (const node of concat) edges.push([nodeVertices[node]!, n - 1]);
  const matrix: number[] = new Array(n * n).fill(0);
  for (const [from, to] of edges) matrix[from * n + to] = 1;
  const pruned = prune(space, { vertices: n, edges: matrix, operations });
  if (!pruned) return `No path leads from the input to the output of the ${part} cell.`;
  if (!isCellOf(space, pruned.cell))
    return `A cell of ${space.name} has at most ${space.vertices} vertices${space.edges === null ? '' : ` and ${space.edges} edges`}, and the ${part} cell needs ${pruned.cell.vertices} and ${pruned.cell.edges.reduce((a, b) => a + b, 0)}.`;
  return {
    space,
    cell: pruned.cell,
    name,
    names: pruned.kept.map(v => names[v]!),
    doc: documentation(part),
  };
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
