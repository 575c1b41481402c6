import type { Random } from '../../cells/random';

/** Deviations beyond this count no further: one odd feature is not worth a measurement. */
const limit = 3;

/**
 * Places far from each other and from those taken (k-means++ seeding): the first at random where none is taken, each
 * next with a probability proportional to the square of its distance to the nearest taken. `inputs` `[rows, width]`,
 * standardised; `places` says which rows may be chosen.
 */
export function spreadOut(
  inputs: Float32Array,
  width: number,
  places: readonly number[],
  taken: readonly number[],
  count: number,
  random: Random,
): number[] {
  const nearest = new Float64Array(places.length).fill(Number.POSITIVE_INFINITY);
  const approach = (from: number) => {
    for (const [i, place] of places.entries()) {
      let square = 0;
      for (let k = 0; k < width; k++)
        square += (clip(inputs[place * width + k]!) - clip(inputs[from * width + k]!)) ** 2;
      nearest[i] = place === from ? 0 : Math.min(nearest[i]!, square);
    }
  };
  for (const place of taken) approach(place);
  const chosen: number[] = [];
  while (chosen.length < Math.min(count, places.length)) {
    const at = taken.length + chosen.length === 0 ? random.integer(places.length) : draw(nearest, random);
    if (at < 0) break;
    chosen.push(places[at]!);
    approach(places[at]!);
  }
  return chosen;
}

function clip(value: number): number {
  return Math.max(-limit, Math.min(limit, value));
}

/** A place with the probability of its weight; −1 if all are 0. */
function draw(weights: Float64Array, random: Random): number {
  let total = 0;
  for (const weight of weights) total += weight;
  let left = random.next() * total;
  let last = -1;
  for (let i = 0; i < weights.length; i++) {
    if (weights[i]! <= 0) continue;
    last = i;
    left -= weights[i]!;
    if (left < 0) break;
  }
  return last;
}
