import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { count, dictionary, finite, integer, numbers, object } from './basics';
import { readJson } from './readJson';
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
  v.check(
    ({ cells, counts }) => counts[0]! >= 1 && counts.at(-1)! <= cells,
    'counts more cells than there are, or less than one',
  ),
  v.check(({ scores }) => Number.isFinite(scores[0]! - scores.at(-1)!), 'has scores too far apart'),
);

/** What scores say in the label's unit, as `src/predictor/labelCurve.ts` describes it. */
const labelCurve = v.pipe(
  object({ scores: numbers, values: numbers, error: v.exactOptional(finite) }),
  v.check(({ scores }) => scores.length > 1 && rises(scores), 'has scores that do not rise'),
  v.check(({ scores, values }) => scores.length === values.length, 'has not one value for each score'),
);

const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'is no SHA-256'));

/** `card.json` of a saved predictor, as `src/predictor/modelCard.ts` describes it. */
const modelCard = object({
  format: v.literal(1),
  name: v.string(),
  recipe: v.string(),
  space: searchSpace,
  source: v.string(),
  data: object({ file: v.string(), sha256: v.string(), deviation: v.exactOptional(finite) }),
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
  weightsSha256: v.exactOptional(sha256),
  reference,
  values: v.exactOptional(labelCurve),
  versions: dictionary(v.string()),
  created: v.string(),
  trainSeconds: finite,
  /** SHA-256 of the card itself, as `cardChecksum` computes it. Absent in cards of before. */
  cardSha256: v.exactOptional(sha256),
});

/** bytes of a `card.json`: a shipped one has some 20 kB. */
export const maxCardBytes = 16 * 2 ** 20;

/**
 * Returns the card that the text of a `card.json` describes. A string is one sentence, without its full stop, that says
 * what is wrong: its form, or its checksum.
 */
export function readModelCard<Card extends object = v.InferOutput<typeof modelCard>>(
  text: string,
): Card | string {
  const card = readJson(modelCard, text, 'card.json');
  if (typeof card === 'string' || card.cardSha256 === undefined) return card as Card | string;
  // What was written counts, and not what the schema makes of it.
  return cardChecksum(JSON.parse(text)) === card.cardSha256
    ? (card as object as Card)
    : 'card.json is damaged: its checksum is not the one it states';
}

/** SHA-256, in hexadecimal digits, of a card without its `cardSha256`, as JSON without white space. */
export function cardChecksum({ cardSha256: _, ...card }: { readonly cardSha256?: string }): string {
  return createHash('sha256').update(JSON.stringify(card)).digest('hex');
}
