import type { Disposable, ExtensionContext, LogOutputChannel } from 'vscode';
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  RevealOutputChannelOn,
  TransportKind,
} from 'vscode-languageclient/node';
import {
  type CostFiles,
  featuresChanged,
  type ModelsChanged,
  modelsChanged,
  type PredictorStatus,
  predictorStatus,
  type ServerFeatures,
  type ServerOptions,
  type TablesChanged,
  tablesChanged,
} from '../../protocol/lsp';
import { createCrashCounter, maxCrashes } from './serverCrashes';

export interface LanguageClientOptions {
  readonly context: ExtensionContext;
  readonly log: LogOutputChannel;
  /** Space name → folder of the predictor that answers for it, instead of the shipped one. */
  readonly chosenModels: Readonly<Record<string, string>>;
  /** The Node program of the predictor process, asked at each start. Undefined: the one VS Code brings. */
  readonly node: () => string | undefined;
  readonly features: ServerFeatures;
  /** Tables of measured cells, whose figures hovers tell. */
  readonly tables: readonly string[];
  /** Tables of costs and predictors of them, whose costs hovers and hints tell. */
  readonly costs: CostFiles;
  readonly onStatus: (status: PredictorStatus) => void;
  /** The server has crashed too often and stays down until it is restarted; `reason` is a sentence. */
  readonly onStopped: (reason: string) => void;
}

/** What the rest of the extension needs of the server, whichever client talks to it now. */
export interface ServerConnection {
  sendRequest<Answer>(request: string, params: unknown): Promise<Answer>;
  onNotification<Message>(type: string, listener: (message: Message) => void): Disposable;
}

export interface StartedLanguageClient {
  readonly client: ServerConnection;
  setChosenModels(models: Readonly<Record<string, string>>): void;
  setFeatures(features: ServerFeatures): void;
  setTables(changed: TablesChanged): void;
  /** Ends the server and its predictor process, and starts both again. */
  restart(): Promise<void>;
  dispose(): Promise<void>;
}

/** Starts the language server of the extension, and resolves when it answers. */
export async function startLanguageClient(options: LanguageClientOptions): Promise<StartedLanguageClient> {
  const { context, log } = options;
  let { chosenModels, features, tables, costs } = options;
  const program = { module: context.asAbsolutePath('dist/server.js'), transport: TransportKind.ipc };
  const crashes = createCrashCounter();
  const create = () =>
    new LanguageClient(
      'renas',
      'ReNAS',
      { run: program, debug: { ...program, options: { execArgv: ['--nolazy', '--inspect=6011'] } } },
      {
        documentSelector: [{ language: 'cell' }],
        outputChannel: log,
        revealOutputChannelOn: RevealOutputChannelOn.Never,
        errorHandler: {
          error: (_error, _message, count) => ({
            action: count !== undefined && count <= 3 ? ErrorAction.Continue : ErrorAction.Shutdown,
            handled: true,
          }),
          closed() {
            if (crashes.crashed()) {
              options.onStatus({
                state: 'starting',
                engine: undefined,
                reason: 'The language server crashed and is restarting.',
                models: {},
              });
              return { action: CloseAction.Restart, handled: true };
            }
            options.onStopped(
              `The ReNAS language server crashed ${maxCrashes + 1} times within three minutes, so it was not started again: there are no hints until you restart it.`,
            );
            return { action: CloseAction.DoNotRestart, handled: true };
          },
        },
        initializationOptions: (): ServerOptions => {
          const node = options.node();
          return {
            models: context.asAbsolutePath('models'),
            chosenModels,
            commands: true,
            pictures: true,
            predictorStatus: true,
            features,
            tables,
            costs,
            ...(node === undefined ? {} : { node }),
          };
        },
      },
    );
  let client = create();
  /** What the client hears, so that one that takes its place hears it too. */
  const listeners: (readonly [string, (message: unknown) => void])[] = [];
  const listen = <Message>(type: string, listener: (message: Message) => void) => {
    const heard = (message: unknown) => listener(message as Message);
    listeners.push([type, heard]);
    return client.onNotification(type, heard);
  };
  listen(predictorStatus, options.onStatus);
  await client.start();
  return {
    client: {
      sendRequest: (request, params) => client.sendRequest(request, params),
      onNotification: listen,
    },
    setChosenModels(models) {
      chosenModels = models;
      if (client.isRunning())
        void client.sendNotification(modelsChanged, { chosenModels: models } satisfies ModelsChanged);
    },
    setFeatures(wanted) {
      features = wanted;
      if (client.isRunning()) void client.sendNotification(featuresChanged, features);
    },
    setTables(changed) {
      ({ tables = tables, costs = costs } = changed);
      if (client.isRunning()) void client.sendNotification(tablesChanged, changed);
    },
    async restart() {
      crashes.reset();
      if (client.needsStop()) return client.restart();
      // One that crashed while it started can't be started again.
      await client.dispose().catch(() => undefined);
      client = create();
      for (const [type, listener] of listeners) client.onNotification(type, listener);
      await client.start();
    },
    dispose: () => client.dispose(),
  };
}
