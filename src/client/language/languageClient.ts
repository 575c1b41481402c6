import type { ExtensionContext, LogOutputChannel } from 'vscode';
import { LanguageClient, RevealOutputChannelOn, TransportKind } from 'vscode-languageclient/node';
import {
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
  readonly onStatus: (status: PredictorStatus) => void;
}

export interface StartedLanguageClient {
  readonly client: LanguageClient;
  setChosenModels(models: Readonly<Record<string, string>>): void;
  setFeatures(features: ServerFeatures): void;
  setTables(tables: readonly string[]): void;
  /** Ends the server and its predictor process, and starts both again. */
  restart(): Promise<void>;
  dispose(): Promise<void>;
}

/** Starts the language server of the extension, and resolves when it answers. */
export async function startLanguageClient(options: LanguageClientOptions): Promise<StartedLanguageClient> {
  const { context, log } = options;
  let { chosenModels, features, tables } = options;
  const program = { module: context.asAbsolutePath('dist/server.js'), transport: TransportKind.ipc };
  const client = new LanguageClient(
    'renas',
    'ReNAS',
    { run: program, debug: { ...program, options: { execArgv: ['--nolazy', '--inspect=6011'] } } },
    {
      documentSelector: [{ language: 'cell' }],
      outputChannel: log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationOptions: (): ServerOptions => {
        const node = options.node();
        return {
          models: context.asAbsolutePath('models'),
          chosenModels,
          commands: true,
          features,
          tables,
          ...(node === undefined ? {} : { node }),
        };
      },
    },
  );
  client.onNotification(predictorStatus, options.onStatus);
  await client.start();
  return {
    client,
    setChosenModels(models) {
      chosenModels = models;
      if (client.isRunning())
        void client.sendNotification(modelsChanged, { chosenModels: models } satisfies ModelsChanged);
    },
    setFeatures(wanted) {
      features = wanted;
      if (client.isRunning()) void client.sendNotification(featuresChanged, features);
    },
    setTables(wanted) {
      tables = wanted;
      if (client.isRunning()) void client.sendNotification(tablesChanged, { tables } satisfies TablesChanged);
    },
    restart: () => client.restart(),
    dispose: () => client.dispose(),
  };
}
