/** Work that takes long, in steps between which others may work. */
export type Steps<Result> = Generator<void, Result, void>;

/** Does all the steps at once. */
export function finish<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}
