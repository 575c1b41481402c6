import path from 'node:path';
import * as vscode from 'vscode';
import { enginesCommand } from '../../protocol/commands/engines';
import type { FromPage, ToPage } from '../../protocol/panel';
import type { EngineChoice, RunSettings } from '../../protocol/runForms';
import type { ChoiceSource } from '../choices';
import { browseTable } from '../commands/questions';
import { parseEngines } from '../engines/engineTable';
import { commands } from '../ids';
import type { Launcher } from '../runs/launcher';
import { runCli } from '../runs/runCli';
import { throttle } from '../runs/throttle';
import { createTableChecker } from '../tables/checkTable';
import { tableGlob } from '../tables/tables';
import type { RunPlace } from '../workspace';

export type FormMessage = Extract<
  FromPage,
  {
    kind:
      | ('train' | 'search' | 'loop')
      | ('browseData' | 'importBenchmark' | 'readTable' | 'checkTable' | 'listEngines');
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
    if (!/\/(?:node_modules|\.renas)\//.test(file)) tablesChanged.ask();
  };
  const launch = async (run: RunSettings) => {
    try {
      if (run.form === 'search') await saveStart(run.settings.start, place.cwd);
      options.onStarted(launcher.start(run));
    } catch (error) {
      await post({
        kind: 'refused',
        form: run.form,
        message: error instanceof Error ? error.message : String(error),
      });
    }
  };
  return {
    sendChoices,
    async receive(message) {
      switch (message.kind) {
        case 'train':
          return launch({ form: 'train', settings: message.settings });
        case 'loop':
          return launch({ form: 'loop', settings: message.settings });
        case 'search':
          return launch({ form: 'search', settings: message.settings });
        case 'browseData': {
          const table = await browseTable(choices);
          if (table === undefined) return;
          await sendChoices();
          return post({ kind: 'picked', form: message.form, table });
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

/** The run reads the file from the disk, and the cells chosen among are those of the editor. */
async function saveStart(start: string | undefined, cwd: string): Promise<void> {
  if (start === undefined) return;
  const file = path.resolve(cwd, start.slice(0, start.lastIndexOf(':')));
  const open = vscode.workspace.textDocuments.find(document => document.uri.fsPath === file);
  if (open?.isDirty && !(await open.save()))
    throw new Error(`${path.basename(file)} can't be saved, and the search reads its start from there.`);
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
