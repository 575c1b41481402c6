import '@vscode/codicons/dist/codicon.css';
import 'uplot/dist/uPlot.min.css';
import './panel.css';
import './runs/table.css';
import './runs/detail.css';
import './charts/charts.css';
import './forms/forms.css';
import './cells/cells.css';
import './cells/compare.css';
import type { PanelView, SavedFile, ToPage } from '../src/protocol/panel';
import { createCellsView } from './cells/cellsView';
import { createDrawings } from './cells/drawings';
import { createChartSettings } from './charts/chartSettings';
import { createLazyNewRunView } from './forms/lazyNewRunView';
import { registerControls, tabs } from './kit/controls';
import { h } from './kit/dom';
import { readSaved } from './kit/savedState';
import { connectHost } from './kit/vscodeApi';
import { createRunsView } from './runs/runsView';
import { selectOne } from './runs/selection';

registerControls();
const host = connectHost();
const saved = readSaved(host.saved());
let view: PanelView = saved.view;
let run = saved.run;
let compared = saved.compared;
let table = saved.table;
let offered = false;
/** The host has heard that the page is up. */
let up = false;

const save = () => {
  // Before the first choices the fields are empty: what was saved must not be lost to that.
  host.save({
    view,
    run,
    compared,
    table,
    charts: charts.get(),
    pair: cells.pair(),
    drafts: offered ? newRun.drafts() : saved.drafts,
  });
};
const showView = (next: PanelView) => {
  turnTo(next);
  all.show(next);
  save();
};
/** The cells of the open file are seen in *Cells*, and a search can start from one. */
const watches = () => view !== 'runs';
const turnTo = (next: PanelView) => {
  const before = watches();
  view = next;
  if (watches() !== before) watchCells();
  newRun.see(view === 'new');
};
const watchCells = () => host.post({ kind: 'watchCells', watch: watches() });
const drawings = createDrawings(host.post);
const cells = createCellsView(drawings, host.post, saved.pair, () => save());
const charts = createChartSettings(saved.charts, () => save());
const runs = createRunsView({
  charts,
  cells: {
    drawings,
    onOpen: cell => host.post({ kind: 'openCell', cell }),
    onInsert: text => host.post({ kind: 'insertCell', text }),
    onDiff: found => host.post({ kind: 'diffFound', runs: found }),
    onCompare: cell => {
      cells.compare(cell);
      showView('cells');
    },
  },
  wishes: table,
  selection: compared ? { runs: new Set(compared), current: run, anchor: run } : selectOne(run),
  onSelect: (selected, others) => {
    run = selected;
    compared = others;
    // Which one is selected at first stands in `ready`.
    if (up) host.post({ kind: 'select', run: selected, ...(others ? { compared: others } : {}) });
    save();
  },
  onAction: (action, of) => host.post({ kind: 'act', action, run: of }),
  onActionOnAll: (action, of) => host.post({ kind: 'actAll', action, runs: of }),
  onNote: (of, changes) => host.post({ kind: 'note', runs: of, changes }),
  onTrainingLog: (of, key) => host.post({ kind: 'trainingLog', run: of, key }),
  onDiffInput: (of, path) => host.post({ kind: 'diffInput', runs: of, path }),
  onWishes: wishes => {
    table = wishes;
    save();
  },
  onNewRun: () => showView('new'),
});
const newRun = createLazyNewRunView(saved.drafts, host.post, save);
const all = tabs(
  'ReNAS',
  [
    { id: 'runs', text: 'Runs', view: runs.element },
    { id: 'new', text: 'New Run', view: newRun.element },
    { id: 'cells', text: 'Cells', view: cells.element },
  ],
  id => {
    turnTo(id === 'new' || id === 'cells' ? id : 'runs');
    save();
  },
);
// VS Code's own menu of a page has nothing for one.
document.body.dataset['vscodeContext'] = JSON.stringify({ preventDefaultContextMenuItems: true });
document.body.append(h('main', {}, h('h1', { class: 'spoken' }, 'ReNAS'), all.element));
all.show(view);
document.addEventListener('save-file', event =>
  host.post({ kind: 'save', file: (event as CustomEvent<SavedFile>).detail }),
);

const receive = (message: ToPage) => {
  switch (message.kind) {
    case 'runs':
      runs.setRows(message.runs);
      return newRun.setRuns(runs.rows());
    case 'changed':
      runs.changeRows(message.runs);
      return newRun.setRuns(runs.rows());
    case 'run':
      return runs.addEvents(message.run, message.from, message.events, message.thinnedFrom);
    case 'drawn':
      return drawings.answer(message.request, message.cells);
    case 'cells':
      newRun.offerStarts(message.cells);
      return cells.update(message.cells);
    case 'ranking':
      return runs.rank(message.run, message.points);
    case 'measurements':
      return runs.measure(message.run, message.rows);
    case 'choices':
      offered = true;
      return newRun.offer(message.choices);
    case 'refused':
      return newRun.refuse(message.form, message.message);
    case 'picked':
      return newRun.pickTable(message.form, message.table);
    case 'pickedImages':
      return newRun.pickImages(message.form, message.images);
    case 'tablesChanged':
      return newRun.tablesChanged();
    case 'checked':
      return newRun.checked(message, message.check);
    case 'cluster':
      return newRun.offerCluster(message.cluster, message.remembered);
    case 'engines':
      return newRun.offerEngines(message.engines);
    case 'show':
      if (message.run !== undefined) {
        run = message.run;
        compared = undefined;
        runs.select(run);
      }
      if (message.runs !== undefined) {
        [run] = message.runs;
        compared = message.runs;
        runs.selectAll(message.runs);
      }
      if (message.view === 'new') newRun.show(message.form);
      if (message.fill !== undefined) newRun.fill(message.fill, message.duplicateOf);
      if (message.compare !== undefined) cells.put(message.compare);
      return showView(message.view);
  }
};
const first = host.first();
for (const message of first) receive(message);
host.onMessage(receive);
host.post({
  kind: 'ready',
  ...(run === undefined ? {} : { run }),
  ...(compared ? { compared } : {}),
  ...(first.some(({ kind }) => kind === 'runs') ? { hasRuns: true } : {}),
});
up = true;
if (watches()) watchCells();
newRun.see(view === 'new');
