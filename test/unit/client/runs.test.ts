import { describe, expect, test, vi } from 'vitest';
import { declaredSpaces, spaceOfText } from '../../../src/client/language/declaredSpaces';
import { panelHtml } from '../../../src/client/panel/panelHtml';
import { startArguments } from '../../../src/client/runs/runArguments';
import { runContexts } from '../../../src/client/runs/runContexts';
import { groupRuns } from '../../../src/client/runs/runGroups';
import { throttle } from '../../../src/client/runs/throttle';
import { strategies as offeredStrategies } from '../../../src/client/strategies';
import { parseTable } from '../../../src/client/tables/tableOutput';
import { describeRun, durationOf, stateLine, titleOf } from '../../../src/protocol/describeRun';
import { spaceName } from '../../../src/protocol/options/paths';
import { abilitiesOf } from '../../../src/protocol/runAbilities';
import { strategies } from '../../../src/search/search';
import { row } from '../../webview/samples';

test('the forms offer what the command takes', () => {
  expect(offeredStrategies.map(s => s.name)).toEqual([...strategies]);
});

test('settings become the arguments of the command, without those that were not chosen', () => {
  const train = {
    space: 'nasbench101',
    data: 'my data.csv',
    label: 'acc',
    samples: 424,
    recipe: 'renas',
    seed: 3,
  } as const;
  expect(startArguments({ form: 'train', settings: train }).join(' ')).toBe(
    '--space nasbench101 --data my data.csv --label acc --samples 424 --seed 3 --recipe renas',
  );
  const search = { space: 'lab.cell:lab', strategy: 'local', budget: 500, top: 5, seed: 0 } as const;
  const settings = { ...search, predictor: '/models/lab', maxFlops: 2_500_000_000 };
  expect(startArguments({ form: 'search', settings })).toEqual(
    '--space lab.cell:lab --predictor /models/lab --strategy local --budget 500 --top 5 --seed 0 --max-flops 2500000000'.split(
      ' ',
    ),
  );
  expect([spaceName('nasbench101'), spaceName('C:\\work\\lab.cell:lab')]).toEqual(['nasbench101', 'lab']);
});

test('a run is described in one short line', () => {
  const running = row({ id: 'a', state: 'running', command: 'train' }, { state: 'running', progress: 0.629 });
  expect(describeRun(running)).toBe('train · nasbench101 · 62 %');
  expect(describeRun(row({ id: 'a', figure: 'τ 0.642' }))).toBe('τ 0.642');
  expect(describeRun(row({ id: 'a', state: 'cancelled', figure: 'top 0.03 %' }))).toBe(
    'cancelled · top 0.03 %',
  );
  expect(describeRun(row({ id: 'a' }, { state: 'interrupted' }))).toBe('interrupted');
  expect(abilitiesOf(running)).toBe('run live repeatable');
  const resumable = row({ id: 'a' }, { state: 'interrupted', resumable: true });
  expect(describeRun(resumable)).toBe('interrupted · can be resumed');
  expect(abilitiesOf(resumable)).toBe('run ended repeatable resumable broken');
  expect(abilitiesOf(row({ id: 'a', results: { found: 'found.cell' } }))).toBe('run ended repeatable found');
  const silence = { since: new Date(2026, 11, 1, 14, 2).toISOString(), why: 'connect failure' };
  const silent = row({ id: 'a', state: 'running', command: 'loop' }, { state: 'running', silence });
  expect(describeRun(silent)).toBe('loop · nasbench101 · Slurm does not answer');
  const at = (day: number) => stateLine(silent, new Date(2026, 11, day, 15).getTime(), 20);
  expect(at(1)).toBe('Running · Slurm does not answer since 14:02; its jobs go on');
  expect(at(2)).toBe('Running · Slurm does not answer since 1 Dec, 14:02; its jobs go on');
  const starting = { ...running, id: '20250131-160512-search-0a1b', record: undefined };
  expect([titleOf(starting), titleOf({ ...starting, id: 'copy of a run' })]).toEqual([
    'Search',
    'copy of a run',
  ]);
});

test('the palette offers what there are runs for', () => {
  const offered = (rows: Parameters<typeof runContexts>[0]) =>
    Object.entries(runContexts(rows))
      .filter(([, holds]) => holds)
      .map(([key]) => key.slice('renas.'.length));
  expect(offered([])).toEqual([]);
  expect(offered([row({ id: 'a', state: 'running' })])).toEqual(['hasRuns', 'hasRunning', 'hasRepeatable']);
  const interrupted = row({ id: 'b' }, { state: 'interrupted', resumable: true });
  const found = row({ id: 'c', results: { found: 'found.cell', model: 'model' } });
  expect(offered([interrupted, found])).toEqual([
    'hasRuns',
    'hasEnded',
    'hasRepeatable',
    'hasResumable',
    'hasFound',
    'hasPredictor',
  ]);
});

