import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleSetProgram, type SetProgram } from './bundleSetProgram';
import { value } from './wideSpace';

let program: SetProgram;
beforeAll(() => {
  program = bundleSetProgram();
}, 120_000);
afterAll(() => program.dispose());

describe('the command line, for a kind of space that another module registers', () => {
  it('finds the column of the cells and reads them', () => {
    const [table] = program.renas('table', 'table.csv', '--space', 'wide.cell', '--label', 'accuracy');
    expect(table).toMatchObject({ rows: 126, check: { readable: 126, cells: 126, unreadable: 0 } });
  }, 60_000);

  it('says of a row that is no cell what is wrong with it', () => {
    const bad = readFileSync(program.at('table.csv'), 'utf8').replace(/\n[^,]+,/, '\nconv1x1+skip,');
    writeFileSync(program.at('bad.csv'), bad);
    const [table] = program.renas('table', 'bad.csv', '--space', 'wide.cell', '--label', 'accuracy');
    expect(table!.check).toMatchObject({
      readable: 125,
      problems: [{ line: 2, message: 'This is no set of 4 operations of wide.' }],
    });
  }, 60_000);

  it('makes a binary table that has the same cells and numbers', () => {
    program.renas('import', 'table', 'table.csv', '--space', 'wide.cell', '--out', 'table.rnt');
    const [table] = program.renas('table', 'table.rnt', '--space', 'wide.cell', '--label', 'accuracy');
    expect(table).toMatchObject({ rows: 126, cells: 'packed', check: { readable: 126, cells: 126 } });
  }, 60_000);

  it('learns in a loop from what a table answers', () => {
    const events = program.renas(
      ...['loop', '--space', 'wide.cell', '--oracle', 'table.csv', '--label', 'accuracy', '--budget', '30'],
    );
    const best = program.cells.map(value).sort((a, b) => b - a)[0];
    expect(events.at(-1)).toMatchObject({ event: 'done', measured: 30, best: { label: best } });
  }, 120_000);
});
