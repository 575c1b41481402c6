import * as v from 'valibot';
import { count, dictionary, finite, integer, numbers, object } from './basics';
import { searchSpace } from './searchSpace';

const goal = v.exactOptional(v.picklist(['max', 'min']));

const falls = (scores: readonly number[]) => scores.every((score, i) => i === 0 || score < scores[i - 1]!);
const rises = (counts: readonly number[]) => counts.every((each, i) => i === 0 || each > counts[i - 1]!);

/** How the scores of the space are distributed, as `src/predictor/reference.ts` describes it. */
export const reference = v.pipe(
  object({
    cells: count,
    whole: v.boolean(),
    scores: v.pipe(numbers, v.check(falls, 'does not fall')),
    counts: v.pipe(numbers, v.check(rises, 'does not rise')),
  }),
  v.check(
    ({ scores, counts }) => scores.length > 0 && scores.length === counts.length,
    'has not one count for each score',
  ),
);

/** `card.json` of a saved predictor, as `src/predictor/modelCard.ts` describes it. */
export const modelCard = object({
  format: v.literal(1),
  name: v.string(),
  recipe: v.string(),
  space: searchSpace,
  source: v.string(),
  data: object({ file: v.string(), sha256: v.string() }),
  label: v.string(),
  goal,
  trained: count,
  seed: integer,
  kendallTau: v.exactOptional(finite),
  figures: v.array(
    object({
      label: v.string(),
      goal,
      cells: count,
      kendallTau: finite,
      spearmanRho: finite,
      top: object({
        bestOfTen: finite,
        meanOfTen: finite,
        placeOfBestOfTen: count,
        shareOfTopPercent: finite,
        bestOfAll: finite,
      }),
    }),
  ),
  folds: v.exactOptional(count),
  intervalsHold: v.exactOptional(finite),
  numbers: count,
  /** SHA-256 of weights.bin, in hexadecimal digits. Absent in cards of before. */
  weightsSha256: v.exactOptional(v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'is no SHA-256'))),
  reference,
  versions: dictionary(v.string()),
  created: v.string(),
  trainSeconds: finite,
});