describe('a table', () => {
  const print = (more: object) =>
    parseTable(JSON.stringify({ event: 'table', path: 't', rows: 3, columns: [], cells: 'cell', ...more }));
  const columns = [
    { name: 'cell', numeric: false },
    { name: 'acc', numeric: true },
  ];
  test('offers its numeric columns', () => {
    expect(print({ columns })).toEqual({ rows: 3, columns: ['acc'], cells: 'cell', problem: undefined });
  });
  test('says why it is of no use', () => {
    expect(print({ columns, cells: null })?.problem).toContain(
      'No column of it holds cells that are recognised',
    );
    expect(print({})?.problem).toContain('numeric');
    expect(parseTable('renas: no such file')).toBeUndefined();
  });
});

test('the spaces of a file are seen without understanding it', () => {
  expect(declaredSpaces('/// doc\nspace lab {\n}\n  space other {\n// space no {\nspace')).toEqual([
    'lab',
    'other',
  ]);
  expect(spaceOfText('// use x\nuse nasbench101\ncell a : lab {}')).toBe('nasbench101');
  expect(spaceOfText('cell a : lab {\n}')).toBe('lab');
  expect(spaceOfText('cell a {')).toBeUndefined();
});

test('messages are throttled, never overlap, and the last wish is granted', async () => {
  vi.useFakeTimers();
  let running = 0;
  let calls = 0;
  const updates = throttle(200, async () => {
    expect(running++).toBe(0);
    calls++;
    await new Promise(resolve => setTimeout(resolve, 50));
    running--;
  });
  for (let i = 0; i < 100; i++) {
    updates.ask();
    await vi.advanceTimersByTimeAsync(10);
  }
  expect(calls).toBeGreaterThanOrEqual(4);
  expect(calls).toBeLessThanOrEqual(5);
  updates.ask();
  await vi.advanceTimersByTimeAsync(20);
  updates.ask();
  const before = calls;
  await vi.advanceTimersByTimeAsync(1000);
  expect(calls).toBe(before + 1);
  updates.dispose();
  updates.ask();
  await vi.advanceTimersByTimeAsync(1000);
  expect(calls).toBe(before + 1);
  vi.useRealTimers();
});

test('the page may load nothing but its own files, and run nothing but its own script', () => {
  const html = panelHtml({ script: 's.js', style: 's.css', source: 'https://own', nonce: 'abc' });
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1];
  expect(policy).toBe(
    "default-src 'none'; script-src 'nonce-abc'; style-src https://own 'nonce-abc'; font-src https://own; img-src data:",
  );
  expect(html).not.toMatch(/unsafe|<script(?! nonce)/);
});

test('what the page is told at first stands in it as data, whatever names say', () => {
  const hostile = '</script><script>alert(1)</script><!-- \u2028 "';
  const first = [{ kind: 'show', view: 'runs', run: hostile }] as const;
  const html = panelHtml({ script: 's.js', style: 's.css', source: 'https://own', nonce: 'abc', first });
  const [, data = ''] = /id="first">(.*?)<\/script>/s.exec(html) ?? [];
  expect(JSON.parse(data)).toEqual(first);
  expect(html.match(/<script|<!--/g)).toHaveLength(2);
});

test('runs are grouped by what wants to be seen first, and no group is empty', () => {
  const rows = [
    row({ id: 'a', command: 'search' }),
    row({ id: 'b', command: 'train' }, { state: 'interrupted' }),
    row({ id: 'c', command: 'train', state: 'running' }, { state: 'running' }),
    { ...row({ id: 'd' }), state: 'unreadable' as const, record: undefined },
  ];
  const grouped = (by: 'state' | 'kind' | 'space' | 'folder') =>
    groupRuns(rows, by, ({ id }) => (id < 'c' ? 'first' : 'second')).map(
      ({ name, rows: members }) => `${name}: ${members.map(r => r.id).join(' ')}`,
    );
  expect(grouped('state')).toEqual(['Running: c', 'Interrupted: b', 'Done: a', 'Not readable: d']);
  expect(grouped('kind')).toEqual(['Searches: a', 'Trainings: b c', 'Others: d']);
  expect(grouped('space')).toEqual(['nasbench101: a b c', 'Unknown space: d']);
  expect(grouped('folder')).toEqual(['first: a b', 'second: c d']);
});

test.each([
  [48, '48 s'],
  [185, '3 min 5 s'],
  [7800, '2 h 10 min'],
])('%d seconds are told as %s', (seconds, words) => {
  const started = '2025-01-31T15:45:02.000Z';
  const ended = new Date(Date.parse(started) + seconds * 1000).toISOString();
  expect(durationOf(row({ id: 'a', started, ended }))).toBe(words);
  expect(durationOf(row({ id: 'a', started, ended: 'soon' }))).toBeUndefined();
});
