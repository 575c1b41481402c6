import type { Cell } from '../cell';
import { kindOf } from '../kinds/kind';
import type { SearchSpace } from '../space';
import type { OperationClass } from './drawColours';

/** A box of a drawing before it is laid out: a vertex, or an operation that stands on an edge. */
export interface Part {
  readonly id: string;
  /** Of the cell; `undefined` for an operation on an edge. */
  readonly vertex: number | undefined;
  /** Index in `space.operations`; `undefined` for a bare vertex. */
  readonly operation: number | undefined;
  readonly label: string;
  /** What it is coloured as where it stands for no operation of the space. */
  readonly paint?: OperationClass;
  /** On a path from input to output; always so for operations on vertices. */
  readonly live: boolean;
}

export interface Diagram {
  readonly boxes: readonly Part[];
  readonly edges: readonly (readonly [from: string, to: string])[];
}

/** A graph as Graphviz has it: text at vertices and edges. */
export interface LabelledGraph {
  readonly vertices: readonly string[];
  readonly edges: readonly { readonly from: number; readonly to: number; readonly label: string }[];
}

/** What a drawing of a cell shows; where its kind has no drawing of its own, the operations of its block. */
export function diagramOf(
  space: SearchSpace,
  cell: Cell,
  names: readonly string[] | undefined,
  showNames: boolean,
): Diagram {
  return kindOf(space).diagram?.(space, cell, names, showNames) ?? blockDiagram(space, cell);
}

export function labelledGraphOf(
  space: SearchSpace,
  cell: Cell,
  names: readonly string[] | undefined,
): LabelledGraph {
  const own = kindOf(space).labelledGraph?.(space, cell, names);
  if (own) return own;
  const { boxes, edges } = blockDiagram(space, cell);
  const place = new Map(boxes.map(({ id }, i) => [id, i]));
  return {
    vertices: boxes.map(({ label }) => label),
    edges: edges.map(([from, to]) => ({ from: place.get(from)!, to: place.get(to)!, label: '' })),
  };
}

function blockDiagram(space: SearchSpace, cell: Cell): Diagram {
  const kind = kindOf(space);
  const { inputs, nodes, outputs } = kind.block(space, cell, 'Cell');
  const sites = kind.sites(space, cell);
  const boxes: Part[] = inputs.map((id, vertex) => ({
    id,
    vertex,
    operation: undefined,
    label: 'input',
    live: true,
  }));
  const edges: (readonly [string, string])[] = [];
  for (const node of nodes) {
    const site = sites.find(({ path }) => node.site && path.join() === node.site.join());
    const operation = site && site.chosen >= 0 ? site.chosen : undefined;
    const callee = 'call' in node ? node.call.callee : node.name;
    const label = operation === undefined ? callee : site!.options[operation]!.name;
    boxes.push({ id: node.name, vertex: boxes.length, operation, label, live: true });
    for (const input of node.inputs) edges.push([input, node.name]);
  }
  for (const { name, from } of outputs) {
    boxes.push({ id: `${name} `, vertex: boxes.length, operation: undefined, label: name, live: true });
    edges.push([from, `${name} `]);
  }
  return { boxes, edges };
}
