import type { PageCell, PanelView } from '../../src/protocol/panel';
import { type ChartSettings, readChartSettings } from '../charts/chartSettings';
import type { FormDrafts } from '../forms/newRunView';
import type { TableWishes } from '../runs/arrange';
import { standardColumns } from '../runs/columns';

const runForms = ['search', 'train', 'loop', 'measure'] as const;

export interface SavedState {
  readonly view: PanelView;
  readonly run: string | undefined;
  /** Several runs that were selected. */
  readonly compared: readonly string[] | undefined;
  readonly table: TableWishes;
  readonly drafts: FormDrafts;
  readonly charts: ChartSettings;
  /** The cells beside each other, two at the most. */
  readonly pair: readonly PageCell[];
}

/** What the page saved before it was hidden or reloaded; anything foreign gives the defaults. */
export function readSaved(value: unknown): SavedState {
  const state = (typeof value === 'object' && value !== null ? value : {}) as Partial<SavedState>;
  const drafts = state.drafts;
  return {
    view: state.view === 'new' || state.view === 'cells' ? state.view : 'runs',
    run: typeof state.run === 'string' ? state.run : undefined,
    compared: isTexts(state.compared) ? state.compared : undefined,
    table: readWishes(state.table),
    charts: readChartSettings(state.charts),
    pair: Array.isArray(state.pair) ? state.pair.filter(isCell).slice(0, 2) : [],
    drafts: {
      form: runForms.find(form => form === drafts?.form) ?? 'search',
      train: strings(drafts?.train),
      search: strings(drafts?.search),
      loop: strings(drafts?.loop),
      measure: strings(drafts?.measure),
    },
  };
}

function readWishes(table: Partial<TableWishes> | undefined): TableWishes {
  const { filter, sort, columns, differing, merged, widths, split } = table ?? {};
  return {
    filter: typeof filter === 'string' ? filter : '',
    sort:
      typeof sort?.column === 'string'
        ? { column: sort.column, descending: sort.descending === true }
        : undefined,
    columns: isTexts(columns) ? columns : standardColumns,
    differing: differing === true,
    merged: merged === true,
    split: typeof split === 'number' && split >= 0.1 && split <= 0.9 ? split : undefined,
    widths: Object.fromEntries(
      Object.entries(typeof widths === 'object' && widths !== null ? widths : {}).filter(
        ([, width]) => typeof width === 'number' && width >= 24 && width <= 2000,
      ),
    ),
  };
}

function isCell(value: unknown): value is PageCell {
  const cell = value as Partial<Record<string, unknown>> | null;
  if (typeof cell?.['name'] !== 'string') return false;
  if (cell['from'] === 'run') return typeof cell['run'] === 'string' && typeof cell['text'] === 'string';
  const target = cell['target'] as Partial<Record<string, unknown>> | undefined;
  return (
    cell['from'] === 'file' && typeof target?.['uri'] === 'string' && typeof target['position'] === 'object'
  );
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(item => typeof item === 'string');
}

function strings(value: unknown): Record<string, string> {
  const entries = Object.entries(typeof value === 'object' && value !== null ? value : {});
  return Object.fromEntries(entries.filter(([, text]) => typeof text === 'string'));
}
