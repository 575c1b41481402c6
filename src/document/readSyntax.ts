import type { SearchSpace } from '../cells/space';
import { cellsOf } from '../language/check';
import { parse } from '../language/parse';
import { builtInSpaces } from './builtInSpaces';
import type { DocumentCache } from './documentCache';
import type { CellDocument } from './readDocument';

/**
 * What `readDocument` says of a text without looking into its cells: its tree and its syntax errors. For texts so long
 * that more would take seconds.
 */
export function readSyntax(
  text: string,
  known: ReadonlyMap<string, SearchSpace> = builtInSpaces(),
  cache?: DocumentCache,
): CellDocument {
  const { file, diagnostics } = cache ? cache.parse(text) : parse(text);
  return {
    file,
    spaces: known,
    cells: cellsOf(file).map(({ declaration }) => ({
      declaration,
      name: declaration.name?.text ?? '',
      space: undefined,
      cell: undefined,
      hash: undefined,
      names: [],
      sites: [],
      measured: [],
    })),
    diagnostics: diagnostics.toSorted((a, b) => a.start - b.start || a.end - b.end),
    syntaxAlone: true,
  };
}
