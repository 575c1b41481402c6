import { Command, CommanderError } from 'commander';
import { fileTrouble } from '../runs/fileTrouble';
import { safeText } from '../text/safeText';
import { onOutError, writeError, writeOut } from '../text/terminal';
import { addCheck } from './commands/check';
import { addCosts } from './commands/costs';
import { addDoctor } from './commands/doctor';
import { addEngines } from './commands/engines';
import { addEnumerate } from './commands/enumerate';
import { addEvaluate } from './commands/evaluate';
import { addExport } from './commands/export';
import { addFigures } from './commands/figures';
import { addFormat } from './commands/format';
import { addImport } from './commands/import';
import { addLoop } from './commands/loop';
import { addMeasure } from './commands/measure';
import { addRank } from './commands/rank';
import { addReport } from './commands/report';
import { addResume } from './commands/resume';
import { addSample } from './commands/sample';
import { addSearch } from './commands/search';
import { addServe } from './commands/serve';
import { addSuggest } from './commands/suggest';
import { addTable } from './commands/table';
import { addTrain } from './commands/train';
import { isJobWorker, serveJobs } from './engine/jobWorker';
import { exitCodes, messageOf, UserError } from './failure';

/** The `renas` command. Exit codes as in `failure.ts`. */
async function main(): Promise<void> {
  // A reader that has seen enough (`| head`) ends the command, quietly.
  onOutError(
    () => process.exit(exitCodes.done),
    error => {
      const why = `The output can't be written, since ${fileTrouble(error)}: make room or name another place, then run the command again.`;
      writeError(safeText(`renas: ${why}\n`, 'terminal'));
      process.exit(exitCodes.failed);
    },
  );
  try {
    await createProgram().parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
      return;
    }
    const known = error instanceof UserError;
    writeError(safeText(`renas: ${messageOf(error)}\n`, 'terminal'));
    if (!known && error instanceof Error && process.env['RENAS_DEBUG'])
      writeError(safeText(`${error.stack}\n`, 'terminal'));
    process.exitCode = known ? error.exitCode : exitCodes.failed;
  }
}

function createProgram(): Command {
  const program = new Command('renas')
    .description('Neural cell architectures as text: check, rank, train a predictor, search.')
    .version(process.env['RENAS_VERSION'] ?? '0.0.0')
    .showHelpAfterError('(renas --help, or renas COMMAND --help, shows the usage)')
    .configureOutput({
      writeOut: text => writeOut(safeText(text, 'terminal')),
      writeErr: text => writeError(safeText(text, 'terminal')),
    })
    .exitOverride();
  for (const add of [
    addCheck,
    addFormat,
    addRank,
    addCosts,
    addTrain,
    addEvaluate,
    addSearch,
    addSuggest,
    addLoop,
    addMeasure,
    addTable,
    addImport,
    addExport,
    addEnumerate,
    addSample,
    addEngines,
    addDoctor,
    addServe,
    addFigures,
  ])
    add(program);
  addReport(program);
  addResume(program, async args => {
    await createProgram().parseAsync([...args], { from: 'user' });
  });
  for (const command of program.commands) command.exitOverride();
  return program;
}

if (isJobWorker()) serveJobs();
else void main();
