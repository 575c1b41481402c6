import { expect } from 'vitest';

/**
 * Four times the size takes about four times the work, and not sixteen times. Measured in the processor's time of this
 * process, the least of several tries, so that others on the machine hardly count.
 */
export function expectLinear(work: (size: number) => unknown, size: number): void {
  work(size);
  const [small, large] = [minCost(() => work(size)), minCost(() => work(4 * size))];
  expect(
    large,
    `${small.toFixed(1)} ms of work for ${size}, ${large.toFixed(1)} ms for ${4 * size}`,
  ).toBeLessThan(9 * Math.max(small, 10));
}

function minCost(work: () => unknown): number {
  const costs = [1, 2, 3].map(() => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  return Math.min(...costs);
}
