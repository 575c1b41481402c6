import { expect, it, vi } from 'vitest';
import {
  askText,
  chooseOne,
  chooseSome,
  newInputBox,
  newQuickPick,
  shown,
} from '../../../src/client/quickPick';

const asked: unknown[] = [];
vi.mock('vscode', () => ({
  QuickPickItemKind: { Separator: -1 },
  window: {
    // Chooses the last item.
    showQuickPick: async (items: readonly object[], options: { canPickMany?: boolean }) => {
      asked.push(items, options);
      return options.canPickMany ? items.slice(-1) : items.at(-1);
    },
    showInputBox: async (options: { value: string }) => {
      asked.push(options);
      return options.value;
    },
    createQuickPick: () => ({}),
    createInputBox: () => ({}),
  },
}));

const run = {
  icon: 'star',
  label: '$(pass-filled) best\u202E',
  description: 'from $(shield)',
  detail: 'a\u200Bb',
  id: 7,
};
const safe = {
  label: '$(star) $ (pass-filled) best<U+202E>',
  description: 'from $ (shield)',
  detail: 'a<U+200B>b',
};

it('what an item says is made safe, and what was given is chosen', async () => {
  asked.length = 0;
  const options = { title: 'a\u202E', placeHolder: 'b\u202E', matchOnDetail: true };
  const separator = { label: 'x\u202E', separator: true } as const;
  expect(await chooseOne([separator, run], options)).toBe(run);
  expect(asked).toEqual([
    [
      { of: separator, label: 'x<U+202E>', kind: -1 },
      { of: run, ...safe },
    ],
    { title: 'a<U+202E>', placeHolder: 'b<U+202E>', matchOnDetail: true },
  ]);
  expect(await chooseSome([run], { placeHolder: 'which' })).toEqual([run]);
  expect(shown({ label: 'a', picked: true, alwaysShow: true })).toMatchObject({
    picked: true,
    alwaysShow: true,
  });
});

it('a field has no links and keeps the text that is edited', async () => {
  asked.length = 0;
  expect(await askText('[a](command:x)', 'b\u202E', 'c\u202E')).toBe('b\u202E');
  expect(asked).toEqual([{ prompt: '[a] (command:x)', value: 'b\u202E', placeHolder: 'c<U+202E>' }]);
  expect(newInputBox('[a](command:x)', 'b')).toEqual({ prompt: '[a] (command:x)', value: 'b' });
  expect(newQuickPick('c\u202E')).toEqual({ placeholder: 'c<U+202E>' });
});
