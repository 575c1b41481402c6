import type { FromPage } from '../../src/protocol/panel';
import { h } from '../kit/dom';
import { createNewRunView, type FormDrafts, type NewRunView } from './newRunView';

type Told = Exclude<keyof NewRunView, 'element' | 'drafts'>;

/**
 * The view of the forms, made when it is first seen: its many controls take longer to make than the rest of the page. Until
 * then it keeps what it is told last of each kind, and has the drafts that were saved.
 */
export function createLazyNewRunView(
  saved: FormDrafts,
  post: (message: FromPage) => void,
  onChange: () => void,
): NewRunView {
  const element = h('div', { class: 'new-run-place' });
  const kept = new Map<Told, (view: NewRunView) => void>();
  let made: NewRunView | undefined;
  const tell = (what: Told, told: (view: NewRunView) => void) => {
    if (made) return told(made);
    kept.set(what, told);
  };
  const make = () => {
    made = createNewRunView(saved, post, onChange);
    element.append(made.element);
    for (const told of kept.values()) told(made);
    kept.clear();
  };
  return {
    element,
    see(visible) {
      if (visible && !made) make();
      made?.see(visible);
    },
    offer: choices => tell('offer', view => view.offer(choices)),
    offerEngines: engines => tell('offerEngines', view => view.offerEngines(engines)),
    offerCluster: (cluster, place) => tell('offerCluster', view => view.offerCluster(cluster, place)),
    offerStarts: cells => tell('offerStarts', view => view.offerStarts(cells)),
    show: form => tell('show', view => view.show(form)),
    fill: (filled, duplicateOf) => tell('fill', view => view.fill(filled, duplicateOf)),
    setRuns: rows => tell('setRuns', view => view.setRuns(rows)),
    refuse: (form, message) => tell('refuse', view => view.refuse(form, message)),
    pickTable: (form, table) => tell('pickTable', view => view.pickTable(form, table)),
    pickImages: (form, images) => tell('pickImages', view => view.pickImages(form, images)),
    tablesChanged: () => tell('tablesChanged', view => view.tablesChanged()),
    checked: (what, check) => tell('checked', view => view.checked(what, check)),
    drafts: () => made?.drafts() ?? saved,
  };
}
