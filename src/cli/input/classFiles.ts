import { spaceFile } from './findSpace';
import { declaringFiles, operationFiles, textOf } from './knownSpaces';

/** Where the spaces of cells are declared: the file of the cells, or the space that is searched. */
export interface Declared {
  readonly file?: string | undefined;
  readonly space?: string | undefined;
}

/** The files that declare operations as Python classes, which a training imports from their folders. */
export function classFiles({ file, space }: Declared): string[] {
  const declaring = space === undefined ? undefined : spaceFile(space);
  return [
    ...(file === undefined ? [] : [file, ...declaringFiles(file)]),
    ...(declaring === undefined ? [] : [declaring, ...operationFiles(declaring)]),
  ].filter(each => /\bexternal\s*\(/.test(textOf(each)));
}
