import type { Options } from '../../src/protocol/options/option';
import type { FromPage } from '../../src/protocol/panel';
import type { CheckedTable, Choices, RunForm, TableCheck } from '../../src/protocol/runForms';
import type { Dropdown } from '../kit/controls';
import { show } from '../kit/dom';
import { cellColumns } from './cellColumns';
import { listSeparator } from './draft';
import { choiceField, type Field } from './fields';
import type { Form, FormEvents } from './form';
import type { TableChecks } from './tableChecks';
import { createTablePreview } from './tablePreview';
import { isReadable, reviewTable, spaceOfTable, type TableReview } from './tableReview';

/** The fields of a form that begins with a table of measured cells: space, table, what is in it, label, test label. */
export interface TableFields {
  readonly space: Field<Dropdown>;
  readonly table: Field<Dropdown>;
  readonly label: Field<Dropdown>;
  readonly testLabel: Field<Dropdown>;
  readonly goal: Field<Dropdown>;
  readonly cells: Field<Dropdown>;
  readonly where: Field<Dropdown>;
  readonly epoch: Field<Dropdown>;
  readonly preview: HTMLElement;
  /** What is wrong with them, and how many cells the table has. */
  review(choices: Choices): TableReview;
  adapt(choices: Choices): void;
  /** Offers the spaces alone: no table is used. */
  adaptSpace(choices: Choices): void;
  /** The space stays as it is, whatever the table. */
  keepSpace(): void;
  pick(table: string): void;
}

/** A form that begins with a table of measured cells. */
export interface TableForm<O extends Options> extends Form<O> {
  pickTable(table: string): void;
}

export function withTable<O extends Options>(form: Form<O>, tables: TableFields): TableForm<O> {
  return {
    ...form,
    fill(settings, duplicateOf) {
      tables.keepSpace();
      form.fill(settings, duplicateOf);
    },
    pickTable: tables.pick,
  };
}

export interface TableFieldsOptions {
  readonly form: RunForm;
  readonly label: string;
  readonly testLabel: string;
  /** The user has chosen the space before. */
  readonly spaceChosen: boolean;
  readonly checks: TableChecks;
  readonly post: (message: FromPage) => void;
}

const tableWords =
  'CSV, TSV, JSON or JSONL with measured cells, also compressed or zipped; Parquet; .celltable.';

