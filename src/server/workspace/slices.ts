import { setTimeout } from 'node:timers/promises';
import type { Steps } from '../../language/steps';

/** Milliseconds of work at a time. */
const working = 4;
/** Milliseconds in between, in which whatever has been asked meanwhile is answered. */
const resting = 1;

/** Takes steps for as long as others can wait, or until `step` says that the last is taken: whether it is. */
export function slice(step: () => boolean): boolean {
  const end = performance.now() + working;
  while (performance.now() < end) if (step()) return true;
  return false;
}

/** Takes steps until `step` says that the last is taken, and lets others work in between. */
export async function inSlices(step: () => boolean): Promise<void> {
  while (!slice(step)) await setTimeout(resting);
}

/** What the steps come to, with others working in between. */
export async function resultOf<Result>(steps: Steps<Result>): Promise<Result> {
  let last = steps.next();
  await inSlices(() => {
    if (!last.done) last = steps.next();
    return last.done === true;
  });
  return last.value as Result;
}
