import type { AnyFuzzer } from './fuzzer';
import { checkpoints } from './fuzzers/checkpoints';
import { parser } from './fuzzers/parser';
import { paste } from './fuzzers/paste';
import { reparse } from './fuzzers/reparse';
import { server } from './fuzzers/server';
import { tables } from './fuzzers/tables';

export const fuzzers: readonly AnyFuzzer[] = [parser, reparse, server, tables, paste, checkpoints];
