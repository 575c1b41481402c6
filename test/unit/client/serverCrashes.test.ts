import { expect, test } from 'vitest';
import { createCrashCounter, maxCrashes } from '../../../src/client/language/serverCrashes';

test('a server that crashes again and again stays down, until the user starts it', () => {
  const crashes = createCrashCounter(() => 0);
  for (let i = 0; i < maxCrashes; i++) expect(crashes.crashed()).toBe(true);
  expect(crashes.crashed()).toBe(false);
  crashes.reset();
  expect(crashes.crashed()).toBe(true);
});

test('crashes that lie three minutes apart do not count together', () => {
  let now = 0;
  const crashes = createCrashCounter(() => now);
  for (let i = 0; i < 20; i++, now += 180_000) expect(crashes.crashed()).toBe(true);
});
