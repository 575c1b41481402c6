import type { Random } from '../../cells/random';
import type { Candidates } from './candidates';
import { spreadOut } from './spread';

/** With more candidates than this, the start is larger, and spread over a part of them. */
const many = 10_000;
const part = 3000;

/** How many cells are measured before anything is learned. */
export function firstCells(candidates: number): number {
  return candidates > many ? 10 : 6;
}

/** `count` of the open candidates far from each other and from those tried. */
export function spreadOver(
  { inputs, width, count: all }: Candidates,
  open: readonly number[],
  tried: readonly number[],
  count: number,
  random: Random,
): number[] {
  const places = all > many ? random.shuffle([...open]).slice(0, part) : open;
  return spreadOut(inputs, width, places, tried, count, random);
}
