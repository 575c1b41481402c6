import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { readSmall } from '../files/regularFile';
import type { RankedPoint } from '../protocol/run';

const head = 'predicted_top,measured_top,hash,cell';
/** bytes: of all cells of the largest shipped space. */
const maxBytes = 16 * 2 ** 20;
/** More is not drawn. */
const maxPoints = 2000;
/**
 * Two numbers and, but in files of versions before, the hash of the cell and its spelling in quotes. A spelling with a quote
 * would end the string that it becomes in a file of cells, so a line that has one is passed over.
 */
const line = /^([^,]*),([^,]*)(?:,([0-9a-f]{1,64}),"([^"\p{Cc}]*)")?$/u;

/** Writes the places of cells, per cent each, as `ranking.csv`. Returns its name. */
export function writeRanking(folder: string, points: readonly RankedPoint[]): string {
  const rows = points.map(([predicted, measured, cell]) => {
    const places = `${predicted.toFixed(4)},${measured.toFixed(4)}`;
    return cell ? `${places},${cell.hash},"${cell.spelling}"` : places;
  });
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
    .flatMap((row): RankedPoint[] => {
      const [, first, second, hash, spelling] = line.exec(row.trimEnd()) ?? [];
      const [predicted, measured] = [numberOf(first), numberOf(second)];
      if (!isShare(predicted) || !isShare(measured)) return [];
      if (hash === undefined || spelling === undefined) return [[predicted, measured]];
      return [[predicted, measured, { hash, spelling }]];
    });
}

function numberOf(field: string | undefined): number {
  return field === undefined || field.trim() === '' ? Number.NaN : Number(field);
}

function isShare(value: number): boolean {
  return value >= 0 && value <= 100;
}
