import path from 'node:path';
import type { RunRecord, RunRow } from '../../protocol/run';
import type { LoopSettings, SearchSettings, TrainSettings } from '../../protocol/runForms';
import { resumeRun, type StartedRun, startRun } from '../../runs/localExecutor';
import type { RunStore } from '../../runs/runStore';
import type { ModelChoice } from '../predictors/models';
import { nodeProgram, type RunPlace, whyRunsAreDisabled } from '../workspace';
import { argumentsAgain } from './repeatRun';
import { loopArguments, searchArguments, spaceName, trainArguments } from './runArguments';

export interface Launcher {
  /** Throws a sentence when runs are disabled or the directory can't be made. Returns the run's id. */
  train(settings: TrainSettings): string;
  search(settings: SearchSettings): string;
  loop(settings: LoopSettings): string;
  /** Does a run over: the same arguments, seed included. Throws a sentence where they are not those of a run. */
  again(record: RunRecord): string;
  /** Goes on with a run that is `resumable`, as the same run. */
  resume(row: RunRow): void;
  /** Whether this window has started the run, or has resumed it and it goes on or has gone on. */
  isOwn(row: RunRow): boolean;
}

/** Starts runs for the commands and for the panel. `onFailed` hears of those that end before they begin. */
export function createLauncher(
  place: RunPlace,
  store: RunStore,
  models: ModelChoice,
  onFailed: (id: string, sentence: string) => void,
): Launcher {
  /** Each with the process that had written it before this window resumed it. */
  const own = new Map<string, number | undefined>();
  const check = () => {
    const disabled = whyRunsAreDisabled();
    if (disabled !== undefined) throw new Error(disabled);
  };
  const follow = ({ id, ended }: StartedRun, before?: number) => {
    own.set(id, before);
    void store.refresh();
    void ended.then(sentence => {
      if (sentence !== undefined) onFailed(id, sentence);
      return store.refresh();
    });
  };
  const start = (
    command: string,
    title: string,
    args: (folder: string) => readonly string[],
    cwd = place.cwd,
  ): string => {
    check();
    const { runsFolder, cli } = place;
    const run = startRun({ node: nodeProgram(), cli, runsFolder, command, arguments: args, title, cwd });
    follow(run);
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
      return start('search', `Search ${space}`, () => searchArguments(settings, model));
    },
    loop: settings => start('loop', `Measure ${spaceName(settings.space)}`, () => loopArguments(settings)),
    again(record) {
      const args = argumentsAgain(record);
      return start(record.command, record.title, () => args, record.cwd);
    },
    resume(row) {
      check();
      const folder = store.folderOf(row.id);
      follow(resumeRun({ node: nodeProgram(), cli: place.cli, folder }), row.record?.pid);
      store.expect(row.id);
    },
    isOwn: ({ id, record }) => own.has(id) && record !== undefined && record.pid !== own.get(id),
  };
}
