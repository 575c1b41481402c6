import { expect, test } from 'vitest';
import { groupSeeds, isSeedGroup } from '../../../src/protocol/seedGroups';
import { formatFound, formatTopPlace } from '../../../src/protocol/words';
import { row } from '../../webview/samples';

const run = (seed: number, tau: number | undefined, more: readonly string[] = []) =>
  row({
    id: `run${seed}${more.join('')}`,
    command: 'train',
    title: 'Train on lab.csv',
    seed,
    arguments: ['train', '--space', 'lab', ...more, '--seed', `${seed}`, '--out', `/runs/${seed}`],
    ...(tau === undefined ? {} : { metrics: { kendall_tau: tau } }),
  });

test('runs that differ in their seed alone are one row, with mean and sample deviation', () => {
  const [group, other, ...rest] = groupSeeds([
    run(1, 0.8),
    run(7, 0.5, ['--samples', '60']),
    run(2, 0.84),
    run(3, 0.82),
  ]);
  expect(rest).toEqual([]);
  expect(other?.id).toBe('run7--samples60');
  if (!group || !isSeedGroup(group)) throw new Error('no group');
  expect(group.members.map(each => each.id)).toEqual(['run1', 'run2', 'run3']);
  expect(group.record?.title).toBe('Train on lab.csv · 3 seeds');
  expect(group.record?.metrics?.['kendall_tau']).toBeCloseTo(0.82);
  expect(group.deviations['kendall_tau']).toBeCloseTo(0.02);
  expect(group.record?.figure).toBe('τ 0.820 ± 0.020');
});

test('a group works while one of its runs does, and a run that is alone stays as it is', () => {
  const live = { ...run(2, undefined), state: 'running', progress: 0.5 } as const;
  const [group] = groupSeeds([run(1, 0.8), live]);
  expect(group).toMatchObject({ state: 'running', progress: 0.75 });
  const alone = run(1, 0.8);
  expect(groupSeeds([alone])).toEqual([alone]);
});

test('below a hundredth of a per cent the place is said, where the space is small enough to have places', () => {
  expect(formatTopPlace(0.0007, 423_624)).toBe('≈ 3rd of 423,624');
  expect(formatTopPlace(0.00001, 423_624)).toBe('≈ 1st of 423,624');
  expect(formatTopPlace(0.2, 423_624)).toBe('0.2 %');
  expect(formatTopPlace(0.005, undefined)).toBe('<0.01 %');
  expect(formatTopPlace(0.005, 1e18)).toBe('<0.01 %');
  expect(formatFound({ top: 0.0007 }, 423_624)).toBe('≈ 3rd of 423,624');
  expect(formatFound({ top: 0.2 }, 423_624)).toBe('top 0.2 %');
  expect(formatFound({ top: 12, basis: 'transfer' }, 423_624)).toBe('≈ top 12 %');
  expect(formatFound({ top: 0.005 }, undefined)).toBe('top <0.01 %');
});
