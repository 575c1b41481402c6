import path from 'node:path';
import type { RunRow } from '../../protocol/run';

/** Of so many tables at most, those used last, a hover tells what they measured. */
const maxTables = 8;

/**
 * The tables of measured cells that are in use here, as absolute paths: those `imported`, then those that runs have
 * learnt from or measured in, the newest first. `cwd` is where runs began that don't say where.
 */
export function knownTables(
  imported: readonly string[],
  rows: readonly RunRow[],
  cwd: string,
): readonly string[] {
  const used = rows.flatMap(({ record }) =>
    (record?.arguments ?? []).flatMap((argument, i, all) => {
      const [, name = all[i - 1], value = argument] = /^(--(?:data|oracle))=(.*)$/s.exec(argument) ?? [];
      return name === '--data' || name === '--oracle' ? path.resolve(record?.cwd ?? cwd, value) : [];
    }),
  );
  return [...new Set([...imported, ...used])].slice(0, maxTables);
}
