import type { TableCheck, TableChoice } from '../../src/protocol/runForms';
import { formatCount } from '../../src/protocol/words';
import { iconButton } from '../kit/controls';
import { h, icon } from '../kit/dom';
import { withFieldNames } from './optionNames';

/** What is known of how a table reads. */
export interface TableReading {
  readonly table: TableChoice;
  readonly space: string;
  readonly label: string;
  readonly check: TableCheck | undefined;
  /** Its rows are being read. */
  readonly checking: boolean;
}

export interface TablePreview {
  readonly element: HTMLElement;
  update(reading: TableReading | undefined): void;
}

/** The first rows of a table, and which of its rows can't be taken. */
export function createTablePreview(onReadAgain: () => void): TablePreview {
  const findings = h('div', { class: 'findings', role: 'status' });
  const again = iconButton({ icon: 'refresh', name: 'Read the table again', onClick: onReadAgain });
  const rows = h('div');
  const element = h(
    'div',
    { class: 'table-preview', hidden: '' },
    h('div', { class: 'findings-line' }, findings, again),
    rows,
  );
  let shown = '';
  return {
    element,
    update(reading) {
      const next = JSON.stringify(reading ?? null);
      if (next === shown) return;
      shown = next;
      element.hidden = !reading || !(reading.check || reading.checking || reading.table.preview);
      again.hidden = reading?.check === undefined;
      findings.replaceChildren(...(reading ? findingsOf(reading) : []));
      rows.replaceChildren(...(reading?.table.preview ? [firstRows(reading)] : []));
    },
  };
}

function findingsOf({ table, space, label, check, checking }: TableReading): readonly HTMLElement[] {
  const said = (name: string, text: string, tone = '') =>
    h('p', { class: 'finding' }, icon(name, tone), h('span', {}, text));
  if (checking)
    return [said('loading codicon-modifier-spin', `Reading its rows as cells of ${space}…`, 'live')];
  if (!check) return [];
  const { readable, unreadable, problems, failure } = check;
  const lines = alike(problems).map(text => h('li', {}, text));
  const more = unreadable - problems.length;
  if (more > 0) lines.push(h('li', {}, `and ${formatCount(more)} more`));
  const list = lines.length === 0 ? [] : [h('ul', { 'aria-label': 'Rows that can’t be read' }, ...lines)];
  if (failure !== undefined) return list;
  const rows = table.rows ?? readable + unreadable;
  const { notes = [], warnings = [], goalSentence, cells = readable } = check;
  const understood = [
    ...notes.map(note =>
      warnings.includes(note)
        ? said('warning', withFieldNames(note), 'warn')
        : said('info', withFieldNames(note)),
    ),
    ...(goalSentence === undefined ? [] : [said('info', withFieldNames(goalSentence))]),
  ];
  if (unreadable === 0 && notes.length > 0)
    return [
      said(
        'check',
        `${formatCount(cells)} ${cells === 1 ? 'cell' : 'cells'} of ${space} with ${label}.`,
        'good',
      ),
      ...understood,
    ];
  return unreadable === 0
    ? [said('check', `Every row is a cell of ${space} with a number in ${label}.`, 'good'), ...understood]
    : [
        ...understood,
        said(
          'warning',
          `${formatCount(unreadable)} of ${formatCount(rows)} rows can’t be read and ${unreadable === 1 ? 'is' : 'are'} left out:`,
          'warn',
        ),
        ...list,
      ];
}

/** What is wrong with rows, those of one fault together: `lines 2, 6, 10: it has no acc`. */
function alike(problems: TableCheck['problems']): readonly string[] {
  const lines = new Map<string, number[]>();
  for (const { line, message } of problems) lines.set(message, [...(lines.get(message) ?? []), line]);
  return [...lines].map(
    ([message, at]) => `${at.length === 1 ? 'line' : 'lines'} ${at.join(', ')}: ${message}`,
  );
}

function firstRows({ table, label }: TableReading): HTMLElement {
  const { columns, rows } = table.preview!;
  const mark = (name: string) => (name === label ? { class: 'label' } : {});
  return h(
    'div',
    { class: 'scrolled', tabindex: '0', role: 'region', 'aria-label': `First rows of ${table.path}` },
    h(
      'table',
      { class: 'first-rows' },
      h(
        'thead',
        {},
        h('tr', {}, ...columns.map(name => h('th', { scope: 'col', title: name, ...mark(name) }, name))),
      ),
      h(
        'tbody',
        {},
        ...rows.map(row =>
          h('tr', {}, ...row.map((text, i) => h('td', { title: text, ...mark(columns[i] ?? '') }, text))),
        ),
      ),
    ),
  );
}
