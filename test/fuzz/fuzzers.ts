import type { AnyFuzzer } from './fuzzer';
import { checkpoints } from './fuzzers/checkpoints';
import { costTables } from './fuzzers/costTables';
import { measurements } from './fuzzers/measurements';
import { pageMessages } from './fuzzers/pageMessages';
import { parser } from './fuzzers/parser';
import { paste } from './fuzzers/paste';
import { predictors } from './fuzzers/predictors';
import { reparse } from './fuzzers/reparse';
import { runDirectories } from './fuzzers/runDirectories';
import { server } from './fuzzers/server';
import { tables } from './fuzzers/tables';
import { trainingLogs } from './fuzzers/trainingLogs';

export const fuzzers: readonly AnyFuzzer[] = [
  parser,
  reparse,
  server,
  tables,
  costTables,
  paste,
  runDirectories,
  measurements,
  trainingLogs,
  checkpoints,
  predictors,
  pageMessages,
];
