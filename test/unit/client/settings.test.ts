import { expect, test, vi } from 'vitest';
import { readSetting } from '../../../src/client/settings';

const stored = new Map<string, unknown>();
vi.mock('vscode', () => ({
  workspace: { getConfiguration: () => ({ get: (name: string) => stored.get(name) }) },
}));

test('a setting of another type counts as its default', () => {
  for (const value of [5, null, {}, ['all'], true, undefined]) {
    stored.set('text', value);
    expect(readSetting('text', 'all')).toBe('all');
  }
  for (const value of [1, 0, 'false', null, [], undefined]) {
    stored.set('switch', value);
    expect(readSetting('switch', true)).toBe(true);
  }
});

test('a setting of its type is read as it is', () => {
  stored.set('text', '').set('switch', false);
  expect([readSetting('text', 'all'), readSetting('switch', true)]).toEqual(['', false]);
});
