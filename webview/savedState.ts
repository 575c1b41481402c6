import type { PanelView } from '../src/protocol/panel';
import type { FormDrafts } from './newRunView';

export interface SavedState {
  readonly view: PanelView;
  readonly run: string | undefined;
  readonly drafts: FormDrafts;
}

/** What the page saved before it was hidden or reloaded; anything foreign gives the defaults. */
export function readSaved(value: unknown): SavedState {
  const state = (typeof value === 'object' && value !== null ? value : {}) as Partial<SavedState>;
  const drafts = state.drafts;
  return {
    view: state.view === 'new' ? 'new' : 'runs',
    run: typeof state.run === 'string' ? state.run : undefined,
    drafts: {
      form: drafts?.form === 'train' ? 'train' : 'search',
      train: strings(drafts?.train),
      search: strings(drafts?.search),
    },
  };
}

function strings(value: unknown): Record<string, string> {
  const entries = Object.entries(typeof value === 'object' && value !== null ? value : {});
  return Object.fromEntries(entries.filter(([, text]) => typeof text === 'string'));
}
