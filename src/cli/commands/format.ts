import type { Command } from 'commander';
import { formatDocument } from '../../document/formatDocument';
import { formatCommand } from '../../protocol/commands/format';
import { fileTrouble } from '../../runs/fileTrouble';
import { safeText } from '../../text/safeText';
import { writeData, writeError, writeJson, writeOut } from '../../text/terminal';
import { addDeclared } from '../declaredCommand';
import { exitCodes, UserError } from '../failure';
import { knownSpaces } from '../input/knownSpaces';
import { standardInput } from '../input/readInput';
import { eachSource } from '../input/readSource';
import { replaceFile } from '../output/replaceFile';

/** `renas format [--check] FILE…`: formats Cell files in place, or says which ones would change. */
export function addFormat(program: Command): void {
  addDeclared(program, formatCommand, ({ files, ...options }) => {
    let differing = 0;
    const { asked, read } = eachSource(files, (file, text) => {
      const formatted = formatDocument(text, knownSpaces(file, text, options.spaces));
      const differs = formatted !== text;
      if (differs) differing++;
      if (file === standardInput && !options.check) {
        writeData(formatted);
        return;
      }
      if (differs && !options.check) write(file, formatted);
      if (options.json) writeJson({ file, changed: differs });
      else if (differs) writeOut(safeText(`${file}\n`, 'terminal'));
    });
    if (options.check && differing > 0) process.exitCode ??= exitCodes.inputHasErrors;
    if (!options.json && (options.check || !files.includes(standardInput)))
      writeError(
        safeText(
          `${differing} of ${asked} ${asked === 1 ? 'file' : 'files'} ${options.check ? 'would change' : 'changed'}${read === asked ? '' : `; ${asked - read} could not be read`}.\n`,
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
