import { expect, test } from 'vitest';
import type { RunCommand } from '../../../src/protocol/commands/runCommands';
import { expectedTime } from '../../../src/protocol/expectedTime';
import type { RunRow } from '../../../src/protocol/run';
import { formatSize } from '../../../src/protocol/words';
import { row } from '../../webview/samples';

const started = '2026-01-01T10:00:00.000Z';
const done = (
  id: string,
  seconds: number,
  metrics: Readonly<Record<string, number>>,
  args: readonly string[],
  more: object = {},
): RunRow =>
  row({
    id,
    command: args[0] as RunCommand,
    arguments: args,
    space: 'nasbench201',
    started,
    ended: new Date(Date.parse(started) + seconds * 1000).toISOString(),
    metrics,
    ...more,
  });
const search = ['search', '--space', 'nasbench201', '--budget', '2000', '--seed', '3'];

test('a search takes in proportion to its cells, and no more than the space has', () => {
  const rows = [done('b', 20, { scored: 2000 }, search), done('a', 99, { scored: 2000 }, search)];
  const asked = { space: 'nasbench201', strategy: 'random', budget: 10_000 };
  expect(expectedTime('search', asked, rows)).toBe(
    'Expected: about 1 min 40 s. Last time, 2,000 cells took 20 s.',
  );
  expect(expectedTime('search', asked, rows, 3000)).toBe(
    'Expected: about 30 s. Last time, 2,000 cells took 20 s.',
  );
  expect(expectedTime('search', { ...asked, strategy: 'exhaustive' }, rows, 2000)).toBe(
    'Expected: about 20 s, as last time.',
  );
  // How many that is, nobody knows.
  expect(expectedTime('search', { ...asked, strategy: 'exhaustive' }, rows)).toBeUndefined();
});

test('runs that tell nothing of this one are passed over', () => {
  const asked = { space: 'nasbench201', budget: 2000 };
  const none = [
    done('other space', 9, { scored: 2000 }, search, { space: 'nasbench101' }),
    done('other predictor', 9, { scored: 2000 }, [...search, '--predictor', 'mine']),
    done('cancelled', 9, { scored: 2000 }, search, { state: 'cancelled' }),
    // The time between counts as its own.
    done('resumed', 9, { scored: 2000 }, search, { resumed: [started] }),
    done('of before', 9, {}, search),
    done('unreadable', 9, { scored: 2000 }, ['search', '--nonsense']),
    done('training', 9, { trained: 2000 }, [
      'train',
      '--space',
      'nasbench201',
      '--data',
      'a.csv',
      '--label',
      'a',
    ]),
  ];
  expect(expectedTime('search', asked, none)).toBeUndefined();
  expect(expectedTime('search', asked, [...none, done('like it', 9, { scored: 2000 }, search)])).toBe(
    'Expected: about 9 s, as last time.',
  );
  expect(expectedTime('search', {}, [])).toBeUndefined();
});

test('a training does not grow in proportion: the last one is told, the one of as many cells first', () => {
  const train = (samples: number, ...more: string[]) => [
    ...['train', '--space', 'nasbench201', '--data', 'a.csv', '--label', 'acc'],
    ...['--samples', `${samples}`, ...more],
  ];
  const rows = [
    done('newest', 190, { trained: 424 }, train(424)),
    done('renas', 7, { trained: 100 }, train(100, '--recipe', 'renas')),
    done('older', 30, { trained: 100 }, train(100)),
  ];
  const asked = { space: 'nasbench201', recipe: 'default', data: 'a.csv', label: 'acc' };
  expect(expectedTime('train', { ...asked, samples: 100 }, rows)).toBe('Expected: about 30 s, as last time.');
  expect(expectedTime('train', { ...asked, samples: 1000 }, rows)).toBe(
    'Last time, 424 cells took 3 min 10 s.',
  );
});

test('trainings of a loop count by cells, if each is as long', () => {
  const loop = (epochs: number) => [
    ...[
      'loop',
      '--space',
      'nasbench201',
      '--images',
      'data/photos',
      '--epochs',
      `${epochs}`,
      '--budget',
      '10',
    ],
  ];
  const rows = [
    done('long', 9000, { measured: 10 }, loop(200)),
    done('short', 600, { measured: 10 }, loop(12)),
  ];
  const asked = { space: 'nasbench201', images: '/w/data/photos', epochs: 12, budget: 50 };
  expect(expectedTime('loop', asked, rows)).toBe('Expected: about 50 min. Last time, 10 cells took 10 min.');
});

test.each([
  [15_625, '15,625'],
  [999_999_999_999, '999,999,999,999'],
  [1e12, '1.0 × 10¹²'],
  [2.37e28, '2.4 × 10²⁸'],
])('a space of %d cells is told as %s', (cells, text) => {
  expect(formatSize(cells)).toBe(text);
});
