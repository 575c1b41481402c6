import type { GraphCell } from '../../cells/cell';
import { vertexNames } from '../../cells/kinds/graph/vertexNames';
import type { GraphChoices, GraphSpace } from '../../cells/space';
import type { Declared, DocumentKind } from './documentKind';
import { lowerGraph } from './lowerGraph';
import { printGraph } from './printGraph';

/** Bounds on the figures of a declared space, so that nothing it is used for grows out of hand. */
const max = { vertices: 64, edges: 2016 };

/** Spaces with operations on vertices or on edges; a cell binds its vertices one after the other. */
export const graphDocument: DocumentKind<GraphChoices, GraphSpace, GraphCell> = {
  lowerSpace,
  lowerCell: lowerGraph,
  names: (space, cell) => vertexNames(space, cell.vertices),
  printCell: printGraph,
  printSpace: ({ operationsOn, vertices, edges, output }) => ({
    on: operationsOn,
    properties: [
      `vertices ${operationsOn === 'vertices' ? '<=' : '='} ${vertices}`,
      ...(edges === null ? [] : [`edges <= ${edges}`]),
      'merge = sum',
      `output = ${output}`,
    ],
  }),
};

function lowerSpace(form: string, { own, figure, report }: Declared): GraphChoices | undefined {
  const operationsOn = form === 'edges' ? 'edges' : 'vertices';
  const vertices = figure(own['vertices'], 2, max.vertices);
  const edges = figure(own['edges'], 1, max.edges);
  const output = own['output']?.value;
  if (operationsOn === 'edges' && output?.text === 'concat')
    report(output, 'wrong-value', "With operations on edges the output is a 'sum', like every vertex.");
  if (vertices === undefined || (own['edges'] !== undefined && edges === undefined)) return undefined;
  return {
    operationsOn,
    vertices,
    edges: edges ?? null,
    output:
      (output?.text ?? (operationsOn === 'vertices' ? 'concat' : 'sum')) === 'concat' ? 'concat' : 'sum',
  };
}
