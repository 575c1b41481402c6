import type { Diagram, LabelledGraph, Part } from '../../drawing/diagram';
import type { Marks } from '../../drawing/difference';
import type { OperationClass } from '../../drawing/drawColours';
import { operationClass } from '../../drawing/drawColours';
import { catalogue } from '../../network/catalogue';
import type { NetworkNode } from '../../network/network';
import type { NetworkSpace } from '../../space';
import type { ListNode, NetworkCell, NodeValue, OneNode, OneValue } from './choices';
import { networkOf } from './template';
import { valueText } from './text';

/** A run of equal layers of a stage, or a fixed part of the network. */
interface Piece {
  readonly box: Part;
  /** Layers of a stage, counted from its first. */
  readonly layers?: readonly [stage: string, from: number, to: number];
}

/** A network of layers, drawn as stages: a box for each run of equal layers, and for each fixed part. */
export function networkDiagram(space: NetworkSpace, cell: NetworkCell): Diagram {
  const pieces: Piece[] = [];
  const edges: (readonly [string, string])[] = [];
  const last = new Map<string, string>();
  const { main } = space.network;
  const built = networkOf(space, cell);
  const filled = built.main;
  for (const name of main.inputs) {
    pieces.push({ box: part(name, 'input', undefined) });
    last.set(name, name);
  }
  for (const [i, node] of main.nodes.entries()) {
    const from = node.inputs.map(name => last.get(name)!);
    if (node.kind === 'stage') {
      const index = space.choices.fields.findIndex(({ name }) => name === node.path[0]);
      const runs = runsOf(space.choices.fields[index]!.choices as ListNode, cell.fields[index]!);
      let before = from;
      for (const [r, run] of runs.entries()) {
        const id = r === 0 ? node.name : `${node.name} ${r}`;
        const times = run.to - run.from + 1;
        const label = `${r === 0 ? `${node.path[0]}: ` : ''}${run.label}${times > 1 ? ` ×${times}` : ''}`;
        pieces.push({ box: part(id, label, run.paint), layers: [`${node.path[0]}`, run.from, run.to] });
        for (const source of before) edges.push([source, id]);
        before = [id];
      }
      last.set(node.name, before[0]!);
      continue;
    }
    if (node.kind === 'stack') {
      const { nodes } = built.blocks.find(({ name }) => name === stackName(filled.nodes[i]!))!;
      const times = nodes.length > 1 ? ` ×${nodes.length}` : '';
      pieces.push({ box: part(node.name, `${node.callee}${times}`, paintOf(node.callee)) });
      for (const source of from) edges.push([source, node.name]);
      last.set(node.name, node.name);
      continue;
    }
    const call = filled.nodes[i]!;
    const callee = 'call' in call ? call.call.callee : '';
    const given = 'call' in call ? call.call.arguments : {};
    const kernel = given['kernel'] === undefined ? '' : ` ${sides(given['kernel'])}`;
    pieces.push({ box: part(node.name, `${callee}${kernel}`, paintOf(callee)) });
    for (const source of from) edges.push([source, node.name]);
    last.set(node.name, node.name);
  }
  for (const { name, from } of main.outputs) {
    const id = `${name} out`;
    pieces.push({ box: part(id, name, undefined) });
    edges.push([last.get(from)!, id]);
  }
  return { boxes: pieces.map(({ box }, vertex) => ({ ...box, vertex })), edges };
}

function stackName(node: NetworkNode): string {
  return 'call' in node ? node.call.callee : '';
}

/** The same for Graphviz. */
export function networkGraph(space: NetworkSpace, cell: NetworkCell): LabelledGraph {
  const { boxes, edges } = networkDiagram(space, cell);
  const place = new Map(boxes.map(({ id }, i) => [id, i]));
  return {
    vertices: boxes.map(({ label }) => label),
    edges: edges.map(([from, to]) => ({ from: place.get(from)!, to: place.get(to)!, label: '' })),
  };
}

/** In which layers two cells differ, and which fixed parts have other sizes. */
export function networkDifference(
  space: NetworkSpace,
  a: NetworkCell,
  b: NetworkCell,
): readonly [Marks, Marks] {
  return [marksOf(space, a, b), marksOf(space, b, a)];
}

function marksOf(space: NetworkSpace, cell: NetworkCell, other: NetworkCell): Marks {
  const boxes = new Set<string>();
  for (const node of space.network.main.nodes) {
    if (node.kind !== 'stage') continue;
    const index = space.choices.fields.findIndex(({ name }) => name === node.path[0]);
    const choices = space.choices.fields[index]!.choices as ListNode;
    const theirs = other.fields[index] as readonly NodeValue[];
    const text = (value: NodeValue | undefined) =>
      value === undefined ? undefined : valueText(choices.each, value);
    for (const [r, run] of runsOf(choices, cell.fields[index]!).entries())
      for (let layer = run.from; layer <= run.to; layer++)
        if (text(theirs[layer]) !== run.text) boxes.add(r === 0 ? node.name : `${node.name} ${r}`);
  }
  return { boxes, edges: new Set() };
}

interface Run {
  readonly text: string;
  /** The same in short: `mb(3, 6)`. */
  readonly label: string;
  readonly from: number;
  readonly to: number;
  readonly paint: OperationClass;
}

function runsOf({ each }: ListNode, value: NodeValue): Run[] {
  const runs: Run[] = [];
  for (const [i, layer] of (value as readonly NodeValue[]).entries()) {
    const text = valueText(each, layer);
    const last = runs.at(-1);
    if (last?.text === text) runs[runs.length - 1] = { ...last, to: i };
    else {
      const option = (each as OneNode).of[(layer as OneValue).option];
      const callee = typeof option?.value === 'object' ? option.value.callee : '';
      runs.push({
        text,
        label: text.replace(/[\p{ID_Continue}-]+: /gu, ''),
        from: i,
        to: i,
        paint: paintOf(callee),
      });
    }
  }
  return runs;
}

/** Declared operations are drawn as convolutions, which nearly all of them are made of. */
function paintOf(callee: string): OperationClass {
  return Object.hasOwn(catalogue, callee) ? operationClass({ kind: callee }) : 'convolution';
}

function part(id: string, label: string, paint: OperationClass | undefined): Part {
  return { id, vertex: undefined, operation: undefined, label, live: true, ...(paint ? { paint } : {}) };
}

function sides(kernel: unknown): string {
  return typeof kernel === 'number' ? `${kernel}×${kernel}` : String(kernel).replace('x', '×');
}
