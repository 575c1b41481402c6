import path from 'node:path';
import * as vscode from 'vscode';
import { enginesCommand } from '../../protocol/commands/engines';
import { fileOfSpace } from '../../protocol/options/paths';
import type { FromPage, ToPage } from '../../protocol/panel';
import type { EngineChoice, LaunchExtras, RunSettings } from '../../protocol/runForms';
import { writeNotes } from '../../runs/notes';
import { readCluster } from '../../runs/slurmCommand';
import type { ChoiceSource } from '../choices';
import { browseImages, browseTable } from '../commands/questions';
import { parseEngines } from '../engines/engineTable';
import { commands } from '../ids';
import type { Launcher } from '../runs/launcher';
import { rememberedPlace, rememberPlace } from '../runs/measuringPlace';
import { runCli } from '../runs/runCli';
import { throttle } from '../runs/throttle';
import { createTableChecker } from '../tables/checkTable';
import { tableGlob } from '../tables/tables';
import { type RunPlace, shortPath, whyRunsAreDisabled } from '../workspace';

export type FormMessage = Extract<
  FromPage,
  {
    kind:
      | ('train' | 'search' | 'loop' | 'measure')
      | ('browseData' | 'browseImages' | 'importBenchmark' | 'readTable' | 'checkTable' | 'listEngines')
      | 'askCluster';
  }
>;

/** What the forms of the panel's page ask for: what they offer, whether it fits, and runs to start. */
export interface PanelForms extends vscode.Disposable {
  receive(message: FormMessage): Promise<void>;
  sendChoices(): Promise<void>;
}

export interface PanelFormsOptions {
  readonly place: RunPlace;
  readonly choices: ChoiceSource;
  readonly launcher: Launcher;
  readonly post: (message: ToPage) => Promise<void>;
  readonly onStarted: (run: string) => void;
  /** The directory of a run. */
  readonly folderOf: (run: string) => string;
  /** Of the workspace, on this machine alone. */
  readonly memory: vscode.Memento;
}

export function createPanelForms(options: PanelFormsOptions): PanelForms {
  const { place, choices, launcher, post } = options;
  const checker = createTableChecker(place);
  const sendChoices = async () => post({ kind: 'choices', choices: await choices.read() });
  // A table that appears, changes or goes is one to offer anew; a tool may write many in a row.
  const watcher = vscode.workspace.createFileSystemWatcher(tableGlob);
  const tablesChanged = throttle(500, async () => {
    await post({ kind: 'tablesChanged' });
    await sendChoices();
  });
  const onTable = ({ path: file }: vscode.Uri) => {
    if (!/\/(?:node_modules|\.renas|\.git|\.vscode)\//.test(file)) tablesChanged.ask();
  };
  const launch = async (run: RunSettings, extras: LaunchExtras = {}) => {
    try {
      if (run.form === 'search' && run.settings.start !== undefined) {
        const { start } = run.settings;
        await saveFile(start.slice(0, start.lastIndexOf(':')), 'the search reads its start', place.cwd);
      }
      if (run.form === 'measure') await saveFile(run.settings.file, 'the cells are read', place.cwd);
      else {
        const file = fileOfSpace(run.settings.space);
        if (file !== undefined) await saveFile(file, 'the space is read', place.cwd);
      }
      const started = Array.from({ length: extras.seeds ?? 1 }, (_, i) => launcher.start(withSeed(run, i)));
      for (const [i, id] of started.entries()) await writeExtras(id, extras, i);
      if (run.form === 'measure' || (run.form === 'loop' && run.settings.oracle === undefined))
        await rememberPlace(options.memory, run.settings);
      if (started[0] !== undefined) options.onStarted(started[0]);
    } catch (error) {
      await post({
        kind: 'refused',
        form: run.form,
        message: error instanceof Error ? error.message : String(error),
      });
    }
  };
  const writeExtras = async (id: string, { name, note }: LaunchExtras, at: number) => {
    if (name === undefined && note === undefined) return;
    const own = name === undefined ? {} : { name: at === 0 ? name : `${name} (${at + 1})` };
    await writeNotes(options.folderOf(id), { ...own, ...(note === undefined ? {} : { note }) });
  };
  return {
    sendChoices,
    async receive(message) {
      switch (message.kind) {
        case 'train':
          return launch({ form: 'train', settings: message.settings }, message.extras);
        case 'loop':
          return launch({ form: 'loop', settings: message.settings }, message.extras);
        case 'search':
          return launch({ form: 'search', settings: message.settings }, message.extras);
        case 'measure':
          return launch({ form: 'measure', settings: message.settings }, message.extras);
        case 'browseData': {
          const table = await browseTable(choices);
          if (table === undefined) return;
          await sendChoices();
          return post({ kind: 'picked', form: message.form, table });
        }
        case 'browseImages': {
          const images = await browseImages();
          return images === undefined
            ? undefined
            : post({ kind: 'pickedImages', form: message.form, images: shortPath(images, place.cwd) });
        }
        case 'importBenchmark': {
          const before = new Set((await choices.read()).tables.map(table => table.path));
          await vscode.commands.executeCommand(commands.importBenchmark);
          await sendChoices();
          const made = (await choices.read()).tables.find(table => !before.has(table.path));
          return made && post({ kind: 'picked', form: message.form, table: made.path });
        }
        case 'readTable':
          await choices.readTable(message.table);
          return sendChoices();
        case 'checkTable': {
          const { kind: _, ...asked } = message;
          const check = await checker.check(asked);
          return check && post({ kind: 'checked', ...asked, check });
        }
        case 'listEngines':
          return post({ kind: 'engines', engines: await listEngines(place) });
        case 'askCluster': {
          const cluster = whyRunsAreDisabled() === undefined ? await readCluster() : undefined;
          const remembered = rememberedPlace(options.memory);
          return post({ kind: 'cluster', ...(cluster && { cluster }), ...(remembered && { remembered }) });
        }
      }
    },
    dispose: vscode.Disposable.from(
      checker,
      watcher,
      tablesChanged,
      watcher.onDidCreate(onTable),
      watcher.onDidChange(onTable),
      watcher.onDidDelete(onTable),
    ).dispose,
  };
}

/** The same run with the seed that is `more` further on. */
function withSeed(run: RunSettings, more: number): RunSettings {
  const seed = (run.settings.seed ?? 0) + more;
  return { ...run, settings: { ...run.settings, seed } } as RunSettings;
}

/** A run reads its file from the disk, and the cells chosen among are those of the editor. `reads`: `the cells are read`. */
async function saveFile(name: string, reads: string, cwd: string): Promise<void> {
  const file = path.resolve(cwd, name);
  const open = vscode.workspace.textDocuments.find(document => document.uri.fsPath === file);
  if (open?.isDirty && !(await open.save()))
    throw new Error(`${path.basename(file)} can't be saved, and ${reads} from there.`);
}

/** None where they can't be tried: the one of the settings serves then. */
async function listEngines(place: RunPlace): Promise<readonly EngineChoice[]> {
  try {
    const { stdout } = await runCli(place, enginesCommand, { json: true });
    return parseEngines(stdout)
      .filter(({ usable }) => usable)
      .map(({ engine, figures }) => ({ name: engine, text: figures ? `${engine} (${figures})` : engine }));
  } catch {
    return [];
  }
}
