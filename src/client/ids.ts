import { clientCommands } from '../protocol/lsp';

/** Every id that `package.json` also names; a test holds the two together. */
export const commands = {
  search: 'renas.search',
  train: 'renas.train',
  loop: 'renas.loop',
  measure: 'renas.measure',
  suggestCells: 'renas.suggestCells',
  importBenchmark: 'renas.importBenchmark',
  openPanel: 'renas.openPanel',
  newRun: 'renas.newRun',
  showLog: 'renas.showLog',
  openCell: 'renas.openCell',
  showMenu: 'renas.showMenu',
  openExample: 'renas.openExample',
  openWalkthrough: 'renas.openWalkthrough',
  restartServer: 'renas.restartServer',
  importCell: 'renas.importCell',
  ...clientCommands,
  useModel: 'renas.useModel',
  useShippedModel: 'renas.useShippedModel',
  openRun: 'renas.openRun',
  cancelRun: 'renas.cancelRun',
  deleteRun: 'renas.deleteRun',
  revealRun: 'renas.revealRun',
  openFound: 'renas.openFound',
  showRunLog: 'renas.showRunLog',
  resumeRun: 'renas.resumeRun',
  runAgain: 'renas.runAgain',
  duplicateRun: 'renas.duplicateRun',
  copyCommandLine: 'renas.copyCommandLine',
  groupRuns: 'renas.groupRuns',
  renameRun: 'renas.renameRun',
  starRun: 'renas.starRun',
  tagRun: 'renas.tagRun',
  compareRuns: 'renas.compareRuns',
  writeReport: 'renas.writeReport',
  chooseModel: 'renas.chooseModel',
  evaluateModel: 'renas.evaluateModel',
  importModel: 'renas.importModel',
  exportModel: 'renas.exportModel',
  revealModel: 'renas.revealModel',
  deleteModel: 'renas.deleteModel',
  chooseEngine: 'renas.chooseEngine',
  installEngine: 'renas.installEngine',
  checkMachine: 'renas.checkMachine',
} as const;

export const views = {
  experiments: 'renas.experiments',
  models: 'renas.models',
  cells: 'renas.cells',
} as const;
/** The walkthrough, as VS Code names it: publisher, extension, id. */
export const walkthrough = 'renas.renas#firstSteps';
export const viewContainer = 'renas';
export const panelType = 'renas.panel';

/** Of documents with the cells that a run has found, which can't be edited; the path is that of the run's file. */
export const foundScheme = 'renas-found';

export const settings = {
  nodePath: 'renas.nodePath',
  engine: 'renas.engine',
  engineMirror: 'renas.engineMirror',
  openFoundCells: 'renas.openFoundCells',
  notifications: 'renas.notifications',
  codeLenses: 'renas.codeLenses',
  rankHints: 'renas.rankHints',
  operationHints: 'renas.operationHints',
  estimates: 'renas.estimates',
  hintCosts: 'renas.hintCosts',
  costs: 'renas.costs',
  traceServer: 'renas.trace.server',
} as const;

/** Tools of the editor's assistant. */
export const languageTools = {
  listExperiments: 'renas_list_experiments',
  rankCells: 'renas_rank_cells',
  explainCell: 'renas_explain_cell',
  searchCells: 'renas_search_cells',
} as const;

/** Keys of `when` clauses that the extension sets. */
export const contextKeys = {
  runsDisabled: 'renas.runsDisabled',
  runsRead: 'renas.runsRead',
  modelsRead: 'renas.modelsRead',
  cellsRead: 'renas.cellsRead',
  hasRuns: 'renas.hasRuns',
  hasRunning: 'renas.hasRunning',
  hasEnded: 'renas.hasEnded',
  hasRepeatable: 'renas.hasRepeatable',
  hasResumable: 'renas.hasResumable',
  hasFound: 'renas.hasFound',
  hasPredictor: 'renas.hasPredictor',
  hasOpenedCells: 'renas.hasOpenedCells',
  hasEditedCells: 'renas.hasEditedCells',
  hasSearched: 'renas.hasSearched',
  hasTrained: 'renas.hasTrained',
} as const;

export const language = 'cell';
