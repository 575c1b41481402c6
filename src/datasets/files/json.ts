/** Deepest nesting of objects whose values become columns of their own. */
const maxDepth = 4;

/** Of a table that nests deeper nothing is a cell, and what walks through it would run out of stack. */
export const maxNesting = 100;

/** Whether brackets outside of strings nest too deep. Linear in the length of the text, whether or not it is JSON. */
export function isNestedTooDeep(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (inString) {
      if (code === 0x5c) at++;
      else if (code === 0x22) inString = false;
    } else if (code === 0x22) inString = true;
    else if (code === 0x5b || code === 0x7b) {
      if (++depth > maxNesting) return true;
    } else if (code === 0x5d || code === 0x7d) depth--;
  }
  return false;
}

/** Whether a value nests more than `depth` deep. */
export function isDeep(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (depth === 0) return true;
  for (const key in value)
    if (isDeep((value as Readonly<Record<string, unknown>>)[key], depth - 1)) return true;
  return false;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A row with the values of nested objects under `outer/inner` too, as Ray Tune's tables call them. */
export function flattened(row: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  let isFlat = true;
  for (const key in row) if (isObject(row[key])) isFlat = false;
  if (isFlat) return row;
  const flat: Record<string, unknown> = Object.create(null);
  const add = (values: Readonly<Record<string, unknown>>, prefix: string, depth: number) => {
    for (const [key, value] of Object.entries(values)) {
      flat[prefix + key] ??= value;
      if (depth < maxDepth && isObject(value)) add(value, `${prefix}${key}/`, depth + 1);
    }
  };
  add(row, '', 0);
  return flat;
}
