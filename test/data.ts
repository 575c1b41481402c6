import { existsSync } from 'node:fs';
import path from 'node:path';

/** The measured cells for tests lie outside the repository; tests that need them are skipped where they are absent. */
export function dataFile(name: string): string | undefined {
  const file = path.resolve(import.meta.dirname, '..', process.env['RENAS_DATA'] ?? '../shared/data', name);
  return existsSync(file) ? file : undefined;
}
