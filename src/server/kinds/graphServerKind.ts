// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of snippets are written so
import type { GraphCell } from '../../cells/cell';
import { cellCosts } from '../../cells/kinds/graph/costs';
import { isZero } from '../../cells/kinds/graph/limits';
import type { GraphSpace } from '../../cells/space';
import type { Site } from '../features/cellFacts';
import { bold, code, line, paragraph } from '../markup';
import type { ServerKind } from './serverKind';

export const graphServerKind: ServerKind<GraphSpace, GraphCell> = {
  spaceFacts({ operationsOn, vertices, edges, output }) {
    const limits =
      operationsOn === 'edges'
        ? `${vertices} vertices`
        : `at most ${vertices} vertices${edges === null ? '' : ` and ${edges} edges`}`;
    return [`operations on ${operationsOn}`, limits, `output by ${output}`];
  },
  isQuicklyCounted: ({ operationsOn, vertices, edges }) =>
    operationsOn === 'edges' || (vertices <= 7 && edges !== null && edges <= 9),
  sites,
  siteNote: ({ operationsOn }) =>
    operationsOn === 'vertices'
      ? 'Summed over all cells of the network, with the projection of the cell’s input where the vertex takes it.'
      : 'Summed over all cells of the network.',
  outputText({ output }, { vertices: n, edges }, names) {
    const inputs = names.filter((_, from) => from < n - 1 && edges[from * n + n - 1]);
    const joined = output === 'concat' ? 'the concatenation' : 'the sum';
    const listed = inputs.flatMap((name, i) => [...(i > 0 ? [', '] : []), code(name)]);
    return paragraph(line`${bold('output')}: ${joined} of ${listed}`);
  },
  operands: ({ operationsOn }) => (operationsOn === 'vertices' ? 'vertex + …' : 'vertex'),
  outputForm: ({ operationsOn, output }) => ({
    operations: operationsOn === 'edges',
    join: operationsOn === 'vertices' ? output : undefined,
  }),
  firstCell,
};

function sites(space: GraphSpace, cell: GraphCell, names: readonly string[]): Site[] {
  const n = cell.vertices;
  const costs = cellCosts(space, cell);
  const name = (vertex: number) => names[vertex] ?? `v${vertex}`;
  const sum = (values: Float64Array | undefined) => values?.reduce((total, value) => total + value, 0) ?? 0;
  const site = (index: number, operation: number, vertex: number, inputs: readonly number[]): Site => ({
    index,
    operation: space.operations[operation]?.name ?? '',
    vertex: name(vertex),
    inputs: inputs.map(name),
    parameters: sum(costs.sites[index]?.parameters),
    flops: sum(costs.sites[index]?.flops),
  });
  const found: Site[] = [];
  if (space.operationsOn === 'vertices')
    for (let v = 1; v < n - 1; v++) {
      const inputs = Array.from({ length: v }, (_, u) => u).filter(u => cell.edges[u * n + v] === 1);
      found.push(site(v, cell.operations[v - 1] ?? -1, v, inputs));
    }
  else
    for (let to = 1; to < n; to++)
      for (let from = 0; from < to; from++) {
        const entry = cell.edges[from * n + to] ?? 0;
        if (!isZero(space, entry)) found.push(site(from * n + to, entry - 1, to, [from]));
      }
  return found;
}

function firstCell({ operations, operationsOn, output, vertices }: GraphSpace): string[] {
  const names = operations.map(({ name }) => name);
  const usual = operations.find(({ definition: { kind } }) => kind !== 'zero' && kind !== 'identity')?.name;
  const identity = operations.find(({ definition }) => definition.kind === 'identity')?.name;
  let stop = 1;
  const choice = (first = usual ?? names[0] ?? '') =>
    `\${${++stop}|${[first, ...names.filter(name => name !== first)].join(',')}|}`;
  if (operationsOn === 'vertices')
    return [`a = ${choice()}(input)`, `output = ${output === 'concat' ? 'concat(a)' : 'a'}$0`];
  const inner = Array.from({ length: vertices - 2 }, (_, i) => `n${i + 1}`);
  return [
    ...inner.map((name, i) => `${name} = ${choice()}(${inner[i - 1] ?? 'input'})`),
    `output = ${choice(identity)}(${inner.at(-1) ?? 'input'})$0`,
  ];
}
