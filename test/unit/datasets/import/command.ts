import { Command } from 'commander';
import { addImport } from '../../../../src/cli/commands/import';
import { UserError } from '../../../../src/cli/failure';

/** `renas` with this one command, and its peak of memory as the last line of stderr. */
const program = new Command('renas');
addImport(program);
program
  .parseAsync()
  .catch((error: Error) => {
    process.stderr.write(`renas: ${error.message}\n`);
    process.exitCode = error instanceof UserError ? error.exitCode : 3;
  })
  .finally(() => process.stderr.write(`${process.resourceUsage().maxRSS * 1024}\n`));
