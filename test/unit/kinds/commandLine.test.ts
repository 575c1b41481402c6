import './setKind';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleCells } from '../../../src/cells/enumerate';
import { createRandom } from '../../../src/cells/random';
import { writeSpelling } from '../../../src/cells/spelling';
import { printCell } from '../../../src/document/printCell';
import { printSpace } from '../../../src/document/printSpace';
import { bundlePrograms } from '../../bundle';
import { space, value } from './wideSpace';

const cells = sampleCells(space, 126, createRandom(1));
let folder: string;
const at = (name: string) => path.join(folder, name);

/** What the tests look at in a line of output. */
interface Line {
  readonly cell: string;
  readonly rank: number;
  readonly found: readonly { readonly source: string }[];
  readonly check: unknown;
}

function renas(...args: string[]): Line[] {
  const { status, stdout, stderr } = spawnSync(process.execPath, [at('dist/cli.js'), ...args, '--json'], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));
}

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'renas-kinds-'));
  bundlePrograms(at('dist'), { cli: 'test/unit/kinds/setProgram.ts' });
  writeFileSync(at('wide.cell'), printSpace(space));
  const rows = cells.map(cell => `${writeSpelling(space, cell)},${value(cell)}`);
  writeFileSync(at('table.csv'), `architecture,accuracy\n${rows.join('\n')}\n`);
  const measured = cells
    .slice(0, 60)
    .map((cell, i) =>
      printCell(space, cell, { name: `cell_${i}` }).replace(
        '{\n',
        `{\n  measured accuracy = ${value(cell)}\n`,
      ),
    );
  writeFileSync(at('measured.cell'), [printSpace(space), ...measured].join('\n'));
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

describe('the command line, for a kind of space that another module registers', () => {
  it('finds the column of the cells and reads them', () => {
    const [table] = renas('table', 'table.csv', '--space', 'wide.cell', '--label', 'accuracy');
    expect(table).toMatchObject({ rows: 126, check: { readable: 126, cells: 126, unreadable: 0 } });
  }, 60_000);

  it('says of a row that is no cell what is wrong with it', () => {
    const bad = readFileSync(at('table.csv'), 'utf8').replace(/\n[^,]+,/, '\nconv1x1+skip,');
    writeFileSync(at('bad.csv'), bad);
    const [table] = renas('table', 'bad.csv', '--space', 'wide.cell', '--label', 'accuracy');
    expect(table!.check).toMatchObject({
      readable: 125,
      problems: [{ line: 2, message: 'This is no set of 4 operations of wide.' }],
    });
  }, 60_000);

  it('makes a binary table that has the same cells and numbers', () => {
    renas('import', 'table', 'table.csv', '--space', 'wide.cell', '--out', 'table.rnt');
    const [table] = renas('table', 'table.rnt', '--space', 'wide.cell', '--label', 'accuracy');
    expect(table).toMatchObject({ rows: 126, cells: 'packed', check: { readable: 126, cells: 126 } });
  }, 60_000);

  it('learns in a loop from what a table answers', () => {
    const events = renas(
      ...['loop', '--space', 'wide.cell', '--oracle', 'table.csv', '--label', 'accuracy', '--budget', '30'],
    );
    const best = cells.map(value).sort((a, b) => b - a)[0];
    expect(events.at(-1)).toMatchObject({ event: 'done', measured: 30, best: { value: best } });
  }, 120_000);

  it('trains on measured lines, ranks with that, and searches', () => {
    const trained = renas(
      ...['train', '--space', 'measured.cell', '--data', 'measured.cell', '--label', 'accuracy'],
      ...['--samples', 'all', '--out', 'predictor'],
    );
    expect(trained.at(-1)).toMatchObject({ event: 'done' });
    const ranked = renas('rank', 'measured.cell', '--predictor', 'predictor');
    expect(ranked).toHaveLength(60);
    const valuesOf = (lines: readonly Line[]) =>
      lines.map(({ cell }) => value(cells[Number(cell.slice('cell_'.length))]!));
    const better = valuesOf(ranked.filter(({ rank }) => rank <= 15));
    const worse = valuesOf(ranked.filter(({ rank }) => rank > 45));
    expect(Math.min(...better)).toBeGreaterThan(Math.max(...worse));
    const searched = renas(
      ...['search', '--space', 'wide.cell', '--predictor', 'predictor', '--strategy', 'evolution'],
      ...['--budget', '60', '--top', '3'],
    );
    expect(searched.at(-1)!.found[0]!.source).toContain('conv3x3');
  }, 300_000);
});
