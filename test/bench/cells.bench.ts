import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { bench, describe } from 'vitest';
import { canonicalCell, canonicalHash } from '../../src/cells/canonical';
import type { GraphCell } from '../../src/cells/cell';
import { totalCosts } from '../../src/cells/costs';
import { readSpelling } from '../../src/cells/spelling';
import { dataFile } from '../data';
import { vertexSpace } from '../unit/cells/spaces';

const file = dataFile('nasbench101.csv.gz');

/** Each over the same 2,000 measured cells. */
describe.skipIf(!file)('2,000 cells of nasbench101', () => {
  const rows = file ? gunzipSync(readFileSync(file)).toString().split('\n').slice(1, 2001) : [];
  const cells = rows
    .map(row => /,([01]+),"(.*?)"/.exec(row))
    .flatMap(match => (match ? [readSpelling(vertexSpace, `${match[1]}:${match[2]}`)] : []))
    .filter((cell): cell is GraphCell => typeof cell !== 'string');

  bench('canonical form', () => cells.forEach(cell => void canonicalCell(vertexSpace, cell)));
  bench('canonical hash', () => cells.forEach(cell => void canonicalHash(vertexSpace, cell)));
  bench('total costs', () => cells.forEach(cell => void totalCosts(vertexSpace, cell)));
});