export function createTableFields(options: TableFieldsOptions, { changed }: FormEvents): TableFields {
  const { form, checks, post } = options;
  let { spaceChosen } = options;
  const reading = new Set<string>();
  let check: TableCheck | undefined;

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
      forgetRows();
      changed();
    },
    beside: [
      { text: 'Browse…', secondary: true, onClick: () => post({ kind: 'browseData', form }) },
      { text: 'Import Benchmark…', secondary: true, onClick: () => post({ kind: 'importBenchmark', form }) },
    ],
  });
  const label = choiceField({
    name: 'Label column',
    explanation: options.label,
    onChange: () => {
      // What was stated of one figure says nothing of another.
      goal.control.set('');
      changed();
    },
  });
  const testLabel = choiceField({
    name: 'Test label column',
    explanation: options.testLabel,
    onChange: changed,
  });
  const goal = choiceField({
    name: 'Better',
    explanation: 'Which values of the label are better.',
    onChange: changed,
  });
  const cells = choiceField({
    name: 'Cells',
    explanation: 'The column of the cells, or the columns that hold one choice each.',
    onChange: changed,
  });
  const where = choiceField({
    name: 'Rows',
    explanation: 'Which rows of the table count.',
    onChange: changed,
  });
  const epoch = choiceField({
    name: 'Epoch',
    explanation: 'Which epoch of each trial counts.',
    onChange: changed,
  });
  /** By table: the rows that can be chosen among, once it has turned out that they have to be. */
  const rowChoices = new Map<string, NonNullable<TableCheck['choice']>>();
  /** By table: conditions that leave out what looks wrong, or count what was left out. */
  const suggestions = new Map<string, readonly string[]>();
  /** Tables whose rows differ in their epoch. */
  const withEpochs = new Set<string>();
  const preview = createTablePreview(() => {
    const table = data.control.value();
    checks.forget();
    post({ kind: 'readTable', table });
    changed();
  });

  /** What was chosen of one table says nothing of another. */
  const forgetRows = () => {
    for (const { control } of [cells, where, epoch, goal]) control.set('');
  };

  const chosen = (): CheckedTable => {
    const stated = goal.control.value();
    const by = cells.control.value();
    const rows = where.control.value();
    const when = epoch.control.value();
    return {
      table: data.control.value(),
      space: space.control.value(),
      label: label.control.value(),
      ...(stated === 'max' || stated === 'min' ? { goal: stated } : {}),
      ...(by === '' ? {} : { cells: by }),
      ...(rows === '' ? {} : { where: rows.split(listSeparator) }),
      ...(when === '' ? {} : { epoch: when }),
    };
  };
  const offerSpaces = ({ spaces }: Choices) =>
    space.control.offer(spaces.map(s => ({ value: s.argument, text: s.name })));
  /** What can be chosen among the rows of this table; a value that was chosen before stays. */
  const adaptRows = (table: string, known: Choices['tables'][number] | undefined) => {
    const named = known?.goals?.[label.control.value()];
    const found = goal.control.value() === '' ? check?.goal : undefined;
    const isTold = found !== undefined && found !== (named ?? 'max');
    const better = (isTold ? found : named) === 'min' ? 'Lower' : 'Higher';
    goal.control.offer([
      {
        value: '',
        text: isTold
          ? `${better}, as the table says`
          : named === undefined
            ? 'Higher, as the name does not say'
            : `${better}, as the name says`,
      },
      { value: 'max', text: 'Higher' },
      { value: 'min', text: 'Lower' },
    ]);
    const stated = cells.control.value();
    const columns = cellColumns(known?.preview?.columns ?? []);
    cells.control.offer([
      { value: '', text: known?.cells === undefined ? 'Found by name and form' : `${known.cells}, as found` },
      ...columns.map(name => ({ value: name, text: name })),
      ...(stated === '' || columns.includes(stated) ? [] : [{ value: stated, text: stated }]),
    ]);
    show(cells.element, columns.length > 1 || stated !== '');
    if (check?.choice) rowChoices.set(table, check.choice);
    if (check?.suggested) suggestions.set(table, check.suggested);
    const choice = rowChoices.get(table);
    const wanted = where.control.value();
    const rows = (choice?.values ?? []).map(value => ({
      value: `${choice!.column}=${value}`,
      text: `${choice!.column} is ${value === '' ? 'empty' : value}`,
    }));
    const all = choice
      ? [{ value: `${choice.column}=*`, text: `all, those that differ in ${choice.column} averaged` }]
      : [];
    const suggested = suggestions.get(table) ?? [];
    const changes = suggested.map(value => ({ value, text: conditionText(value) }));
    const other = wanted === '' || [...rows, ...all, ...changes].some(({ value }) => value === wanted);
    where.control.offer([
      { value: '', text: choice ? 'Choose…' : 'All' },
      ...rows,
      ...all,
      ...changes,
      ...(other ? [] : [{ value: wanted, text: conditionText(wanted) }]),
    ]);
    show(where.element, choice !== undefined || wanted !== '' || suggested.length > 0);
    if (check?.epoch !== undefined) withEpochs.add(table);
    const when = epoch.control.value();
    epoch.control.offer([
      { value: '', text: 'The last' },
      { value: 'best', text: 'The best of each trial' },
      ...(when === '' || when === 'best' ? [] : [{ value: when, text: when }]),
    ]);
    show(epoch.element, withEpochs.has(table) || when !== '');
  };

  return {
    space,
    table: data,
    label,
    testLabel,
    goal,
    cells,
    where,
    epoch,
    preview: preview.element,
    review: choices => reviewTable({ ...chosen(), testLabel: testLabel.control.value() }, choices, check),
    keepSpace() {
      spaceChosen = true;
    },
    adaptSpace(choices) {
      offerSpaces(choices);
      if (!spaceChosen && choices.space !== undefined) space.control.set(choices.space);
    },
    adapt(choices) {
      offerSpaces(choices);
      data.control.offer(choices.tables.map(t => ({ value: t.path, text: t.path })));
      const table = choices.tables.find(t => t.path === data.control.value());
      const by = cells.control.value();
      const own = by === '' ? spaceOfTable(table, choices) : undefined;
      const spelled = own ?? choices.space;
      if (!spaceChosen && spelled !== undefined) space.control.set(spelled);
      if (table && !table.columns && table.problem === undefined && !reading.has(table.path)) {
        reading.add(table.path);
        post({ kind: 'readTable', table: table.path });
      }
      const columns = sortLabels(table?.columns ?? []);
      label.control.offer(columns.map(name => ({ value: name, text: name })));
      testLabel.control.offer(
        table?.columns
          ? [{ value: '', text: 'None' }, ...columns.map(name => ({ value: name, text: name }))]
          : [],
      );
      data.explain(
        choices.tables.length === 0
          ? 'There is no table in this workspace yet: browse for one, or import a benchmark.'
          : !table || !isReadable(table, by === '' ? undefined : by)
            ? tableWords
            : table.rows === undefined
              ? `Reading ${table.path}…`
              : `${table.rows.toLocaleString('en-US')} ${table.rows === 1 ? 'row' : 'rows'}, their cells given by ${by === '' ? (table.cells ?? 'no known column') : by}.`,
      );
      const now = chosen();
      const whole = table?.columns?.includes(now.label) && isReadable(table, now.cells) && now.space !== '';
      const fits = reviewTable({ ...now, testLabel: '' }, choices, undefined).wrong.space === undefined;
      const askable = whole && fits && choices.disabled === undefined;
      check = askable ? checks.ask(now) : undefined;
      adaptRows(now.table, table);
      const spaceName = choices.spaces.find(s => s.argument === now.space)?.name ?? now.space;
      const checking = askable === true && check === undefined;
      preview.update(
        whole && table ? { table, space: spaceName, label: now.label, check, checking } : undefined,
      );
    },
    pick(table) {
      data.control.set(table);
      forgetRows();
      changed();
    },
  };
}

/** How the list of rows calls a condition. */
function conditionText(condition: string): string {
  const [, column = condition, not, value] = /^(.+?)(!?)=(.*)$/s.exec(condition) ?? [];
  if (value === undefined) return condition;
  if (value === '*') return `all, whatever their ${column}`;
  return `${column} is ${not === '!' ? 'not ' : ''}${value === '' ? 'empty' : value}`;
}

const quality = /loss|err|perplex|ppl|bpb|bleu|f1|auc|score|reward|value|objective|metric/i;

/** Columns that look like a quality measured come first, so that the default is likely right. */
function sortLabels(columns: readonly string[]): readonly string[] {
  const likely = (name: string) =>
    /valid.*acc|acc.*valid/i.test(name)
      ? 0
      : /acc|valid/i.test(name)
        ? 1
        : /test/i.test(name)
          ? 2
          : quality.test(name)
            ? 3
            : 4;
  return columns.toSorted((a, b) => likely(a) - likely(b));
}
