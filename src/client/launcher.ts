import path from 'node:path';
import type { LoopSettings, SearchSettings, TrainSettings } from '../protocol/panel';
import type { RunRecord } from '../protocol/run';
import { startRun } from '../runs/localExecutor';
import type { RunStore } from '../runs/runStore';
import type { ModelChoice } from './models';
import { argumentsAgain } from './repeatRun';
import { loopArguments, searchArguments, spaceName, trainArguments } from './runArguments';
import { nodeProgram, type RunPlace, whyRunsAreDisabled } from './workspace';

export interface Launcher {
  /** Throws a sentence when runs are disabled or the directory can't be made. Returns the run's id. */
  train(settings: TrainSettings): string;
  search(settings: SearchSettings): string;
  loop(settings: LoopSettings): string;
  /** Does a run over: the same arguments, seed included. */
  again(record: RunRecord): string;
  /** Whether this window has started the run. */
  isOwn(id: string): boolean;
}

/** Starts runs for the commands and for the panel. `onFailed` hears of those that end before they begin. */
export function createLauncher(
  place: RunPlace,
  store: RunStore,
  models: ModelChoice,
  onFailed: (id: string, sentence: string) => void,
): Launcher {
  const own = new Set<string>();
  const start = (
    command: string,
    title: string,
    args: (folder: string) => readonly string[],
    cwd = place.cwd,
  ): string => {
    const disabled = whyRunsAreDisabled();
    if (disabled !== undefined) throw new Error(disabled);
    const { runsFolder, cli } = place;
    const run = startRun({ node: nodeProgram(), cli, runsFolder, command, arguments: args, title, cwd });
    own.add(run.id);
    void store.refresh();
    void run.ended.then(sentence => {
      if (sentence !== undefined) onFailed(run.id, sentence);
      return store.refresh();
    });
    return run.id;
  };
  return {
    train: settings =>
      start('train', `Train on ${path.basename(settings.data)}`, () => trainArguments(settings)),
    search: settings => {
      const space = spaceName(settings.space);
      const model =
        settings.model === undefined
          ? models.chosen()[space]
          : path.join(store.folderOf(settings.model), 'model');
      return start('search', `Search ${space}`, folder => searchArguments(settings, model, folder));
    },
    loop: settings => start('loop', `Measure ${spaceName(settings.space)}`, () => loopArguments(settings)),
    again: record =>
      start(record.command, record.title, folder => argumentsAgain(record, folder), record.cwd),
    isOwn: id => own.has(id),
  };
}
