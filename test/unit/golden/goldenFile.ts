import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const file = (name: string) => path.join(import.meta.dirname, `${name}.json`);

/** Whether this run stores what it finds instead of comparing it: `RENAS_GOLDEN=write`. */
export const writing = process.env['RENAS_GOLDEN'] === 'write';

/** What was stored under a key of a golden file; in a run that stores, `found` itself, which is written. */
export function stored<T>(name: string, key: string, found: T): T {
  const all = read(name);
  if (!writing) return all[key] as T;
  all[key] = found;
  const lines = Object.entries(all).map(
    ([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value, null, 1)}`,
  );
  writeFileSync(file(name), `{\n${lines.join(',\n')}\n}\n`);
  return found;
}

function read(name: string): Record<string, unknown> {
  try {
    return JSON.parse(readFileSync(file(name), 'utf8')) as Record<string, unknown>;
  } catch (error) {
    if (writing) return {};
    throw error;
  }
}
