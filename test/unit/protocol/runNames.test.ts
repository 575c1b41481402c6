import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runMetrics } from '../../../src/protocol/runMetrics';
import { nameAmong, runNames } from '../../../src/protocol/runNames';
import { cells, row } from '../../webview/samples';

const search = (id: string, more: readonly string[], started = '2025-01-31T16:05:12.000Z') =>
  row({ id, title: 'Search lab', started, arguments: ['search', '--space', 'lab', ...more] });
const namesOf = (rows: Parameters<typeof runNames>[0]) => [...runNames(rows).values()];

test('a title that no other run has is the name', () => {
  expect(namesOf([search('a', ['--seed', '1'])])).toEqual(['Search lab']);
});

test('runs of one title are told apart by the options in which they differ, the seed first', () => {
  expect(
    namesOf([
      search('a', ['--budget', '500', '--seed', '1', '--out', '/runs/a/found.cell']),
      search('b', ['--budget', '500', '--seed', '2', '--out', '/runs/b/found.cell']),
      search('c', ['--budget', '900', '--seed', '2']),
    ]),
  ).toEqual([
    'Search lab · seed 1 · budget 500',
    'Search lab · seed 2 · budget 500',
    'Search lab · seed 2 · budget 900',
  ]);
});

test('the name of one run is that which it has among all', () => {
  const all = [search('a', ['--seed', '1']), search('b', ['--seed', '2']), row({ id: 'c', title: 'Train' })];
  expect(all.map(each => nameAmong(all, each))).toEqual(namesOf(all));
});

test('runs that were asked the same are told apart by when they began; a name of the user stays as it is', () => {
  const [first, second, named] = namesOf([
    search('a', [], '2025-01-31T16:05:12.000Z'),
    search('b', [], '2025-01-31T16:05:13.000Z'),
    { ...search('c', []), notes: { name: 'Mine' } },
  ]);
  expect(first).toMatch(/^Search lab · 31 Jan \d\d:05:12$/);
  expect(second).toMatch(/^Search lab · 31 Jan \d\d:05:13$/);
  expect(named).toBe('Mine');
});

test('no two runs that began at different seconds have one name', () => {
  const run = fc.record({ seed: fc.nat(2), budget: fc.nat(2), second: fc.nat(59) });
  fc.assert(
    fc.property(fc.uniqueArray(run, { selector: r => r.second, maxLength: 12 }), runs => {
      const names = namesOf(
        runs.map(({ seed, budget, second }, i) =>
          search(
            `${i}`,
            ['--seed', `${seed}`, '--budget', `${budget}`],
            new Date(Date.UTC(2025, 0, 31, 1, 2, second)).toISOString(),
          ),
        ),
      );
      expect(new Set(names).size).toBe(runs.length);
    }),
  );
});

test('the metrics of a run are the numbers of its end and those of the best cell', () => {
  const [best, second] = cells(2);
  expect(
    runMetrics({
      kendall_tau: 0.8,
      measured: 'accuracy',
      folds: 5,
      found: [{ ...best!, measured: { accuracy: 93.1 } }, second!],
    }),
  ).toEqual({
    kendall_tau: 0.8,
    best_top: best!.top,
    best_score: best!.score,
    best_parameters: best!.parameters,
    best_flops: best!.flops,
    best_accuracy: 93.1,
  });
  expect(runMetrics({ kendall_tau: Number.NaN, found: [] })).toEqual({});
});
