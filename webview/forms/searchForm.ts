import { searchCommand } from '../../src/protocol/commands/search';
import type { Draft } from '../../src/protocol/options/form';
import type { FileCells, FromPage } from '../../src/protocol/panel';
import type { Choices } from '../../src/protocol/runForms';
import { formatEstimate, formatSize } from '../../src/protocol/words';
import type { Choice } from '../kit/controls';
import { show } from '../kit/dom';
import { createCostFields } from './costFields';
import type { Wrong } from './draft';
import { optionFields } from './fields';
import { createForm, type Form, group, side, tooManyCells } from './form';

export type SearchDraft = Draft<typeof searchCommand.options>;

export interface SearchForm extends Form<typeof searchCommand.options> {
  /** The cells of the open file, which a search can start from. */
  offerStarts(cells: FileCells): void;
}

/** *Search for cells*: where, how, how long, within which limits. */
export function createSearchForm(
  saved: Partial<SearchDraft>,
  post: (message: FromPage) => void,
  onChange: () => void,
): SearchForm {
  let file: FileCells = { file: undefined, spaces: [] };
  let touched = (saved.space ?? '') !== '';
  const { initial } = searchCommand.options.budget;
  let budgetTyped = saved.budget !== undefined && saved.budget !== initial.toString();

  const form = createForm(searchCommand, saved, onChange, events => {
    const { choice, number } = optionFields(searchCommand, events);
    const space = choice('space', 'Where to look.');
    const predictor = choice('predictor', 'What scores the cells.');
    const strategy = choice('strategy');
    const start = choice('start');
    const budget = number('budget', 'How many cells to score at most.', () => {
      budgetTyped = true;
      events.changed();
    });
    const top = number('top', 'How many of the best to keep.');
    const costs = createCostFields(
      {
        title: 'Weigh the rank against',
        explanation: 'Also keeps the cells that no other beats in both.',
      },
      post,
      events,
    );
    const seed = number('seed', 'Equal seeds give equal runs.');
    const isBudgeted = (choices: Choices) =>
      choices.strategies.find(s => s.name === strategy.control.value())?.budgeted ?? true;

    const offerStarts = (choices: Choices) => {
      const name = choices.spaces.find(s => s.argument === space.control.value())?.name;
      const cells = file.spaces.find(each => each.space === name)?.cells ?? [];
      const starts = file.path === undefined ? [] : cells;
      const wanted = start.control.value();
      const offered: Choice[] = starts.map(cell => ({
        value: `${file.path}:${cell.name}`,
        text: cell.score ? `${cell.name} (${formatEstimate(cell.score)})` : cell.name,
      }));
      if (wanted !== '' && !offered.some(({ value }) => value === wanted) && isElsewhere(wanted, file))
        offered.push({ value: wanted, text: wanted });
      start.control.offer([{ value: '', text: 'None: begin anywhere' }, ...offered]);
      start.explain(
        starts.length > 0
          ? `A cell of ${file.file} to move on from.`
          : `To move on from one, open a .cell file with cells of ${name ?? 'the space'}.`,
      );
    };
    return {
      name: 'Search for cells',
      launch: 'Search',
      fields: {
        space,
        predictor,
        strategy,
        start,
        budget,
        top,
        seed,
        ...costs.fields,
      },
      layout: [
        group('Search', side(space, predictor), side(strategy, start), side(budget, top), seed.element),
        costs.layout,
      ],
      adapt(choices) {
        space.control.offer(choices.spaces.map(s => ({ value: s.argument, text: s.name })));
        if (!touched && choices.space !== undefined) space.control.set(choices.space);
        touched = true;
        const chosen = choices.spaces.find(s => s.argument === space.control.value());
        const trained = choices.models.filter(m => m.space === chosen?.name);
        const hints = chosen?.predicted ? 'The one that answers hints' : 'None yet';
        const wanted = predictor.control.value();
        const offered = trained.map(({ folder, title }) => ({ value: folder, text: title }));
        if (wanted !== '' && !choices.models.some(({ folder }) => folder === wanted))
          offered.push({ value: wanted, text: wanted });
        predictor.control.offer([{ value: '', text: hints }, ...offered]);
        show(predictor.element, offered.length > 0);
        strategy.control.offer(choices.strategies.map(s => ({ value: s.name, text: s.name })));
        const current = choices.strategies.find(s => s.name === strategy.control.value());
        strategy.explain(current?.does ?? '');
        show(budget.element, isBudgeted(choices));
        const { cells } = chosen ?? {};
        space.explain(cells === undefined ? 'Where to look.' : `Where to look: ${formatSize(cells)} cells.`);
        if (!budgetTyped) budget.control.set(Math.min(initial, cells ?? initial).toString());
        offerStarts(choices);
        costs.adapt(choices);
      },
      review(draft, choices, settings) {
        const wrong: Wrong<typeof searchCommand.options> = {};
        const chosen = choices.spaces.find(s => s.argument === draft.space);
        if (!chosen) wrong.space = 'Choose a space.';
        else if (!chosen.predicted && draft.predictor === '')
          wrong.space = `No predictor for space ${chosen.name} yet: train one on a table of its measured cells first.`;
        const budgeted = isBudgeted(choices);
        const { cells } = chosen ?? {};
        if (budgeted && cells !== undefined && (settings.budget ?? 0) > cells)
          wrong.budget = tooManyCells(cells);
        if (budgeted && (settings.top ?? 0) > (settings.budget ?? Number.POSITIVE_INFINITY))
          wrong.top = 'Enter at most as many as are scored.';
        const { wrong: costly, waits, unused } = costs.review(choices);
        return {
          wrong: { ...wrong, ...costly },
          waits,
          unused: [...(budgeted ? [] : ['budget' as const]), ...unused],
        };
      },
      start: (settings, extras) => post({ kind: 'search', settings, ...extras }),
    };
  });
  return {
    ...form,
    fill(settings, duplicateOf) {
      touched = true;
      budgetTyped = true;
      form.fill(settings, duplicateOf);
    },
    offerStarts(cells) {
      file = cells;
      form.refresh();
    },
  };
}

/** Whether a start cell is of another file than the open one, which may hold it without being looked at. */
function isElsewhere(start: string, file: FileCells): boolean {
  return start.slice(0, start.lastIndexOf(':')) !== file.path;
}
