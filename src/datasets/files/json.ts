/** Deepest nesting of objects whose values become columns of their own. */
const maxDepth = 4;

/**
 * Parses JSON, and JSON as Python writes it: `NaN`, `Infinity` and `-Infinity` are missing values. `undefined`: it is
 * neither.
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    if (!/NaN|Infinity/.test(text)) return undefined;
  }
  try {
    return JSON.parse(
      text.replaceAll(/"[^"\\]*(?:\\.[^"\\]*)*"|-?\bInfinity\b|\bNaN\b/gs, found =>
        found.startsWith('"') ? found : 'null',
      ),
    );
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A row with the values of nested objects under `outer/inner` too, as Ray Tune's tables call them. */
export function flattened(row: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  if (!Object.values(row).some(isObject)) return row;
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
