import type { Command } from 'commander';
import { formatDocument } from '../../document/formatDocument';
import { fileTrouble } from '../../runs/fileTrouble';
import { safeText } from '../../text/safeText';
import { writeError, writeJson, writeOut } from '../../text/terminal';
import { exitCodes, UserError } from '../failure';
import { knownSpaces, spacesOption } from '../knownSpaces';
import { eachSource } from '../readSource';
import { replaceFile } from '../replaceFile';

/** `renas format [--check] FILE…`: formats Cell files in place, or says which ones would change. */
export function addFormat(program: Command): void {
  program
    .command('format')
    .description('Format Cell files in place. Declarations with syntax errors stay as they are.')
    .argument('<file...>', 'Cell files')
    .option(
      '--check',
      'change nothing; name the files that are not formatted and exit with 1 if there are any',
    )
    .addOption(spacesOption())
    .option('--json', 'one JSON object a line for each file')
    .action((files: string[], options: { check?: true; spaces: string[]; json?: true }) => {
      let differing = 0;
      eachSource(files, (file, text) => {
        const formatted = formatDocument(text, knownSpaces(file, text, options.spaces));
        const differs = formatted !== text;
        if (differs) differing++;
        if (differs && !options.check) write(file, formatted);
        if (options.json) writeJson({ file, changed: differs });
        else if (differs) writeOut(safeText(`${file}\n`, 'terminal'));
      });
      if (options.check && differing > 0) process.exitCode ??= exitCodes.inputHasErrors;
      if (!options.json)
        writeError(
          safeText(
            `${differing} of ${files.length} ${files.length === 1 ? 'file' : 'files'} ${options.check ? 'would change' : 'changed'}.\n`,
            'terminal',
          ),
        );
    });
}

function write(file: string, text: string): void {
  try {
    replaceFile(file, text);
  } catch (error) {
    throw new UserError(`${file} can't be written and stays as it was (${fileTrouble(error)}).`);
  }
}
