import type { Choices, FromPage, TrainSettings } from '../src/protocol/panel';
import { h, show } from './dom';
import { choiceField, numberField } from './fields';
import { createLaunch, type Form } from './form';
import { checkTrain, spaceOfTable, type TrainDraft } from './formChecks';

export interface TrainForm extends Form<TrainDraft, TrainSettings> {
  pickTable(table: string): void;
}

/** *Train a predictor*: from which cells, by which column, from how many. */
export function createTrainForm(
  saved: Partial<TrainDraft>,
  post: (message: FromPage) => void,
  onChange: () => void,
): TrainForm {
  let choices: Choices | undefined;
  /** The table to take once the choices hold it. */
  let wanted = saved.data ?? '';
  const asked = new Set<string>();
  let spaceChosen = saved.space !== undefined;
  let samplesTyped = saved.samples !== undefined && saved.samples !== defaultSamples.toString();

  const submit = () => {
    const checked = choices && checkTrain(draft(), choices);
    if (!checked?.settings || choices?.disabled !== undefined) return;
    launch.refuse(undefined);
    launch.busy(true);
    post({ kind: 'train', settings: checked.settings });
    setTimeout(() => launch.busy(false), 1000);
  };
  const changed = () => {
    launch.refuse(undefined);
    check();
    onChange();
  };
  const space = choiceField({
    name: 'Space',
    explanation: 'The search space that the measured cells belong to.',
    onChange: () => {
      spaceChosen = true;
      changed();
    },
  });
  const data = choiceField({
    name: 'Table',
    explanation: tableWords,
    onChange: () => {
      readTable();
      changed();
    },
    beside: { text: 'Browse…', secondary: true, onClick: () => post({ kind: 'browseData' }) },
  });
  const label = choiceField({
    name: 'Label column',
    explanation: 'The measured figure to learn to rank by; more is better.',
    onChange: changed,
  });
  const samples = numberField({
    name: 'Cells to learn from',
    explanation: 'Drawn from the table by the seed. The predictor is tested on all the others.',
    onInput: () => {
      samplesTyped = true;
      changed();
    },
    onEnter: submit,
  });
  const recipe = choiceField({
    name: 'Recipe',
    explanation: 'How the predictor is built and trained.',
    onChange: changed,
  });
  const seed = numberField({
    name: 'Seed',
    explanation: 'Equal seeds give equal runs.',
    onInput: changed,
    onEnter: submit,
  });
  const launch = createLaunch('Train Predictor', 'play', submit);
  const element = h(
    'div',
    { class: 'form', role: 'form', 'aria-label': 'Train a predictor' },
    ...[space, data, label, samples, recipe, seed].map(field => field.element),
    launch.element,
  );
  space.control.set(saved.space ?? '');
  label.control.set(saved.label ?? '');
  samples.control.set(saved.samples ?? defaultSamples.toString());
  recipe.control.set(saved.recipe ?? '');
  seed.control.set(saved.seed ?? '0');

  const draft = (): TrainDraft => ({
    space: space.control.value(),
    data: data.control.value(),
    label: label.control.value(),
    samples: samples.control.value(),
    recipe: recipe.control.value(),
    seed: seed.control.value(),
  });
  const table = () => choices?.tables.find(t => t.path === data.control.value());
  const readTable = () => {
    const current = table();
    if (!current || current.columns || current.problem !== undefined || asked.has(current.path)) return;
    asked.add(current.path);
    post({ kind: 'readTable', table: current.path });
  };
  const check = () => {
    if (!choices) return;
    const current = table();
    const columns = current?.columns ?? [];
    label.control.offer(sortLabels(columns).map(name => ({ value: name, text: name })));
    data.explain(
      current?.rows === undefined
        ? current && current.problem === undefined
          ? `Reading ${current.path}…`
          : tableWords
        : `${current.rows.toLocaleString('en-US')} cells, given by ${current.cells ?? 'no known column'}.`,
    );
    const spelled = spaceOfTable(current, choices);
    if (!spaceChosen && spelled !== undefined) space.control.set(spelled);
    // A small table leaves a fifth of its cells to test with, unless the user has said otherwise.
    if (current?.rows !== undefined && !samplesTyped)
      samples.control.set(Math.min(defaultSamples, Math.max(2, Math.floor(current.rows * 0.8))).toString());
    const { settings, wrong } = checkTrain(draft(), choices);
    space.complain(wrong.space);
    data.complain(choices.tables.length === 0 ? undefined : wrong.data);
    label.complain(wrong.label);
    samples.complain(wrong.samples);
    seed.complain(wrong.seed);
    launch.allow(settings !== undefined, choices.disabled);
  };

  return {
    element,
    draft,
    offer(next) {
      choices = next;
      space.control.offer(next.spaces.map(s => ({ value: s.argument, text: s.name })));
      data.control.offer(next.tables.map(t => ({ value: t.path, text: t.path })));
      recipe.control.offer(next.recipes.map(name => ({ value: name, text: name })));
      show(recipe.element, next.recipes.length > 1);
      if (!spaceChosen && next.space !== undefined && draft().space === next.spaces[0]?.argument)
        space.control.set(next.space);
      if (wanted !== '' && next.tables.some(t => t.path === wanted)) data.control.set(wanted);
      wanted = '';
      readTable();
      check();
    },
    fill(settings) {
      spaceChosen = true;
      samplesTyped = true;
      space.control.set(settings.space);
      data.control.set(settings.data);
      label.control.set(settings.label);
      samples.control.set(settings.samples.toString());
      recipe.control.set(settings.recipe);
      seed.control.set(settings.seed.toString());
      readTable();
      changed();
    },
    refuse(message) {
      launch.busy(false);
      launch.refuse(message);
    },
    pickTable(picked) {
      wanted = picked;
      if (choices?.tables.some(t => t.path === picked)) {
        data.control.set(picked);
        wanted = '';
        readTable();
        changed();
      }
    },
  };
}

/** 0.1 % of NAS-Bench-101, as ReNAS takes. */
const defaultSamples = 424;
const tableWords = 'CSV, TSV or JSONL with one measured cell a row, also gzipped.';

/** Columns that look like a quality measured come first, so that the default is likely right. */
function sortLabels(columns: readonly string[]): readonly string[] {
  const likely = (name: string) =>
    /valid.*acc|acc.*valid/i.test(name) ? 0 : /acc|valid/i.test(name) ? 1 : /test/i.test(name) ? 2 : 3;
  return columns.toSorted((a, b) => likely(a) - likely(b));
}
