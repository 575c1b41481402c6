import type { GraphCell } from '../../../cells/cell';
import type { GraphSpace } from '../../../cells/space';
import type { DatasetKind } from '../datasetKind';
import { choicesOf, choicesOfPattern } from './choiceColumns';
import { packGraphs } from './packGraphs';
import { unpackGraphs } from './unpackGraphs';

/** Graphs as the benchmarks and tools for hyper-parameters write them into tables. */
export const graphDatasets: DatasetKind<GraphSpace, GraphCell> = {
  columns: ({ operationsOn }) => (operationsOn === 'edges' ? ['arch_str'] : ['graph', 'module_hash']),
  operationsOn: ({ operationsOn }) => operationsOn,
  choices: choicesOf,
  choicesOfPattern,
  pack: packGraphs,
  unpack: unpackGraphs,
};
