import type { Cell } from '../../../../cells/cell';
import { buildNetwork } from '../../../../cells/network/buildNetwork';
import { layerCost } from '../../../../cells/network/costs';
import { flatten } from '../../../../cells/network/flatten';
import type { FlatNetwork } from '../../../../cells/network/network';
import { countingOf } from '../../../../cells/network/places';
import type { SearchSpace } from '../../../../cells/space';
import { type CellGraph, emptyGraph, type GraphReader, measure } from '../../cellGraph';
import { createVocabulary } from '../../vocabulary';
import { labelOf, layerLabels } from './layerLabels';

/** Vertices that there is room for at first. */
const firstStride = 64;

/** Reads the whole network of a cell, whatever its space: its layers are the vertices. */
export function createNetworkReader(space: SearchSpace): GraphReader {
  const vocabulary = createVocabulary(layerLabels);
  let graph = emptyGraph(firstStride);
  return {
    vocabulary,
    stride: firstStride,
    edgeVertices: 0,
    unitCosts: false,
    read(cell: Cell) {
      const network = flatten(buildNetwork({ space, cell, name: 'cell' }));
      const read = verticesOf(network);
      const size = read.vertices.length + 2;
      if (size > graph.stride) graph = emptyGraph(2 ** Math.ceil(Math.log2(size)));
      fill(graph, network, read, vocabulary.labels - 1);
      measure(graph);
      addCosts(graph, network, read, space);
      return graph;
    },
  };
}

interface Vertices {
  /** Layers that are vertices, in order; vertex 1 is the first. */
  readonly vertices: readonly number[];
  readonly labels: readonly number[];
  /** For each vertex and at last the output, the vertices it reads. */
  readonly inputs: readonly (readonly number[])[];
}

/** The layers that some input reaches and an output depends on; one without a label stands for what it reads. */
function verticesOf(network: FlatNetwork): Vertices {
  const { layers, outputs } = network;
  const live = new Set(outputs.map(({ layer }) => layer));
  for (let i = layers.length - 1; i >= 0; i--)
    if (live.has(i) && layers[i]!.operation !== 'zero')
      for (const input of layers[i]!.inputs) live.add(input);
  const vertices: number[] = [];
  const labels: number[] = [];
  const inputs: number[][] = [];
  // The vertices that a layer's value comes from; none where it is always zero.
  const sources: (readonly number[])[] = [];
  for (const [i, layer] of layers.entries()) {
    const read = layer.inputs.flatMap(input => sources[input]!);
    const label = live.has(i) ? labelOf(network, layer) : 0;
    if (layer.operation === 'input') sources.push([0]);
    else if (layer.operation === 'zero' || !live.has(i)) sources.push([]);
    else if (label === 0 || read.length === 0) sources.push(read);
    else {
      labels.push(label);
      inputs.push(read);
      sources.push([vertices.push(i)]);
    }
  }
  inputs.push(outputs.flatMap(({ layer }) => sources[layer]!));
  return { vertices, labels, inputs };
}

function fill(graph: CellGraph, network: FlatNetwork, read: Vertices, output: number): void {
  const { stride, edges, labels, channels } = graph;
  const last = read.inputs.length;
  graph.size = last + 1;
  edges.fill(0, 0, graph.size * stride);
  labels[0] = 0;
  labels.set(read.labels, 1);
  labels[last] = output;
  for (const [index, inputs] of read.inputs.entries())
    for (const input of inputs) edges[input * stride + index + 1]! += 1;
  const widths = read.vertices.map(layer => network.layers[layer]!.output.channels);
  const most = widths.reduce((a, b) => Math.max(a, b), 1);
  channels.fill(1, 0, graph.size);
  for (const [index, width] of widths.entries()) channels[index + 1] = width / most;
}

function addCosts(graph: CellGraph, network: FlatNetwork, { vertices }: Vertices, space: SearchSpace): void {
  const { parameters, flops, size } = graph;
  const counting = countingOf(space);
  parameters.fill(0, 0, size);
  flops.fill(0, 0, size);
  for (const [index, layer] of vertices.entries()) {
    const cost = layerCost(network, network.layers[layer]!, counting);
    parameters[index + 1] = cost.parameters;
    flops[index + 1] = cost.flops;
  }
  // A network may cost nothing; features have logarithms.
  graph.totalParameters = graph.totalFlops = 1;
  for (const layer of network.layers) {
    const cost = layerCost(network, layer, counting);
    graph.totalParameters += cost.parameters;
    graph.totalFlops += cost.flops;
  }
}
