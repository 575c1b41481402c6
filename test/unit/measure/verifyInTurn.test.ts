import { expect, it } from 'vitest';
import { verifyInTurn } from '../../../src/cli/measure/verifyInTurn';
import type { FullyMeasured } from '../../../src/search/loop/fullFidelity';

const signal = new AbortController().signal;
const before: FullyMeasured = { at: 1, value: 3, trainings: 1 };

it('chooses the next cell by what the others reached, after those that were begun before', async () => {
  const heard: (readonly FullyMeasured[])[] = [];
  const reached = await verifyInTurn({
    ...{ wanted: 4, atOnce: 2, begun: [7], known: [before], signal },
    choose: (full, taken, count) => {
      heard.push(full);
      return [5, 6, 7, 8].filter(at => !taken.has(at)).slice(0, count);
    },
    // One cannot be trained.
    train: async at => (at === 5 ? [] : [at, at + 2]),
  });
  expect(heard).toEqual([[before], [before, { at: 7, value: 8, trainings: 2 }]]);
  expect([...reached]).toEqual([
    [7, [7, 9]],
    [6, [6, 8]],
    [8, [8, 10]],
  ]);
});

it('ends with the error of a training once the others have ended', async () => {
  let ended = 0;
  const verifying = verifyInTurn({
    ...{ wanted: 2, atOnce: 2, begun: [], known: [], signal },
    choose: () => [0, 1],
    async train(at) {
      if (at === 0) throw new Error('no room');
      await new Promise(resolve => setTimeout(resolve, 20));
      ended++;
      return [1];
    },
  });
  await expect(verifying).rejects.toThrow('no room');
  expect(ended).toBe(1);
});
