import * as v from 'valibot';
import { count, finite, numbers, object } from './basics';
import { cell, searchSpace } from './searchSpace';

/** Messages between the language server and its child processes, as `predictor.ts` and `tables.ts` describe them. */

const space = v.looseObject({
  kind: v.literal('space'),
  space: searchSpace,
  trainWith: v.exactOptional(v.string()),
});

export const toPredictor = v.variant('kind', [
  space,
  v.pipe(
    v.looseObject({
      kind: v.literal('measured'),
      space: v.string(),
      cells: v.array(cell),
      values: numbers,
      trainings: numbers,
      metric: v.string(),
    }),
    v.check(
      ({ cells, values, trainings }) => cells.length === values.length && cells.length === trainings.length,
      'has not one value and one number of trainings for each cell',
    ),
  ),
  v.looseObject({ kind: v.literal('score'), id: count, space: v.string(), cells: v.array(cell) }),
  v.looseObject({
    kind: v.literal('compare'),
    id: count,
    space: v.string(),
    pairs: v.array(v.strictTuple([cell, cell])),
  }),
]);

const basis = v.exactOptional(v.picklist(['transfer', 'size']));

const score = object({
  score: finite,
  top: finite,
  low: v.exactOptional(finite),
  high: v.exactOptional(finite),
  unlike: v.exactOptional(v.boolean()),
  basis,
  learned: v.exactOptional(count),
  before: v.exactOptional(v.string()),
});
const model = object({
  name: v.string(),
  recipe: v.string(),
  source: v.string(),
  kendallTau: v.optional(finite),
  folds: v.exactOptional(count),
  basis,
  learned: v.exactOptional(count),
  before: v.exactOptional(v.string()),
  metric: v.exactOptional(v.string()),
});

export const fromPredictor = v.variant('kind', [
  v.looseObject({ kind: v.literal('trying'), engine: v.string() }),
  v.looseObject({ kind: v.literal('ready'), engine: v.string(), reason: v.string() }),
  v.looseObject({
    kind: v.literal('model'),
    space: v.string(),
    model: v.optional(model),
    reason: v.string(),
  }),
  v.looseObject({ kind: v.literal('scores'), id: count, scores: v.array(score) }),
  v.looseObject({ kind: v.literal('chances'), id: count, chances: v.optional(numbers) }),
  v.looseObject({ kind: v.literal('failed'), id: count, message: v.string() }),
]);

export const toTables = v.variant('kind', [
  space,
  v.looseObject({ kind: v.literal('find'), id: count, space: v.string(), cell }),
  v.looseObject({
    kind: v.literal('costs'),
    id: count,
    space: v.string(),
    cells: v.array(cell),
    files: v.array(v.string()),
  }),
]);

const figure = object({
  table: v.string(),
  column: v.string(),
  value: finite,
  rows: count,
  deviation: v.exactOptional(finite),
  top: finite,
  cells: count,
});

const toldCost = object({
  name: v.string(),
  value: v.exactOptional(finite),
  why: v.exactOptional(v.string()),
});

export const fromTables = v.variant('kind', [
  v.looseObject({ kind: v.literal('found'), id: count, figures: v.array(figure) }),
  v.looseObject({ kind: v.literal('costs'), id: count, costs: v.array(v.array(toldCost)) }),
  v.looseObject({ kind: v.literal('unreadable'), table: v.string(), message: v.string() }),
]);
