import { expect, it } from 'vitest';
import { parseJournalEntry } from '../../../src/protocol/schemas/measurement';
import { parseRunEvent } from '../../../src/protocol/schemas/runEvent';
import { eachLine, linesOf } from '../../../src/text/lines';

it.each(['', '\n', 'a', 'a\n', 'a\n\nb', 'a\r\nb\n'])('gives the lines of %j', text => {
  expect([...linesOf(text)]).toEqual(text.split('\n'));
});

it('timers go on while half a million foreign lines are read', async () => {
  let ticks = 0;
  const timer = setInterval(() => ticks++, 5);
  let lines = 0;
  await eachLine('{"}\n'.repeat(500_000), line => {
    lines++;
    parseJournalEntry(line);
  });
  clearInterval(timer);
  expect(lines).toBe(500_001);
  expect(ticks).toBeGreaterThan(10);
});

it.each([
  ['journals', parseJournalEntry],
  ['events', parseRunEvent],
])('of %s, lines that are no object are told without parsing them', (_, parse) => {
  const cost = (work: (line: string) => unknown, line: string) => {
    const before = process.cpuUsage();
    for (let i = 0; i < 100_000; i++) work(line);
    const { user, system } = process.cpuUsage(before);
    return user + system;
  };
  const throwing = (line: string) => {
    try {
      return JSON.parse(line);
    } catch {
      return undefined;
    }
  };
  for (const line of ['{', 'x', '{"event":"planned"'])
    expect(cost(parse, line)).toBeLessThan(cost(throwing, line) / 3);
});
