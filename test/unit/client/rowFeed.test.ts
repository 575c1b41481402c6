import { expect, test } from 'vitest';
import { createRowFeed } from '../../../src/client/runs/rowFeed';
import { row } from '../../webview/samples';

test('the first message is a snapshot; then only what has changed is sent', () => {
  const feed = createRowFeed();
  const [a, b] = [row({ id: 'a' }), row({ id: 'b' })];
  const first = [a, b];
  expect(feed.next(first)).toEqual({ kind: 'runs', runs: first });
  expect(feed.next(first)).toBeUndefined();
  expect(feed.next([structuredClone(a), b])).toBeUndefined();
  const starred = { ...b, notes: { star: true } };
  expect(feed.next([a, starred])).toEqual({ kind: 'changed', runs: [starred] });
  expect(feed.next([starred])).toEqual({ kind: 'runs', runs: [starred] });
});

test('the texts of the files that a run read stay with the host', () => {
  const inputs = [{ path: 'a.cell', sha256: '0', text: 'cell a' }];
  const message = createRowFeed().next([row({ id: 'a', inputs })]);
  expect(message?.runs[0]?.record?.inputs).toEqual([{ path: 'a.cell', sha256: '0' }]);
});
