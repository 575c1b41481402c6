import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { NamedCell } from '../../../src/cells/network/buildNetwork';
import type { GraphSpace } from '../../../src/cells/space';
import { builtInSpaces } from '../../../src/document/builtInSpaces';
import { readDocument } from '../../../src/document/readDocument';
import { readSpaces } from '../../../src/document/readSpaces';
import { graphSpace } from '../../graphs';

const examples = path.join(import.meta.dirname, '../../../examples');

/** Spaces that are quick to build and run networks of. */
export const smallSpaces: readonly GraphSpace[] = [
  ...readSpaces(readFileSync(path.join(import.meta.dirname, 'small.cell'), 'utf8')).values(),
].map(graphSpace);

/** The shipped spaces, those that the examples declare, and the small ones. */
export const goldenSpaces: readonly GraphSpace[] = [
  ...builtInSpaces().values(),
  ...readSpaces(readFileSync(path.join(examples, 'ours.cell'), 'utf8')).values(),
  ...smallSpaces,
].map(graphSpace);

/** Every cell of the examples, with the names of its source. */
export function exampleCells(): NamedCell[] {
  return ['inception.cell', 'ours.cell', 'residual.cell'].flatMap(file =>
    readDocument(readFileSync(path.join(examples, file), 'utf8')).cells.flatMap(
      ({ space, cell, name, names }) => (space && cell ? [{ space, cell, name, names }] : []),
    ),
  );
}
