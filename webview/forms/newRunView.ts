import type { FileCells, FromPage } from '../../src/protocol/panel';
import type { RunRow } from '../../src/protocol/run';
import type {
  CheckedTable,
  Choices,
  EngineChoice,
  MeasuringPlace,
  RunForm,
  RunSettings,
  TableCheck,
} from '../../src/protocol/runForms';
import type { Cluster } from '../../src/protocol/slurm/partitions';
import { progressRing, radioGroup } from '../kit/controls';
import { h, show } from '../kit/dom';
import { createLoopForm, type LoopDraft } from './loopForm';
import { createMeasureForm, type MeasureDraft } from './measureForm';
import { createSearchForm, type SearchDraft } from './searchForm';
import { createTableChecks } from './tableChecks';
import { createTrainForm, type TrainDraft } from './trainForm';

export interface NewRunView {
  readonly element: HTMLElement;
  /** Whether it is the view in sight; one that is not asks the host for nothing. */
  see(visible: boolean): void;
  offer(choices: Choices): void;
  offerEngines(engines: readonly EngineChoice[]): void;
  /** The Slurm cluster that is reached from here, and where cells were trained last. */
  offerCluster(cluster: Cluster | undefined, remembered: MeasuringPlace | undefined): void;
  offerStarts(cells: FileCells): void;
  /** Shows this form, or the one shown last, with the focus in its first field. */
  show(form: RunForm | undefined): void;
  /** Shows the form, filled in; `duplicateOf`: with the settings of the run of this name. */
  fill(filled: RunSettings, duplicateOf?: string): void;
  /** The runs there are, newest first. */
  setRuns(rows: readonly RunRow[]): void;
  refuse(form: RunForm, message: string): void;
  pickTable(form: RunForm, table: string): void;
  pickImages(form: RunForm, images: string): void;
  /** Files of tables may be other ones than before. */
  tablesChanged(): void;
  checked(what: CheckedTable, check: TableCheck): void;
  drafts(): FormDrafts;
}

export interface FormDrafts {
  readonly form: RunForm;
  readonly train: Partial<TrainDraft>;
  readonly search: Partial<SearchDraft>;
  readonly loop: Partial<LoopDraft>;
  readonly measure: Partial<MeasureDraft>;
}

const kinds: readonly { readonly value: RunForm; readonly text: string }[] = [
  { value: 'search', text: 'Search for cells' },
  { value: 'train', text: 'Train a predictor' },
  { value: 'measure', text: 'Measure cells' },
  { value: 'loop', text: 'Measure in a loop' },
];

const does: Readonly<Record<RunForm, string>> = {
  search: 'Finds the cells of a space that its predictor ranks highest. Nothing is trained or measured.',
  train: 'Makes a predictor from a table of measured cells, which then answers hints and searches.',
  measure: 'Trains the cells of a file for real, and writes what they measure into it.',
  loop: 'Measures a few cells, learns from them, measures the most promising, and so on.',
};

/** One form that changes with the kind of run. */
export function createNewRunView(
  saved: FormDrafts,
  post: (message: FromPage) => void,
  onChange: () => void,
): NewRunView {
  let form = saved.form;
  let choices: Choices | undefined;
  let runs: readonly RunRow[] = [];
  let visible = false;
  /** It was asked for, and gets the focus once it is there. */
  let wanted = false;
  let enginesListed = false;
  let clusterAsked: RunForm | undefined;
  const checks = createTableChecks(post);
  const train = createTrainForm(saved.train, checks, post, onChange);
  const search = createSearchForm(saved.search, post, onChange);
  const loop = createLoopForm(saved.loop, checks, post, onChange);
  const measure = createMeasureForm(saved.measure, post, onChange);
  const forms = { train, search, loop, measure };
  const kind = radioGroup('Kind of run', kinds, value => {
    form = kinds.find(each => each.value === value)?.value ?? 'search';
    render();
    onChange();
  });
  const loading = h(
    'div',
    { class: 'loading' },
    progressRing(),
    h('p', {}, 'Looking for spaces and tables…'),
  );
  const about = h('p', { class: 'explanation' });
  const all = h(
    'div',
    { class: 'forms', hidden: '' },
    kind.element,
    about,
    ...Object.values(forms).map(each => each.element),
  );
  const render = () => {
    kind.set(form);
    about.textContent = does[form];
    for (const { value } of kinds) show(forms[value].element, value === form);
    if (!choices || !visible) return;
    // The view comes into sight with the next frame.
    if (wanted) requestAnimationFrame(() => kind.focus());
    wanted = false;
    forms[form].know(runs);
    forms[form].offer(choices);
    if (form === 'train' && !enginesListed && choices.disabled === undefined) {
      enginesListed = true;
      post({ kind: 'listEngines' });
    }
    // A cluster changes: it is looked at anew whenever the form comes into sight.
    const asks = (form === 'measure' || form === 'loop') && choices.disabled === undefined;
    if (asks && clusterAsked !== form) post({ kind: 'askCluster' });
    clusterAsked = asks ? form : undefined;
  };
  render();
  return {
    element: h('div', { class: 'new-run' }, loading, all),
    see(next) {
      visible = next;
      if (!visible) clusterAsked = undefined;
      render();
    },
    offer(next) {
      choices = next;
      show(loading, false);
      show(all, true);
      render();
    },
    offerEngines: train.offerEngines,
    offerCluster(cluster, remembered) {
      measure.offerCluster(cluster, remembered);
      loop.offerCluster(cluster, remembered);
    },
    offerStarts(cells) {
      search.offerStarts(cells);
      measure.offerCells(cells);
    },
    show(next) {
      form = next ?? form;
      wanted = true;
      render();
    },
    setRuns(rows) {
      const done = (all: readonly RunRow[]) => all.filter(({ state }) => state === 'done').length;
      const news = done(rows) !== done(runs);
      runs = rows;
      if (news) render();
    },
    fill(filled, duplicateOf) {
      form = filled.form;
      render();
      if (filled.form === 'train') train.fill(filled.settings, duplicateOf);
      else if (filled.form === 'loop') loop.fill(filled.settings, duplicateOf);
      else if (filled.form === 'measure') measure.fill(filled.settings, duplicateOf);
      else search.fill(filled.settings, duplicateOf);
    },
    refuse: (which, message) => forms[which].refuse(message),
    pickTable: (which, table) => (which === 'loop' ? loop : train).pickTable(table),
    pickImages: (which, images) => (which === 'loop' ? loop : measure).pickImages(images),
    tablesChanged: checks.forget,
    checked(what, check) {
      checks.answer(what, check);
      forms[form].refresh();
    },
    drafts: () => ({
      form,
      train: train.draft(),
      search: search.draft(),
      loop: loop.draft(),
      measure: measure.draft(),
    }),
  };
}
