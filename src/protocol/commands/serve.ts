import { limitOptions } from '../options/limits';
import { declareCommand, type SettingsOf } from '../options/option';

/** `renas serve`: the predictor process of the language server, which talks to it over Node's IPC channel. */
export const serveCommand = declareCommand({
  name: 'serve',
  summary: 'score cells for the language server that started this process',
  hidden: true,
  options: {
    models: {
      kind: 'text',
      flag: '--models',
      value: 'dir',
      help: 'folder of the shipped predictors',
      path: 'file',
    },
    predictors: {
      kind: 'list',
      flag: '--predictor',
      aliases: ['--model'],
      value: 'space=dir',
      help: 'predictor of a space; may be given several times',
    },
    ownOnly: {
      kind: 'switch',
      flag: '--own-only',
      help: 'rank no space that has no predictor of its own',
    },
    without: {
      kind: 'list',
      flag: '--without',
      value: 'engine=why',
      help: 'an engine not to use, and why not; may be given several times',
    },
  },
});

export type ServeSettings = SettingsOf<typeof serveCommand>;

/** `renas figures`: the process of the language server that looks cells up in tables, measured and of costs. */
export const figuresCommand = declareCommand({
  name: 'figures',
  summary: 'look measured cells up in tables for the language server that started this process',
  hidden: true,
  options: {
    tables: {
      kind: 'list',
      value: 'table',
      help: 'tables of measured cells, .cell files, or folders of them',
      path: 'table',
    },
    costs: limitOptions.costs,
  },
});
