import '@vscode/codicons/dist/codicon.css';
import 'uplot/dist/uPlot.min.css';
import './panel.css';
import type { PanelView } from '../src/protocol/panel';
import { registerControls, tabs } from './controls';
import { h } from './dom';
import { createNewRunView } from './newRunView';
import { createRunsView } from './runsView';
import { readSaved } from './savedState';
import { connectHost } from './vscodeApi';

registerControls();
const host = connectHost();
const saved = readSaved(host.saved());
let view: PanelView = saved.view;
let run = saved.run;
let offered = false;

const save = () => {
  // Before the first choices the fields are empty: what was saved must not be lost to that.
  host.save({ view, run, drafts: offered ? newRun.drafts() : saved.drafts });
};
const showView = (next: PanelView) => {
  view = next;
  all.show(next);
  save();
};

const runs = createRunsView({
  onSelect: selected => {
    run = selected;
    host.post({ kind: 'select', run: selected });
    save();
  },
  onAction: (action, of) => host.post({ kind: 'act', action, run: of }),
  onNewRun: () => showView('new'),
});
const newRun = createNewRunView(saved.drafts, host.post, save);
const all = tabs(
  'ReNAS',
  [
    { id: 'runs', text: 'Runs', view: runs.element },
    { id: 'new', text: 'New Run', view: newRun.element },
  ],
  id => {
    view = id === 'new' ? 'new' : 'runs';
    save();
  },
);
document.body.append(h('main', {}, h('h1', { class: 'spoken' }, 'ReNAS'), all.element));
all.show(view);
runs.select(run);

host.onMessage(message => {
  switch (message.kind) {
    case 'runs':
      return runs.setRows(message.runs);
    case 'run':
      return runs.addEvents(message.run, message.from, message.events);
    case 'choices':
      offered = true;
      return newRun.offer(message.choices);
    case 'refused':
      return newRun.refuse(message.form, message.message);
    case 'picked':
      return newRun.pickTable(message.table);
    case 'show':
      if (message.run !== undefined) {
        run = message.run;
        runs.select(run);
      }
      if (message.form !== undefined) newRun.show(message.form);
      if (message.fill !== undefined) newRun.fill(message.fill);
      return showView(message.view);
  }
});
host.post({ kind: 'ready', ...(run === undefined ? {} : { run }) });
