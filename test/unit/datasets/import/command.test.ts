import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { openBinaryTable } from '../../../../src/datasets/binaryTable/openBinaryTable';
import { csv } from './compressed';
import { exampleRun, tfRecord } from './records';
import { buildCommand, runCommand } from './runCommand';
import { temporaryFolder } from './temporary';

const { folder, file } = temporaryFolder();
const out = path.join(folder, 'out.celltable');
let command: string;

beforeAll(() => {
  command = buildCommand(folder);
});

describe('renas import', () => {
  it('writes the table and says what it holds', async () => {
    const source = file('runs.tfrecord', tfRecord(exampleRun));
    const { code, stdout, stderr } = await runCommand(command, ['nasbench101', source, '--out', out]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/1 cell of nasbench101 out of 1 records, \d+ columns/);
    expect(stdout).toMatch(/sha256 [0-9a-f]{64} is not that of a published file/);
    const table = await openBinaryTable(out);
    expect(table.rows).toBe(1);
    await table.close();
  });

  it('gives one JSON object a line with --json, the progress before the result', async () => {
    const source = file('cells.csv', csv);
    const args = ['table', source, '--space', 'nasbench201', '--out', out, '--json'];
    const { code, stdout } = await runCommand(command, args);
    expect(code).toBe(0);
    const events = stdout
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line));
    expect(events.at(-1)).toMatchObject({
      event: 'done',
      file: out,
      space: 'nasbench201',
      cells: 2,
      read: 2,
      left_out: 0,
      columns: ['accuracy'],
    });
  });

  it('ends with 3 and one sentence when the source is damaged, and leaves nothing behind', async () => {
    const source = file('bad.tfrecord', tfRecord(exampleRun).subarray(0, 100));
    const target = path.join(folder, 'none.celltable');
    const { code, stdout, stderr } = await runCommand(command, ['nasbench101', source, '--out', target]);
    expect([code, stdout]).toEqual([3, '']);
    expect(stderr).toMatch(/^renas: bad\.tfrecord .*record 1 .*cut off[^\n]*\.$/);
    expect(readdirSync(folder).filter(name => name.startsWith('none'))).toEqual([]);
  });

  it.each([
    ['a source that is not there', ['nasbench101', '/nowhere/x', '--out', out], /nothing of that name/],
    ['a folder that is not there', ['nasbench101', '.', '--out', '/nowhere/x'], /can't be written/],
    ['no space of a table', ['table', '.', '--out', out], /--space/],
  ])('ends with 2 for %s', async (_, args, message) => {
    const { code, stderr } = await runCommand(command, args);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });

  it('ends with 130 when it is interrupted, and writes no table', async () => {
    const source = file(
      'long.tfrecord',
      Buffer.concat([1, 2, 3, 4].flatMap(() => new Array(3).fill(longRecords()))),
    );
    const target = path.join(folder, 'interrupted.celltable');
    const { code, stderr } = await runCommand(
      command,
      ['nasbench101', source, '--out', target, '--json'],
      (child, stdout) => {
        if (stdout.includes('"progress"')) child.kill('SIGINT');
      },
    );
    expect([code, stderr]).toEqual([130, 'Interrupted; no table was written.']);
    expect(existsSync(target)).toBe(false);
  });
});

/** Some 4 MB of records, each of another cell. */
function longRecords(): Buffer {
  const runs = Array.from({ length: 10_000 }, () => ({
    ...exampleRun,
    hash: (++hashes).toString(16).padStart(32, '0'),
  }));
  return tfRecord(...runs);
}

let hashes = 0;
