import { type Asked, type CommandDeclaration, type Options, rowsOf } from '../../protocol/options/option';
import { namedFiles } from '../../protocol/options/paths';
import { spaceFile } from '../input/findSpace';
import { operationFiles } from '../input/knownSpaces';

/** The file that declares a space, and those of the operations that it uses. */
function filesOfSpace(space: string): string[] {
  const file = spaceFile(space);
  return file === undefined ? [] : [file, ...operationFiles(file)];
}

/** The files and folders that a command reads, as its options name them; the file of a space that the workspace declares too. */
export function inputFiles<O extends Options>(
  command: CommandDeclaration<O>,
  asked: Asked<O>,
): readonly string[] {
  const values: Readonly<Record<string, unknown>> = asked;
  const named = namedFiles(command, asked).filter(({ changes }) => !changes);
  const declared = rowsOf(command).flatMap(([key, { path }]) => {
    const value = values[key];
    return path === 'space' && typeof value === 'string' ? filesOfSpace(value) : [];
  });
  return [...new Set([...named.map(({ file }) => file), ...declared])];
}
