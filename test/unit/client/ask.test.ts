import { expect, it, vi } from 'vitest';
import { pick, wholeNumber } from '../../../src/client/commands/ask';

/** VS Code's list: it lives in another process, hears of new items later, and says what is chosen by its place alone. */
class List {
  static open: List;
  items: readonly object[] = [];
  activeItems: readonly object[] = [];
  selectedItems: readonly object[] = [];
  value = '';
  private changed: (text: string) => void = () => {};
  private accepted: () => void = () => {};
  constructor() {
    List.open = this;
  }
  onDidChangeValue = (heard: (text: string) => void) => {
    this.changed = heard;
  };
  onDidAccept = (heard: () => void) => {
    this.accepted = heard;
  };
  onDidTriggerButton = () => {};
  onDidHide = () => {};
  show = () => {};
  dispose = () => {};
  type(text: string) {
    this.value = text;
    this.changed(text);
  }
  /** Enter, while the row at `place` is the active one of what the list shows. */
  enter(place: number | undefined) {
    const chosen = place === undefined ? undefined : this.items[place];
    if (place !== undefined) this.selectedItems = chosen ? [chosen] : [];
    this.accepted();
  }
}
vi.mock('vscode', () => ({
  QuickInputButtons: { Back: {} },
  window: { createQuickPick: () => new List() },
}));

const budgets = [500, 2000, 10_000].map(value => ({ label: value.toLocaleString('en-US'), value }));
const ask = () =>
  pick(
    { title: 'Search', step: 1, of: 1 },
    'How many cells',
    budgets,
    value => value === 2000,
    text => {
      const value = wholeNumber(text, 1);
      return value === undefined ? undefined : { label: text, value };
    },
  );

it.each([
  ['no row of the earlier list fits', '400', undefined, 400],
  ['a row of the earlier list fits, the first', '50', 0, 50],
  ['a row of the earlier list fits, a later one', '10', 2, 10],
  ['the list is that of the text', '7', 0, 7],
])('a number typed is taken as soon as Enter is pressed: %s', async (_, text, place, expected) => {
  const answer = ask();
  List.open.type(text);
  List.open.enter(place);
  expect(await answer).toBe(expected);
});

it('a text that is no number chooses among the options', async () => {
  const answer = ask();
  List.open.type('4');
  expect(List.open.items).toMatchObject([{ label: '4' }]);
  List.open.type('thorough');
  expect(List.open.items).toMatchObject([{ label: '500' }, { label: '2,000' }, { label: '10,000' }]);
  List.open.enter(2);
  expect(await answer).toBe(10_000);
});
