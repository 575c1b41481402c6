import type { Cell } from '../../cells/cell';
import type { SearchSpace } from '../../cells/space';
import { cheapGroup } from './cheap';
import { depthGroup } from './depth';
import { entropyGroup } from './entropy';
import type { FeatureGroup, GroupContext } from './group';
import { featureKindOf } from './kinds/featureKind';
import { channelPairsGroup, siblingsGroup, triplesGroup } from './neighbourhoods';
import { pathsGroup } from './pathStatistics';
import { edgeOperationsGroup, pathOperationsGroup, stringsGroup } from './pathStrings';
import { countsGroup, reachGroup } from './signalCounts';
import { emptyFlow, readFlow } from './signalFlow';
import { strengthGroup } from './strength';
import { sumsGroup } from './vertexFeatures';
import type { GraphForm } from './vocabulary';
import { powerGroup, walksGroup } from './weightedPairs';

const groups = {
  cheap: cheapGroup,
  power: powerGroup,
  counts: countsGroup,
  reach: reachGroup,
  entropy: entropyGroup,
  strength: strengthGroup,
  paths: pathsGroup,
  sums: sumsGroup,
  walks: walksGroup,
  strings: stringsGroup,
  channelPairs: channelPairsGroup,
  triples: triplesGroup,
  siblings: siblingsGroup,
  pathOperations: pathOperationsGroup,
  edgeOperations: edgeOperationsGroup,
  depth: depthGroup,
} satisfies Record<string, (context: GroupContext) => FeatureGroup>;

export type GroupName = keyof typeof groups;

/** What follows from the flow of the signal: no path is written out. */
export const signalGroups: readonly GroupName[] = [
  'cheap',
  'power',
  'counts',
  'reach',
  'entropy',
  'strength',
];

export interface FeatureReader {
  readonly names: readonly string[];
  /** `[start, end)` of each group asked for, in its order. */
  readonly ranges: readonly (readonly [number, number])[];
  /** Writes `names.length` numbers from `at` on; allocates nothing. */
  write(cell: Cell, out: Float32Array, at: number): void;
  /** `[cells, names.length]`. */
  matrix(cells: readonly Cell[]): Float32Array;
}

export function createFeatures(
  space: SearchSpace,
  wanted: readonly GroupName[],
  graphForm: GraphForm = 'syntactic',
): FeatureReader {
  const reader = featureKindOf(space).graphReader(space, graphForm);
  const { vocabulary, edgeVertices, unitCosts } = reader;
  let { stride } = reader;
  const make = () => {
    const context = { vocabulary, stride, edgeVertices, unitCosts };
    return { flow: emptyFlow(stride), groups: wanted.map(name => groups[name](context)) };
  };
  let made = make();
  const ranges: [number, number][] = [];
  for (const { names } of made.groups) {
    const start = ranges[ranges.length - 1]?.[1] ?? 0;
    ranges.push([start, start + names.length]);
  }
  const names = made.groups.flatMap(group => group.names);
  const write = (cell: Cell, out: Float32Array, at: number) => {
    const graph = reader.read(cell);
    if (graph.stride > stride) {
      stride = graph.stride;
      made = make();
    }
    readFlow(graph, vocabulary, made.flow);
    for (let g = 0; g < made.groups.length; g++)
      made.groups[g]!.write(graph, made.flow, out, at + ranges[g]![0]);
  };
  return {
    names,
    ranges,
    write,
    matrix(cells) {
      const out = new Float32Array(cells.length * names.length);
      for (let i = 0; i < cells.length; i++) write(cells[i]!, out, i * names.length);
      return out;
    },
  };
}
