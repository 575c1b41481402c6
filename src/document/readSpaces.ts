import type { SearchSpace } from '../cells/space';
import { checkSpace } from '../language/checkSpace';
import type { Diagnostic } from '../language/diagnostic';
import { type Parsed, parse } from '../language/parse';
import type { SpaceDeclaration } from '../language/syntax';
import { lowerSpace } from './lowerSpace';

/** The spaces that a text declares without an error, by name. */
export function readSpaces(text: string): ReadonlyMap<string, SearchSpace> {
  return spacesOf(parse(text));
}

export function spacesOf({ file, broken }: Parsed): ReadonlyMap<string, SearchSpace> {
  const spaces = new Map<string, SearchSpace>();
  for (const declaration of file.declarations) {
    if (declaration.kind !== 'space' || broken.has(declaration)) continue;
    const { space } = readSpace(declaration);
    if (space && !spaces.has(space.name)) spaces.set(space.name, space);
  }
  return spaces;
}

/** Checks and lowers one declaration that has no syntax error. */
export function readSpace(declaration: SpaceDeclaration): {
  space: SearchSpace | undefined;
  diagnostics: readonly Diagnostic[];
} {
  const found = checkSpace(declaration);
  const { space, diagnostics } = lowerSpace(declaration);
  return { space: found.length > 0 ? undefined : space, diagnostics: [...found, ...diagnostics] };
}
