import type { Choices, FromPage, RunForm, RunSettings } from '../src/protocol/panel';
import { progressRing, radioGroup } from './controls';
import { h, show } from './dom';
import type { SearchDraft, TrainDraft } from './formChecks';
import { createSearchForm } from './searchForm';
import { createTrainForm } from './trainForm';

export interface NewRunView {
  readonly element: HTMLElement;
  offer(choices: Choices): void;
  show(form: RunForm): void;
  /** Shows the form, filled in. */
  fill(filled: RunSettings): void;
  refuse(form: RunForm, message: string): void;
  pickTable(table: string): void;
  drafts(): FormDrafts;
}

export interface FormDrafts {
  readonly form: RunForm;
  readonly train: Partial<TrainDraft>;
  readonly search: Partial<SearchDraft>;
}

/** One form that changes with the kind of run. */
export function createNewRunView(
  saved: FormDrafts,
  post: (message: FromPage) => void,
  onChange: () => void,
): NewRunView {
  let form = saved.form;
  const train = createTrainForm(saved.train, post, onChange);
  const search = createSearchForm(saved.search, post, onChange);
  const kind = radioGroup(
    'Kind of run',
    [
      { value: 'search', text: 'Search for cells' },
      { value: 'train', text: 'Train a predictor' },
    ],
    value => {
      form = value === 'train' ? 'train' : 'search';
      render();
      onChange();
    },
  );
  const loading = h(
    'div',
    { class: 'loading' },
    progressRing(),
    h('p', {}, 'Looking for spaces and tables…'),
  );
  const forms = h('div', { class: 'forms', hidden: '' }, kind.element, train.element, search.element);
  const render = () => {
    kind.set(form);
    show(train.element, form === 'train');
    show(search.element, form === 'search');
  };
  render();
  return {
    element: h('div', { class: 'new-run' }, loading, forms),
    offer(choices) {
      show(loading, false);
      show(forms, true);
      train.offer(choices);
      search.offer(choices);
    },
    show(next) {
      form = next;
      render();
    },
    fill(filled) {
      form = filled.form;
      if (filled.form === 'train') train.fill(filled.settings);
      else search.fill(filled.settings);
      render();
    },
    refuse: (which, message) => (which === 'train' ? train : search).refuse(message),
    pickTable(table) {
      train.pickTable(table);
    },
    drafts: () => ({ form, train: train.draft(), search: search.draft() }),
  };
}
