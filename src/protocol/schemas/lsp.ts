import * as v from 'valibot';
import { explainCell } from '../explainCell';
import {
  cellAt,
  compareCells,
  drawCells,
  exportCell,
  featuresChanged,
  importCells,
  modelsChanged,
  rankedCells,
  rankedEdits,
  spaceSizes,
  tablesChanged,
} from '../lsp';
import { workspaceCells } from '../workspaceCells';
import { count, dictionary, object } from './basics';
import type { Schema } from './readJson';
import { costFiles } from './serverOptions';

const position = object({ line: count, character: count });
const target = object({ uri: v.string(), position });

/** Of the requests and notifications of our own that a client may send, by method: their parameters. */
export const clientMessages: ReadonlyMap<string, Schema<object>> = new Map<string, Schema<object>>([
  [cellAt, target],
  [rankedEdits, target],
  [compareCells, object({ cells: v.strictTuple([target, target]) })],
  [exportCell, object({ cell: target, form: v.optional(v.string()) })],
  [
    importCells,
    object({
      text: v.string(),
      uri: v.optional(v.string()),
      position: v.optional(position),
      mixed: v.optional(v.boolean()),
    }),
  ],
  [
    drawCells,
    object({
      cells: v.array(v.union([target, object({ text: v.string(), name: v.string() })])),
      marked: v.boolean(),
      direction: v.picklist(['right', 'down']),
    }),
  ],
  [spaceSizes, object({ spaces: v.array(object({ name: v.string(), uri: v.exactOptional(v.string()) })) })],
  [rankedCells, object({ uri: v.string() })],
  [explainCell, object({ text: v.string(), name: v.optional(v.string()) })],
  [modelsChanged, object({ chosenModels: dictionary(v.string()) })],
  [
    tablesChanged,
    object({ tables: v.exactOptional(v.array(v.string())), costs: v.exactOptional(costFiles) }),
  ],
  [
    featuresChanged,
    object({
      codeLenses: v.optional(v.boolean()),
      rankHints: v.optional(v.boolean()),
      operationHints: v.optional(v.boolean()),
      estimates: v.optional(v.boolean()),
      hintCosts: v.optional(v.array(v.string())),
    }),
  ],
]);

/** Of these no parameters are read. */
export const withoutParameters: ReadonlySet<string> = new Set([workspaceCells]);
