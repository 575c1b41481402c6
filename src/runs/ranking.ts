import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { readSmall } from '../files/regularFile';
import type { RankedPoint } from '../protocol/run';

const head = 'predicted_top,measured_top';
/** bytes: of all cells of the largest shipped space. */
const maxBytes = 16 * 2 ** 20;
/** More is not drawn. */
const maxPoints = 2000;

/** Writes the places of cells, per cent each, as `ranking.csv`. Returns its name. */
export function writeRanking(
  folder: string,
  predicted: readonly number[],
  measured: readonly number[],
): string {
  const rows = predicted.map((top, i) => `${top.toFixed(4)},${(measured[i] ?? Number.NaN).toFixed(4)}`);
  writeFileSync(path.join(folder, 'ranking.csv'), `${[head, ...rows].join('\n')}\n`);
  return 'ranking.csv';
}

/** The points of a run's ranking; lines that are none are passed over. None where the file can't be read. */
export async function readRanking(folder: string, name: string): Promise<readonly RankedPoint[]> {
  let text: string;
  try {
    text = await readSmall(path.join(folder, path.basename(name)), maxBytes);
  } catch {
    return [];
  }
  return text
    .split('\n', maxPoints + 1)
    .slice(1)
    .flatMap((line): RankedPoint[] => {
      const [predicted, measured] = line
        .split(',')
        .map(field => (field.trim() === '' ? Number.NaN : Number(field)));
      return isShare(predicted) && isShare(measured) ? [[predicted, measured]] : [];
    });
}

function isShare(value: number | undefined): value is number {
  return value !== undefined && value >= 0 && value <= 100;
}
