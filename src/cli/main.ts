import { Command, CommanderError } from 'commander';
import { addCheck } from './commands/check';
import { addEngines } from './commands/engines';
import { addEvaluate } from './commands/evaluate';
import { addFormat } from './commands/format';
import { addRank } from './commands/rank';
import { addSearch } from './commands/search';
import { addServe } from './commands/serve';
import { addTable } from './commands/table';
import { addTrain } from './commands/train';
import { exitCodes, UserError } from './failure';

/** The `renas` command. Exit codes as in `failure.ts`. */
async function main(): Promise<void> {
  const program = new Command('renas')
    .description('Neural cell architectures as text: check, rank, train a predictor, search.')
    .version(process.env['RENAS_VERSION'] ?? '0.0.0')
    .showHelpAfterError('(renas --help, or renas COMMAND --help, shows the usage)')
    .exitOverride();
  for (const add of [
    addCheck,
    addFormat,
    addRank,
    addTrain,
    addEvaluate,
    addSearch,
    addTable,
    addEngines,
    addServe,
  ])
    add(program);
  for (const command of program.commands) command.exitOverride();
  try {
    await program.parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
      return;
    }
    const known = error instanceof UserError;
    process.stderr.write(`renas: ${error instanceof Error ? error.message : String(error)}\n`);
    if (!known && error instanceof Error && process.env['RENAS_DEBUG'])
      process.stderr.write(`${error.stack}\n`);
    process.exitCode = known ? error.exitCode : exitCodes.failed;
  }
}

void main();
