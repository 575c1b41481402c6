import path from 'node:path';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { safeText } from '../text/safeText';
import { writeError } from '../text/terminal';
import { lifecycleOptions } from './lifecycle';
import { startPredictorProcess } from './scoring/predictorProcess';
import { createTableProcess } from './scoring/tableProcess';
import { startServer } from './server';

/** Entry of the language server: `node dist/server.js --stdio`, or `--node-ipc` from a parent's `fork`. */
function main(): void {
  if (!/^--(stdio|node-ipc|socket|pipe)\b/m.test(process.argv.slice(2).join('\n'))) {
    writeError(safeText('Start the ReNAS language server with --stdio or --node-ipc.\n', 'terminal'));
    process.exitCode = 2;
    return;
  }
  // A parent that died closes the channel, and nobody is left to send `exit`.
  process.on('disconnect', () => process.exit());
  // Without a listener, Node ends the process.
  process.on('unhandledRejection', reason =>
    writeError(
      safeText(
        `Unhandled rejection: ${reason instanceof Error ? reason.stack : String(reason)}\n`,
        'terminal',
      ),
    ),
  );
  const connection = createConnection(ProposedFeatures.all, lifecycleOptions());
  const program = path.join(__dirname, 'cli.js');
  startServer(
    connection,
    (options, listener) =>
      startPredictorProcess({
        program,
        node: options.node ?? process.execPath,
        models: options.models ?? path.join(__dirname, '..', 'models'),
        chosenModels: options.chosenModels ?? {},
        trainWith: options.commands
          ? '"ReNAS: Train Predictor…"'
          : 'the command `renas train`, and name its folder in the option `chosenModels` of the server',
        estimates: options.features?.estimates ?? true,
        listener,
      }),
    ({ node = process.execPath, tables = [], costs = [] }, listener) =>
      createTableProcess({ program, node, tables, costs, listener }),
  );
}

main();
