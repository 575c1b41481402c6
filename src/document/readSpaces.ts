import type { SearchSpace } from '../cells/space';
import { checkSpace } from '../language/checkSpace';
import type { Diagnostic } from '../language/diagnostic';
import { type Parsed, parse } from '../language/parse';
import type { SpaceDeclaration } from '../language/syntax';
import { lowerNetworkSpace } from './kinds/network/lowerNetwork';
import { Operations } from './kinds/network/lowerOperations';
import {
  type FileOperations,
  operationsOfFile,
  type SharedOperations,
} from './kinds/network/sharedOperations';
import { lowerSpace } from './lowerSpace';

/** The spaces that a text declares without an error, by name. `shared`: the operations of other files. */
export function readSpaces(text: string, shared?: SharedOperations): ReadonlyMap<string, SearchSpace> {
  return spacesOf(parse(text), shared);
}

export function spacesOf(parsed: Parsed, shared?: SharedOperations): ReadonlyMap<string, SearchSpace> {
  const { file, broken } = parsed;
  const spaces = new Map<string, SearchSpace>();
  const operations = operationsOf(parsed, shared);
  for (const declaration of file.declarations) {
    if (declaration.kind !== 'space' || broken.has(declaration)) continue;
    const { space } = readSpace(file.text, declaration, operations);
    if (space && !spaces.has(space.name)) spaces.set(space.name, space);
  }
  return spaces;
}

/** The operations that a file declares, and those of other files. */
export function operationsOf({ file, broken }: Parsed, shared?: SharedOperations): Operations {
  return new Operations(file, broken, shared);
}

/** The operations that a text declares, for other files. `file`: its name, for messages. */
export function declaredOperations(text: string, file: string): FileOperations {
  // Most files declare none.
  if (!/\boperation\b/.test(text)) return { file, operations: new Map() };
  const parsed = parse(text);
  return operationsOfFile(parsed.file, file, each => parsed.broken.has(each));
}

/** Checks and lowers one declaration that has no syntax error. */
export function readSpace(
  text: string,
  declaration: SpaceDeclaration,
  operations: Operations,
): {
  space: SearchSpace | undefined;
  diagnostics: readonly Diagnostic[];
} {
  const found = checkSpace(declaration);
  if (declaration.parts) {
    const { space, diagnostics } = lowerNetworkSpace(text, declaration, operations);
    return {
      space: found.length > 0 ? undefined : space,
      diagnostics: [...found, ...diagnostics],
    };
  }
  const { space, diagnostics } = lowerSpace(declaration);
  return { space: found.length > 0 ? undefined : space, diagnostics: [...found, ...diagnostics] };
}
