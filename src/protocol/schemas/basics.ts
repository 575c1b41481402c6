import * as v from 'valibot';
import type { Schema } from './readJson';

/** A number that is neither NaN nor infinite (JSON can hold `1e999`). */
export const finite = v.pipe(v.number(), v.finite('is not finite'));

export const integer = v.pipe(v.number(), v.safeInteger('is not a whole number'));

/** A whole number from 0: a count, a size, an index. */
export const count = v.pipe(integer, v.minValue(0, 'is negative'));

/** A list of finite numbers, however long: an entry costs no more than a look at it. */
export const numbers = v.custom<readonly number[]>(
  value => Array.isArray(value) && value.every(Number.isFinite),
  'is not a list of finite numbers',
);

const plainObject = v.custom<Readonly<Record<string, unknown>>>(
  value => typeof value === 'object' && value !== null && !Array.isArray(value),
  'is not an object',
);

/** An object with these fields; fields that are not known are kept. (Valibot's own objects take lists, too.) */
export function object<Fields extends v.ObjectEntries>(fields: Fields) {
  return v.pipe(plainObject, v.looseObject(fields));
}

/**
 * An object used as a dictionary. Names such as `constructor` and `__proto__`, which `v.record` drops, are kept: the
 * result has no prototype, so that only names that are in it can be found in it.
 */
export function dictionary<T>(values: Schema<T>): Schema<Readonly<Record<string, T>>> {
  return v.pipe(
    plainObject,
    v.rawTransform(({ dataset, addIssue, NEVER }) => {
      const named: Record<string, T> = Object.create(null);
      for (const [name, value] of Object.entries(dataset.value)) {
        const result = v.safeParse(values, value, { abortEarly: true });
        if (!result.success) {
          addIssue({ message: 'has a value that does not belong there', input: value });
          return NEVER;
        }
        named[name] = result.output;
      }
      return named;
    }),
  );
}
