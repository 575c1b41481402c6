import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatAgo, formatDuration, formatTimeLeft } from '../../src/protocol/describeRun';
import { figuresOf } from '../../src/report/figures';
import { chartsOf } from '../../src/report/metrics';
import { addEvents, emptyRun, joinCurves, secondsLeft } from '../../src/report/runModel';
import { amount, positive, wholeNumber } from '../../webview/forms/typedNumbers';
import { readSaved } from '../../webview/kit/savedState';

test('points may come in any order and in any parts: the curves are the same', () => {
  const point = fc.record({ step: fc.nat(30), name: fc.constantFrom('loss', 'tau'), value: fc.nat(9) });
  const pointsOnce = fc.uniqueArray(point, { selector: p => `${p.step} ${p.name}` });
  fc.assert(
    fc.property(pointsOnce, fc.nat(), (points, cut) => {
      const events = points.map(p => ({
        event: 'metric' as const,
        seconds: 0,
        step: p.step,
        values: { [p.name]: p.value },
      }));
      const model = emptyRun();
      const at = points.length === 0 ? 0 : cut % points.length;
      addEvents(model, events.slice(0, at));
      addEvents(model, events.slice(at));
      for (const [name, { steps, values }] of model.curves) {
        const own = points.filter(p => p.name === name).sort((a, b) => a.step - b.step);
        expect(steps).toEqual(own.map(({ step }) => step));
        expect(values).toEqual(own.map(({ value }) => value));
      }
      expect(model.events).toBe(points.length);
    }),
  );
});

test('parts that learn side by side have their own steps and times, in charts of their own', () => {
  const model = emptyRun();
  const point = (name: string, step: number, seconds: number, value: number) =>
    addEvents(model, [{ event: 'metric', step, seconds, values: { [name]: value } }]);
  point('process_1_likelihood', 1, 0, 1.5);
  point('process_2_likelihood', 1, 1, 1.4);
  point('process_1_likelihood', 2, 2, 1.2);
  point('student_loss', 1, 9, 0.7);
  const charts = [...chartsOf(model.curves.keys())].map(([{ title }, metrics]) => [
    title,
    metrics.map(({ label }) => label),
  ]);
  expect(charts).toEqual([
    ['Gaussian processes: −log likelihood of a cell', ['process 1', 'process 2']],
    ['Student: loss', ['student']],
  ]);
  const processes = ['process_1_likelihood', 'process_2_likelihood'].flatMap(
    name => model.curves.get(name) ?? [],
  );
  expect(joinCurves(processes, 'steps')).toEqual({
    x: [1, 2],
    columns: [
      [1.5, 1.2],
      [1.4, null],
    ],
  });
  expect(joinCurves(processes, 'seconds')).toEqual({
    x: [0, 1, 2],
    columns: [
      [1.5, null, 1.2],
      [null, 1.4, null],
    ],
  });
});

test('the time left follows the pace of the current phase', () => {
  const model = emptyRun();
  const progress = (phase: string, done: number, seconds: number) =>
    addEvents(model, [{ event: 'progress', phase, done, total: 100, seconds }]);
  expect(secondsLeft(model)).toBeUndefined();
  progress('train', 0, 10);
  expect(secondsLeft(model)).toBeUndefined();
  progress('train', 25, 20);
  expect(secondsLeft(model)).toBe(30);
  progress('reference', 10, 30);
  expect(secondsLeft(model)).toBeUndefined();
  progress('reference', 60, 31);
  expect(secondsLeft(model)).toBeCloseTo(0.8);
  addEvents(model, [
    { event: 'progress', phase: 'reference', done: 70, total: 100, seconds: 60, overall: 0.75 },
  ]);
  expect(secondsLeft(model)).toBe(20);
});

