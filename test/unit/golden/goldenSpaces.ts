import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { NamedCell } from '../../../src/cells/network/buildNetwork';
import type { SearchSpace } from '../../../src/cells/space';
import { builtInSpaces } from '../../../src/document/builtInSpaces';
import { readDocument } from '../../../src/document/readDocument';
import { readSpaces } from '../../../src/document/readSpaces';

const examples = path.join(import.meta.dirname, '../../../examples');

/** Spaces that are quick to build and run networks of. */
export const smallSpaces: readonly SearchSpace[] = [
  ...readSpaces(readFileSync(path.join(import.meta.dirname, 'small.cell'), 'utf8')).values(),
];

/** The shipped spaces, those that the examples declare, and the small ones. */
export const goldenSpaces: readonly SearchSpace[] = [
  ...builtInSpaces().values(),
  ...readSpaces(readFileSync(path.join(examples, 'ours.cell'), 'utf8')).values(),
  ...smallSpaces,
];

/** Every cell of the examples, with the names of its source. */
export function exampleCells(): NamedCell[] {
  return ['inception.cell', 'ours.cell', 'residual.cell'].flatMap(file =>
    readDocument(readFileSync(path.join(examples, file), 'utf8')).cells.flatMap(
      ({ space, cell, name, names }) => (space && cell ? [{ space, cell, name, names }] : []),
    ),
  );
}
