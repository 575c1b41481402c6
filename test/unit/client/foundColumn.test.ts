import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type EditorGroup, foundColumn } from '../../../src/client/runs/foundColumn';

const group = (more: Partial<EditorGroup>): Omit<EditorGroup, 'viewColumn'> => ({
  isActive: false,
  hasPanel: false,
  hasFound: false,
  ...more,
});
const groupsOf = (...groups: readonly Omit<EditorGroup, 'viewColumn'>[]): EditorGroup[] =>
  groups.map((each, i) => ({ viewColumn: i + 1, ...each }));

test('cells found by a search that ends go beside the editor and the panel', () => {
  const [editor, panel] = [group({ isActive: true }), group({ hasPanel: true })];
  expect(foundColumn(groupsOf(editor), true)).toBe(2);
  expect(foundColumn(groupsOf(editor, panel), true)).toBe(3);
  expect(foundColumn(groupsOf(editor, panel, group({ hasFound: true })), true)).toBe(3);
  expect(foundColumn(groupsOf(group({}), editor, panel), true)).toBe(1);
  // A search that was started from the palette shows the panel, which has the focus then.
  expect(foundColumn(groupsOf(group({}), group({ hasPanel: true, isActive: true })), true)).toBe(3);
  expect(foundColumn(groupsOf(group({ hasPanel: true, isActive: true })), true)).toBe(2);
});

test('cells that somebody asks for may take the editor, and never the panel', () => {
  const panel = group({ hasPanel: true, isActive: true });
  expect(foundColumn(groupsOf(group({}), panel), false)).toBe(1);
  expect(foundColumn(groupsOf(panel), false)).toBe(2);
  expect(foundColumn(groupsOf(group({}), panel, group({ hasFound: true })), false)).toBe(3);
});

test('whatever is open, neither the panel nor, quietly, the active editor is covered', () => {
  const any = fc
    .array(fc.record({ isActive: fc.boolean(), hasPanel: fc.boolean(), hasFound: fc.boolean() }), {
      maxLength: 8,
    })
    .map(groups => groupsOf(...groups));
  fc.assert(
    fc.property(any, fc.boolean(), (groups, quietly) => {
      const chosen = groups.find(({ viewColumn }) => viewColumn === foundColumn(groups, quietly));
      expect(chosen?.hasPanel ?? false).toBe(false);
      if (quietly) expect(chosen?.isActive ?? false).toBe(false);
    }),
  );
});
