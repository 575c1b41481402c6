import { describe, expect, it } from 'vitest';
import {
  partitionIn,
  slurmOptions,
  slurmSeconds,
  timeIn,
  withPartition,
} from '../../../src/protocol/slurm/options';
import { describePartition, parsePartitions } from '../../../src/protocol/slurm/partitions';

const day = 86_400;

describe('what sinfo says of partitions', () => {
  it('of a cluster without GPUs, as Slurm 22.05 prints it', () => {
    expect(parsePartitions('main*|up|infinite|0/2/0/2|(null)\nurgent|up|infinite|1/1/0/2|(null)\n')).toEqual([
      {
        ...{ name: 'main', default: true, state: 'up', timeLimit: null },
        ...{ nodes: { busy: 0, idle: 2, away: 0 }, gpus: [] },
      },
      {
        ...{ name: 'urgent', default: false, state: 'up', timeLimit: null },
        ...{ nodes: { busy: 1, idle: 1, away: 0 }, gpus: [] },
      },
    ]);
  });

  it('adds up the groups of nodes that differ, and names the types of their GPUs', () => {
    const lines = [
      'CLUSTER: alpha',
      'gpu|up|2-00:00:00|1/0/0/1|gpu:a100:4(S:0-1),lscratch:3200',
      'gpu|up|2-00:00:00|3/1/2/6|gpu:4',
      'gpu|up|2-00:00:00|0/1/0/1|gpu:nvidia_h100_80gb_hbm3:8(S:0-1)',
      'gpu|up|2-00:00:00|0/1/0/1|gpu:1g.10gb:14,gpu:a100:1',
      'n/a|n/a|n/a|0/1/0/1|(null)',
      'sinfo: warning: something',
    ];
    const [gpu, ...others] = parsePartitions(lines.join('\n'));
    expect(others).toEqual([]);
    expect(gpu).toEqual({
      ...{ name: 'gpu', default: false, state: 'up', timeLimit: 2 * day },
      nodes: { busy: 4, idle: 3, away: 2 },
      gpus: ['gpu:a100', 'gpu', 'gpu:nvidia_h100_80gb_hbm3', 'gpu:1g.10gb'],
    });
    expect(describePartition(gpu!)).toBe(
      '3 of 9 nodes idle, 2 out of service, at most 2 days, GPUs: gpu:a100, gpu, gpu:nvidia_h100_80gb_hbm3, gpu:1g.10gb',
    );
  });

  it.each([
    ['down', 'old|down|30:00|0/1/0/1|(null)', 'down: its jobs wait, 1 of 1 node idle, at most 30 min'],
    [
      'inactive',
      'old|inactive|4:00:00|0/0/3/3|',
      'takes no jobs, 0 of 3 nodes idle, 3 out of service, at most 4 h',
    ],
    [
      'inact, as before 20.11',
      'old|inact|n/a|0/0/1/1|(null)',
      'takes no jobs, 0 of 1 node idle, 1 out of service',
    ],
    [
      'drain',
      'old|drain|1-12:30:00|5/0/0/5|(null)',
      'takes no new jobs, 0 of 5 nodes idle, at most 36 h 30 min',
    ],
    ['no nodes', 'empty|up|infinite|0/0/0/0|', '0 of 0 nodes idle, no time limit'],
  ])('%s', (_, line, words) => {
    expect(parsePartitions(line).map(describePartition)).toEqual([words]);
  });

  it('takes nothing from what is no answer', () => {
    expect(
      parsePartitions('slurm_load_partitions: Unable to contact slurm controller (connect failure)'),
    ).toEqual([]);
    expect(parsePartitions('')).toEqual([]);
    expect(parsePartitions('a b|up|1:00|0/0/0/0|')).toEqual([]);
  });
});

describe('options of sbatch', () => {
  it.each([
    ['60', 3600],
    ['90:30', 5430],
    ['4:00:00', 4 * 3600],
    ['2-0', 2 * day],
    ['1-12:30', day + 12.5 * 3600],
    ['7-00:00:01', 7 * day + 1],
    ['infinite', Number.POSITIVE_INFINITY],
    ['UNLIMITED', Number.POSITIVE_INFINITY],
    ['n/a', undefined],
    ['1:2:3:4', undefined],
    ['', undefined],
  ])('a time of %s', (text, seconds) => {
    expect(slurmSeconds(text)).toBe(seconds);
  });

  it.each([
    ['', '', ''],
    ['', 'gpu', '--partition=gpu'],
    ['--time=5', 'gpu', '--partition=gpu --time=5'],
    ['--partition=cpu --time=5', 'gpu', '--partition=gpu --time=5'],
    ['--time=5 -p cpu', 'gpu', '--time=5 --partition=gpu'],
    ['--time=5 -pcpu -c 2', 'gpu', '--time=5 --partition=gpu -c 2'],
    ['--partition cpu,gpu -c 2', '', '-c 2'],
    ['-c 2 --partition=cpu', '', '-c 2'],
  ])('%s with the partition %s', (text, name, next) => {
    expect(withPartition(text, name)).toBe(next);
    expect(partitionIn(next)).toBe(name === '' ? undefined : name);
  });

  it('finds the time limit', () => {
    expect(timeIn('--gres=gpu:1 --time=2-0')).toBe(2 * day);
    expect(timeIn('-t 30 -c 2')).toBe(1800);
    expect(timeIn('--time-min=5')).toBeUndefined();
  });

  it('says which option a run sets itself', () => {
    expect(slurmOptions('--gres=gpu:1 --wrap=x', 'This')).toBe(
      'This can’t have --wrap=x: a run sets --wrap itself.',
    );
    expect(slurmOptions('--gres=gpu:1', 'This')).toEqual(['--gres=gpu:1']);
  });
});