test('durations, ages and times left read as people say them', () => {
  expect([0.4, 59, 61, 200, 600, 3599, 3600, 7500].map(formatDuration)).toEqual([
    ...['0 s', '59 s', '1 min 1 s', '3 min 20 s', '10 min', '1 h', '1 h', '2 h 5 min'],
  ]);
  const now = Date.UTC(2025, 5, 15, 12);
  const ago = (minutes: number) => formatAgo(now - minutes * 60_000, now);
  expect([0, 4, 119, 1440, 4320].map(ago)).toEqual([
    'now',
    '4 min ago',
    '1 h ago',
    'yesterday',
    '3 days ago',
  ]);
  expect(ago(20_000)).toContain('2025');
  expect([3, 34, 59, 200].map(formatTimeLeft)).toEqual([
    ...['less than 10 s left', 'about 30 s left', 'about 1 min left', 'about 3 min left'],
  ]);
});

test('numbers are read as people type them', () => {
  expect(['424', ' 10,000 ', '10 000', '1_000'].map(wholeNumber)).toEqual([424, 10_000, 10_000, 1000]);
  expect(['', '1.5', '-1', '1,00', '1e3', '9'.repeat(20)].map(wholeNumber)).toEqual(Array(6).fill(undefined));
  expect(['5M', '850 k', '2.5G', '8,555,530', ''].map(amount)).toEqual([
    5e6,
    850e3,
    2.5e9,
    8_555_530,
    undefined,
  ]);
  expect(['many', '0', '-5M', '5 X'].map(amount)).toEqual(Array(4).fill(undefined));
  expect(['4.5', '1,000', ' ', '0', '-1', 'soon'].map(positive)).toEqual([
    ...[4.5, 1000, undefined, undefined, undefined, undefined],
  ]);
});

test('metrics of one unit share a chart, and an unknown one has its own', () => {
  const charts = [
    ...chartsOf([
      'loss',
      'train_tau',
      'lr',
      'tau',
      'teacher_tau',
      'validation_loss',
      'best_score',
      'best_top',
    ]),
  ];
  expect(charts.map(([kind, metrics]) => [kind.title, metrics.map(m => m.name)])).toEqual([
    ['Best cell: share of the space predicted at least as good', ['best_top']],
    ['Kendall’s τ', ['tau', 'train_tau']],
    ['Loss', ['loss', 'validation_loss']],
    ['Lr', ['lr']],
  ]);
  expect([...chartsOf(['best_score'])].map(([kind]) => kind.title)).toEqual(['Best score']);
});

test('the figures at the end say what they were measured on; a field not known here is shown too', () => {
  const figures = figuresOf({
    event: 'done',
    seconds: 9,
    measured: 'acc',
    kendall_tau: 0.6421,
    trained: 60,
    tested: 15_565,
    best_of_ten: 89.2333,
    place_of_best_of_ten: 2750,
    best_of_all: 91.6067,
    folds: 5,
    intervals_hold: 0.8123,
    waited: 5,
    engine: 'wasm',
  });
  expect(figures.map(f => [f.name, f.value, f.note].filter(Boolean).join(' · '))).toEqual([
    'Kendall’s τ · 0.642 · against acc of 15,565 cells by 5-fold cross-validation',
    'Best of the ten ranked highest · 89.23 · place 2,750 · the best of all has 91.61',
    '80 % intervals hold · 81 % · of the cells tested on',
    'Cells learned from · 60',
    'Waited · 5',
  ]);
});

test('whatever was saved, the page comes up', () => {
  fc.assert(
    fc.property(fc.anything(), value => {
      const state = readSaved(value);
      expect(['runs', 'new']).toContain(state.view);
      expect(['train', 'search', 'loop', 'measure']).toContain(state.drafts.form);
    }),
  );
  const drafts = { form: 'train', train: { seed: '3', samples: 4 }, search: {} };
  expect(readSaved({ view: 'new', run: 'a', drafts })).toMatchObject({
    run: 'a',
    drafts: { train: { seed: '3' } },
  });
});
