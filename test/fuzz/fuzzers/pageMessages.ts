import { startArguments } from '../../../src/client/runs/runArguments';
import type { RunSettings } from '../../../src/protocol/runForms';
import { fromPage } from '../../../src/protocol/schemas/panel';
import { readValue } from '../../../src/protocol/schemas/readJson';
import { parseRunEvent } from '../../../src/protocol/schemas/runEvent';
import { figuresOf } from '../../../src/report/figures';
import { addEvents, emptyRun } from '../../../src/report/runModel';
import { readSaved } from '../../../webview/kit/savedState';
import { type Fuzzer, require, requirePlain } from '../fuzzer';
import { mutateJson, pick } from '../mutate';
import { events } from './runRecords';

const target = { uri: 'file:///a.cell', position: { line: 1, character: 2 } };
const cell = { from: 'file', name: 'a', target };
const found = { from: 'run', run: 'r', name: 'a', text: 'cell a { output = input }' };
const search = { space: 'nasbench201', strategy: 'evolution', budget: 200, top: 10, seed: 1 };
const messages: readonly unknown[] = [
  { kind: 'ready', run: 'r', compared: ['a', 'b'] },
  { kind: 'select', run: 'r' },
  { kind: 'note', runs: ['r'], changes: { name: 'x', star: true, note: 'n' } },
  { kind: 'actAll', action: 'cancel', runs: ['r'] },
  { kind: 'draw', request: '1', cells: [cell, found] },
  { kind: 'openCell', cell },
  { kind: 'diffFound', runs: ['a', 'b'] },
  { kind: 'diffInput', runs: ['a', 'b'], path: 'a.cell' },
  { kind: 'insertCell', text: 'cell a { output = input }' },
  { kind: 'watchCells', watch: true },
  { kind: 'save', file: { name: 'runs.csv', type: 'CSV', content: 'a', encoding: 'utf8' } },
  { kind: 'search', settings: search },
  {
    kind: 'train',
    settings: { space: 'nasbench201', data: 'a.csv', label: 'acc', samples: 100, recipe: 'default', seed: 1 },
  },
  { kind: 'act', action: 'cancel', run: 'r' },
  { kind: 'checkTable', table: 'a.csv', space: 'nasbench201', label: 'acc' },
];
const saved = {
  view: 'new',
  run: 'r',
  compared: ['a'],
  table: {
    filter: 'x',
    sort: { column: 'state', descending: true },
    columns: ['state'],
    widths: { state: 80 },
    split: 0.5,
  },
  drafts: { form: 'train', train: { space: 'a' }, search: {}, loop: {} },
  pair: [cell],
};

type PageInput = { readonly message: unknown } | { readonly events: unknown } | { readonly saved: unknown };

/** Any message of the page is taken or refused in a sentence; any events and any saved state are shown. */
export const pageMessages: Fuzzer<PageInput> = {
  name: 'pageMessages',
  generate(random) {
    switch (random.integer(3)) {
      case 0:
        return { message: mutateJson(random, pick(random, messages)) };
      case 1:
        return { events: mutateJson(random, events) };
      default:
        return { saved: mutateJson(random, saved) };
    }
  },
  check(input) {
    if ('message' in input) {
      const read = readValue(fromPage, input.message, 'a message');
      if (typeof read === 'string')
        return requirePlain(read.replace(/"[^"]*"/g, ''), 'why a message is refused');
      if (read.kind === 'train' || read.kind === 'search' || read.kind === 'loop') {
        const run = { form: read.kind, settings: read.settings } as unknown as RunSettings;
        for (const argument of startArguments(run))
          require(typeof argument === 'string', 'an argument is no text');
      }
    } else if ('events' in input) {
      const list = Array.isArray(input.events) ? input.events : [input.events];
      const model = emptyRun();
      addEvents(
        model,
        list.flatMap(event => parseRunEvent(JSON.stringify(event) ?? '') ?? []),
      );
      if (model.done) figuresOf(model.done);
      for (const { steps, seconds, values } of model.curves.values())
        require(steps.length === values.length &&
          seconds.length === values.length, 'a curve has not a value for each step');
    } else {
      const state = readSaved(input.saved);
      require(state.table.columns.every(column => typeof column === 'string'), 'a saved column is no text');
      require(state.pair.every(({ name }) => typeof name === 'string'), 'a saved cell has no name');
    }
  },
};
