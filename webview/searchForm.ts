import type { Choices, FromPage, SearchSettings } from '../src/protocol/panel';
import { h, show } from './dom';
import { choiceField, numberField } from './fields';
import { createLaunch, type Form } from './form';
import { checkSearch, type SearchDraft } from './formChecks';

/** *Search for cells*: where, how, how long, within which limits. */
export function createSearchForm(
  saved: Partial<SearchDraft>,
  post: (message: FromPage) => void,
  onChange: () => void,
): Form<SearchDraft, SearchSettings> {
  let choices: Choices | undefined;
  let touched = saved.space !== undefined;

  const submit = () => {
    const checked = choices && checkSearch(draft(), choices);
    if (!checked?.settings || choices?.disabled !== undefined) return;
    launch.refuse(undefined);
    launch.busy(true);
    post({ kind: 'search', settings: checked.settings });
    setTimeout(() => launch.busy(false), 1000);
  };
  const changed = () => {
    launch.refuse(undefined);
    check();
    onChange();
  };
  const number = (name: string, explanation: string, placeholder = '') =>
    numberField({ name, explanation, placeholder, onInput: changed, onEnter: submit });

  const space = choiceField({ name: 'Space', explanation: 'Where to look.', onChange: changed });
  const model = choiceField({
    name: 'Predictor',
    explanation: 'What scores the cells.',
    onChange: changed,
  });
  const strategy = choiceField({ name: 'Strategy', explanation: '', onChange: changed });
  const budget = number('Cells to score', 'How many cells to score at most.');
  const top = number('Cells to keep', 'How many of the best to keep.');
  const maxParameters = number('Most parameters', 'Of the whole network, such as 5M.', 'no limit');
  const maxFlops = number('Most FLOPs', 'Of the whole network, such as 2.5G.', 'no limit');
  const seed = number('Seed', 'Equal seeds give equal runs.');
  const launch = createLaunch('Search', 'play', submit);
  const pair = (...fields: readonly { readonly element: HTMLElement }[]) =>
    h('div', { class: 'pair' }, ...fields.map(field => field.element));
  const element = h(
    'div',
    { class: 'form', role: 'form', 'aria-label': 'Search for cells' },
    space.element,
    model.element,
    strategy.element,
    pair(budget, top),
    pair(maxParameters, maxFlops),
    seed.element,
    launch.element,
  );
  const put = (values: Partial<SearchDraft>) => {
    space.control.set(values.space ?? '');
    model.control.set(values.model ?? '');
    strategy.control.set(values.strategy ?? '');
    budget.control.set(values.budget ?? '2000');
    top.control.set(values.top ?? '10');
    maxParameters.control.set(values.maxParameters ?? '');
    maxFlops.control.set(values.maxFlops ?? '');
    seed.control.set(values.seed ?? '0');
  };
  put(saved);

  const draft = (): SearchDraft => ({
    space: space.control.value(),
    model: model.control.value(),
    strategy: strategy.control.value(),
    budget: budget.control.value(),
    top: top.control.value(),
    seed: seed.control.value(),
    maxParameters: maxParameters.control.value(),
    maxFlops: maxFlops.control.value(),
  });
  const check = () => {
    if (!choices) return;
    const chosen = choices.spaces.find(s => s.argument === space.control.value());
    const trained = choices.models.filter(m => m.space === chosen?.name);
    const hints = chosen?.predicted ? 'The one that answers hints' : 'None yet';
    model.control.offer([
      { value: '', text: hints },
      ...trained.map(({ run, title }) => ({ value: run, text: title })),
    ]);
    show(model.element, trained.length > 0);
    const current = choices.strategies.find(s => s.name === strategy.control.value());
    strategy.explain(current?.does ?? '');
    show(budget.element, current?.budgeted ?? true);
    const { settings, wrong } = checkSearch(draft(), choices);
    space.complain(wrong.space);
    budget.complain(wrong.budget);
    top.complain(wrong.top);
    maxParameters.complain(wrong.maxParameters);
    maxFlops.complain(wrong.maxFlops);
    seed.complain(wrong.seed);
    launch.allow(settings !== undefined, choices.disabled);
  };

  return {
    element,
    draft,
    offer(next) {
      choices = next;
      space.control.offer(next.spaces.map(s => ({ value: s.argument, text: s.name })));
      strategy.control.offer(next.strategies.map(s => ({ value: s.name, text: s.name })));
      if (!touched && next.space !== undefined) space.control.set(next.space);
      touched = true;
      check();
    },
    fill(settings) {
      put({
        ...settings,
        model: settings.model ?? '',
        budget: settings.budget.toString(),
        top: settings.top.toString(),
        seed: settings.seed.toString(),
        maxParameters: settings.maxParameters?.toString() ?? '',
        maxFlops: settings.maxFlops?.toString() ?? '',
      });
      touched = true;
      changed();
    },
    refuse(message) {
      launch.busy(false);
      launch.refuse(message);
    },
  };
}
