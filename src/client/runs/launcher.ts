import type { RunRecord, RunRow } from '../../protocol/run';
import type { RunSettings } from '../../protocol/runForms';
import { resumeRun, type StartedRun, startRun } from '../../runs/localExecutor';
import type { RunStore } from '../../runs/runStore';
import type { ModelChoice } from '../predictors/models';
import { nodeProgram, type RunPlace, whyRunsAreDisabled } from '../workspace';
import { argumentsAgain } from './repeatRun';
import { startArguments } from './runArguments';

export interface Launcher {
  /** Throws a sentence when runs are disabled or the directory can't be made. Returns the run's id. */
  start(run: RunSettings): string;
  /** Does a run over: the same arguments, seed included. Throws a sentence where they are not those of a run. */
  again(record: RunRecord): string;
  /**
   * Goes on with a run that is `resumable`, as the same run. `agreedTo`: the SHA-256 of the record whose commands the user
   * has agreed to; another one, read by then, is not obeyed.
   */
  resume(row: RunRow, agreedTo: string | undefined): void;
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
    title: string | undefined,
    args: readonly string[],
    cwd = place.cwd,
  ): string => {
    check();
    const { runsFolder, cli } = place;
    const run = startRun({
      node: nodeProgram(),
      cli,
      runsFolder,
      command,
      arguments: () => args,
      title,
      cwd,
    });
    follow(run);
    return run.id;
  };
  return {
    start: run => start(run.form, undefined, startArguments(run, models.chosen())),
    again(record) {
      return start(record.command, record.title, argumentsAgain(record), record.cwd);
    },
    resume(row, agreedTo) {
      check();
      const folder = store.folderOf(row.id);
      follow(resumeRun({ node: nodeProgram(), cli: place.cli, folder, agreedTo }), row.record?.pid);
      store.expect(row.id);
    },
    isOwn: ({ id, record }) => own.has(id) && record !== undefined && record.pid !== own.get(id),
  };
}
