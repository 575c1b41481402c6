import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { benchmarkKinds, tableName } from '../../../src/client/tables/benchmarks';
import { parseImportLine, tellDone, tellStep } from '../../../src/client/tables/importOutput';
import { knownTables } from '../../../src/client/tables/knownTables';
import { metricsOf } from '../../../src/client/tables/metrics';
import { row } from '../../webview/samples';

const kind = (name: string) => benchmarkKinds.find(each => each.name === name);

test('progress and result of an import are told in words', () => {
  const step = parseImportLine('{"event":"progress","phase":"read MB","done":120,"total":1499,"seconds":1}');
  expect(step?.event === 'progress' && tellStep(step)).toBe('120 of 1,499 MB');
  const line = {
    event: 'done',
    file: '/w/a.celltable',
    space: 'nasbench101',
    cells: 423_624,
    read: 1_270_872,
    left_out: 3,
    problems: [],
    columns: ['a', 'b'],
    sha256: '00',
    published: 'nasbench_only108.tfrecord',
  };
  const done = parseImportLine(JSON.stringify(line));
  if (done?.event !== 'done') throw new Error('not understood');
  expect(tellDone(done, 'a.celltable')).toBe(
    'a.celltable has 423,624 cells of nasbench101 with 2 figures each, from the published nasbench_only108.tfrecord (3 left out: the log says why).',
  );
  expect(tellDone({ ...done, published: null, left_out: 0 }, 'a.celltable')).toMatch(
    /not one of those published\.$/,
  );
  const wrong = [
    'nonsense',
    '{"event":"else"}',
    '{"event":"progress","phase":"read MB","done":"120","total":1499}',
    JSON.stringify({ ...line, problems: [{ line: 1 }] }),
    JSON.stringify({ ...line, columns: 'ab' }),
    JSON.stringify({ ...line, cells: -1 }),
  ];
  for (const each of wrong) expect(parseImportLine(each)).toBeUndefined();
});

test('a source is looked at before it is read, and the wrong folder is refused in a sentence', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'renas-import-'));
  try {
    const wrong = kind('natsbench')?.look(folder);
    await expect(wrong).rejects.toThrow(/holds no files such as 000000\.pickle\.pbz2/);
    const right = path.join(folder, 'simple');
    mkdirSync(right);
    for (const name of ['meta.pickle.pbz2', '000000.pickle.pbz2', '000011.pickle.pbz2'])
      writeFileSync(path.join(right, name), '');
    expect(await kind('natsbench')?.look(right)).toBe('2 of the 15,625 cells');
    const records = path.join(folder, 'nasbench_only108.tfrecord');
    writeFileSync(records, 'x');
    expect(await kind('nasbench101')?.look(records)).toBe('1 MB, cells trained for 108 epochs');
  } finally {
    rmSync(folder, { recursive: true });
  }
  expect(['/d/nasbench_full.tfrecord', '/d/NATS-tss-v1_0-simple', '/d/a.csv.gz'].map(tableName)).toEqual([
    'nasbench_full.celltable',
    'NATS-tss-v1_0-simple.celltable',
    'a.celltable',
  ]);
});

test('hovers tell of the tables imported, and of those that runs have used', () => {
  const cwd = path.resolve('/w');
  const train = { arguments: ['train', '--space', 'lab', '--data', 'a.csv', '--label', 'acc'], cwd };
  const loop = { arguments: ['loop', '--oracle=b.csv', '--label', '--data'], cwd };
  const rows = [row({ id: '1', ...train }), row({ id: '2', ...loop }), row({ id: '3', ...train })];
  const at = (name: string) => path.join(cwd, name);
  expect(knownTables([at('i.celltable')], rows, cwd)).toEqual(['i.celltable', 'a.csv', 'b.csv'].map(at));
});

test('what a file has measured is offered as the label', () => {
  const text =
    'cell a : lab {\n  measured cifar10-valid = 91.6 %\n  // measured later = \n}\n\tmeasured acc=3\nmeasured acc = 4\n';
  expect(metricsOf(text)).toEqual(['cifar10-valid', 'acc']);
});
