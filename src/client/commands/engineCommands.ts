import { spawn } from 'node:child_process';
import * as vscode from 'vscode';
import { enginesCommand } from '../../protocol/commands/engines';
import { safeText } from '../../text/safeText';
import { engineSetting, enginesFolder, systemNode } from '../engines/engineSettings';
import { parseEngines, parseInstallLine } from '../engines/engineTable';
import { commands, settings } from '../ids';
import { confirm, notifyInformation, showProgress } from '../notifications';
import { chooseOne, type PickItem } from '../quickPick';
import { runCli } from '../runs/runCli';
import { readSetting } from '../settings';
import { showErrors } from '../showErrors';
import { nodeSetting, type RunPlace, whyRunsAreDisabled } from '../workspace';
import { checkMachine } from './checkMachine';

interface EngineCommandsOptions {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly place: RunPlace;
}

export function registerEngineCommands(options: EngineCommandsOptions): vscode.Disposable {
  const table = {
    [commands.chooseEngine]: chooseEngine,
    [commands.installEngine]: installEngine,
    [commands.checkMachine]: ({ place, context }: EngineCommandsOptions) =>
      checkMachine(place, context.workspaceState),
  };
  return vscode.Disposable.from(
    ...Object.entries(table).map(([id, work]) =>
      vscode.commands.registerCommand(id, () => showErrors(options.log, () => work(options))),
    ),
  );
}

interface EngineItem extends PickItem {
  readonly value?: string;
  readonly measure?: true;
}

/** The table of engines, each with its reason and figures; the one picked goes into the setting. */
async function chooseEngine({ place }: EngineCommandsOptions, measure = false): Promise<void> {
  const { stdout } = await showProgress(
    safeText(measure ? 'ReNAS measures the engines…' : 'ReNAS looks for engines…', 'notification'),
    token => runCli(place, enginesCommand, { json: true, measure }, { token }),
  );
  const chosen = engineSetting();
  const mark = (value: string) => (value === chosen ? 'check' : undefined);
  const engines = parseEngines(stdout);
  const items: EngineItem[] = [
    {
      icon: mark('auto'),
      label: 'auto',
      description: 'the best for each kind of work, as measured here',
      detail: engines
        .flatMap(({ engine, chosenFor }) => chosenFor.map(work => `${work}: ${engine}`))
        .join(' · '),
      value: 'auto',
    },
    ...engines.map(({ engine, usable, reason, figures }) => ({
      icon: usable ? mark(engine) : 'circle-slash',
      label: engine,
      description: figures,
      detail: usable ? reason.replace(/, as asked for$/, '') : `Not usable: ${reason}`,
      value: engine,
    })),
    { label: '', separator: true },
    { icon: 'refresh', label: 'Measure again', measure: true },
  ];
  const picked = await chooseOne(items, {
    placeHolder: 'The engine that computes hints, searches and trainings on this machine',
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (picked?.measure) return chooseEngine({ place } as EngineCommandsOptions, true);
  if (picked?.value === undefined || picked.value === chosen) return;
  await vscode.workspace
    .getConfiguration()
    .update(settings.engine, picked.value, vscode.ConfigurationTarget.Global);
}

/** Asks which, and installs it with `renas engines install`, which cleans up after itself. */
async function installEngine(options: EngineCommandsOptions): Promise<void> {
  const disabled = whyRunsAreDisabled();
  if (disabled !== undefined) throw new Error(disabled);
  const node = nodeSetting() ?? systemNode();
  if (node === undefined)
    throw new Error(
      'A GPU engine needs Node.js 20 or newer with npm, and there is none on PATH: install it, or name it in renas.nodePath.',
    );
  const picked = await chooseOne(
    [
      {
        label: 'webgpu',
        description: 'any GPU with Vulkan, Metal or Direct3D 12; 140 MB',
        detail: 'Dawn, the WebGPU of Chromium, from npm',
      },
      {
        label: 'cuda',
        description: 'an NVIDIA GPU with CUDA 11 and cuDNN 8, on Linux or Windows; about 1 GB',
        detail: 'TensorFlow for Node, from npm; its library from Google or from renas.engineMirror',
      },
    ],
    { placeHolder: 'The engine to install' },
  );
  if (!picked) return;
  const lacks = await runInstall(options, node, picked.label, false);
  if (lacks === undefined) return finish(options, picked.label);
  const confirmed = await confirm(
    safeText(`This machine cannot run ${picked.label} now.`, 'notification'),
    safeText(lacks, 'notification'),
    'Install Anyway',
  );
  if (!confirmed) return;
  await runInstall(options, node, picked.label, true);
  return finish(options, picked.label);
}

async function finish(_: EngineCommandsOptions, engine: string): Promise<void> {
  await vscode.commands.executeCommand(commands.restartServer);
  notifyInformation(
    safeText(
      `${engine} is installed and measured. Each kind of work now goes to the engine that is best for it; ReNAS: Choose Engine shows which.`,
      'notification',
    ),
  );
}

/** Resolves with what the machine lacks, where that is why nothing was installed. */
function runInstall(
  { context, log, place }: EngineCommandsOptions,
  node: string,
  engine: string,
  anyway: boolean,
): Thenable<string | undefined> {
  const mirror = readSetting(settings.engineMirror, '').trim();
  const args = [
    ...['engines', 'install', engine, '--into', enginesFolder(context), '--json'],
    ...(mirror ? ['--mirror', mirror] : []),
    ...(anyway ? ['--anyway'] : []),
  ];
  return showProgress(
    safeText(`ReNAS installs ${engine}`, 'notification'),
    (token, report) =>
      new Promise<string | undefined>((resolve, reject) => {
        const child = spawn(node, [place.cli, ...args], { env: process.env, windowsHide: true });
        // It ends npm and removes what is half done before it ends itself.
        token.onCancellationRequested(() => child.kill('SIGTERM'));
        const lacks: string[] = [];
        let complaint = '';
        let rest = '';
        child.stdout.setEncoding('utf8').on('data', (text: string) => {
          const lines = (rest + text).split('\n');
          rest = lines.pop()!;
          for (const line of lines) {
            log.info(line);
            const { event, text = '', megabytes = 0 } = parseInstallLine(line) ?? {};
            if (event === 'lacks') lacks.push(text);
            if (event === 'progress') report(safeText(`${text} (${megabytes} MB)`, 'notification'));
          }
        });
        child.stderr.setEncoding('utf8').on('data', (text: string) => {
          complaint += text;
        });
        child.on('error', error => reject(new Error(`${node} can't be started: ${error.message}`)));
        child.on('close', code => {
          if (code === 0) return resolve(undefined);
          if (token.isCancellationRequested) return reject(new vscode.CancellationError());
          if (lacks.length > 0 && !anyway) return resolve(lacks.join('\n'));
          reject(
            new Error(
              complaint
                .trim()
                .split('\n')
                .at(-1)
                ?.replace(/^renas: /, '') || `It ended with ${code}.`,
            ),
          );
        });
      }),
  );
}
