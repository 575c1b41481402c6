import type { FileCells, FromPage } from '../../src/protocol/panel';
import type { Choices, SearchSettings } from '../../src/protocol/runForms';
import { formatTop } from '../../src/protocol/words';
import type { Choice } from '../kit/controls';
import { show } from '../kit/dom';
import { choiceField, numberField } from './fields';
import { createForm, type Form, group, side } from './form';
import { checkSearch, type SearchDraft } from './searchCheck';

export interface SearchForm extends Form<SearchDraft, SearchSettings> {
  /** The cells of the open file, which a search can start from. */
  offerStarts(cells: FileCells): void;
}

const paretoChoices: readonly Choice[] = [
  { value: '', text: 'Nothing' },
  { value: 'parameters', text: 'Parameters' },
  { value: 'flops', text: 'FLOPs' },
  { value: 'latency', text: 'Latency' },
];

/** Of a table of latencies: they say which cell a row is of. */
const indexColumns = new Set(['index', 'arch_index']);

/** *Search for cells*: where, how, how long, within which limits. */
export function createSearchForm(
  saved: Partial<SearchDraft>,
  post: (message: FromPage) => void,
  onChange: () => void,
): SearchForm {
  let file: FileCells = { file: undefined, spaces: [] };
  let touched = (saved.space ?? '') !== '';
  const reading = new Set<string>();

  const form = createForm<SearchDraft, SearchSettings>(saved, onChange, events => {
    const choice = (name: string, explanation: string) =>
      choiceField({ name, explanation, onChange: events.changed });
    const number = (name: string, explanation: string, placeholder = '') =>
      numberField({ name, explanation, placeholder, onInput: events.changed, onEnter: events.submit });
    const space = choice('Space', 'Where to look.');
    const model = choice('Predictor', 'What scores the cells.');
    const strategy = choice('Strategy', '');
    const start = choice('Start cell', '');
    const budget = number('Cells to score', 'How many cells to score at most.');
    const top = number('Cells to keep', 'How many of the best to keep.');
    const maxParameters = number('Most parameters', 'Of the whole network, such as 5M.', 'no limit');
    const maxFlops = number('Most FLOPs', 'Of the whole network, such as 2.5G.', 'no limit');
    const latency = choice('Latency table', 'A table with the latency of each cell, in milliseconds.');
    const device = choice('Device', 'The column of that table.');
    const maxLatency = number(
      'Longest latency',
      'In milliseconds; cells not in the table are passed over.',
      'no limit',
    );
    const pareto = choice('Weigh the rank against', 'Also keeps the cells that no other beats in both.');
    const seed = number('Seed', 'Equal seeds give equal runs.');

    const offerStarts = (choices: Choices) => {
      const name = choices.spaces.find(s => s.argument === space.control.value())?.name;
      const cells = file.spaces.find(each => each.space === name)?.cells ?? [];
      const starts = file.path === undefined ? [] : cells;
      const wanted = start.control.value();
      const offered: Choice[] = starts.map(cell => ({
        value: `${file.path}:${cell.name}`,
        text: cell.score ? `${cell.name} (${formatTop(cell.score.top)})` : cell.name,
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
    const offerLatencies = (choices: Choices) => {
      latency.control.offer([
        { value: '', text: 'None' },
        ...choices.tables.map(({ path }) => ({ value: path, text: path })),
      ]);
      const table = choices.tables.find(t => t.path === latency.control.value());
      if (table && !table.columns && table.problem === undefined && !reading.has(table.path)) {
        reading.add(table.path);
        post({ kind: 'readTable', table: table.path });
      }
      const devices = (table?.columns ?? []).filter(name => !indexColumns.has(name));
      device.control.offer(devices.map(name => ({ value: name, text: name })));
      show(device.element, table !== undefined);
      show(maxLatency.element, table !== undefined);
    };

    return {
      name: 'Search for cells',
      launch: 'Search',
      fields: {
        space,
        model,
        strategy,
        start,
        budget,
        top,
        seed,
        maxParameters,
        maxFlops,
        latency,
        device,
        maxLatency,
        pareto,
      },
      layout: [
        group('Search', side(space, model), side(strategy, start), side(budget, top), seed.element),
        group(
          'Limits',
          side(maxParameters, maxFlops),
          latency.element,
          side(device, maxLatency),
          pareto.element,
        ),
      ],
      first: {
        space: '',
        model: '',
        strategy: '',
        start: '',
        budget: '2000',
        top: '10',
        seed: '0',
        maxParameters: '',
        maxFlops: '',
        latency: '',
        device: '',
        maxLatency: '',
        pareto: '',
      },
      adapt(choices) {
        space.control.offer(choices.spaces.map(s => ({ value: s.argument, text: s.name })));
        if (!touched && choices.space !== undefined) space.control.set(choices.space);
        touched = true;
        const chosen = choices.spaces.find(s => s.argument === space.control.value());
        const trained = choices.models.filter(m => m.space === chosen?.name);
        const hints = chosen?.predicted ? 'The one that answers hints' : 'None yet';
        model.control.offer([
          { value: '', text: hints },
          ...trained.map(({ run, title }) => ({ value: run, text: title })),
        ]);
        show(model.element, trained.length > 0);
        strategy.control.offer(choices.strategies.map(s => ({ value: s.name, text: s.name })));
        const current = choices.strategies.find(s => s.name === strategy.control.value());
        strategy.explain(current?.does ?? '');
        show(budget.element, current?.budgeted ?? true);
        offerStarts(choices);
        offerLatencies(choices);
        pareto.control.offer(paretoChoices);
      },
      check: checkSearch,
      start: settings => post({ kind: 'search', settings }),
      draftOf: settings => ({
        ...settings,
        model: settings.model ?? '',
        start: settings.start ?? '',
        budget: settings.budget.toString(),
        top: settings.top.toString(),
        seed: settings.seed.toString(),
        maxParameters: settings.maxParameters?.toString() ?? '',
        maxFlops: settings.maxFlops?.toString() ?? '',
        latency: settings.latency ?? '',
        device: settings.device ?? '',
        maxLatency: settings.maxLatency?.toString() ?? '',
        pareto: settings.pareto ?? '',
      }),
    };
  });
  return {
    ...form,
    fill(settings) {
      touched = true;
      form.fill(settings);
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
