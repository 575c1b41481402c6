import type { Parsed } from '../language/parse';
import { noOperations } from './kinds/network/sharedOperations';
import type { Known } from './known';
import type { CellDocument } from './readDocument';

/**
 * What `readDocument` says of a text without looking into its cells: its tree and its syntax errors. For texts so long
 * that more would take seconds.
 */
export function readSyntax({ file, diagnostics }: Parsed, known: Known): CellDocument {
  return {
    file,
    spaces: known,
    operations: known.operations ?? noOperations,
    cells: [],
    diagnostics: diagnostics.toSorted((a, b) => a.start - b.start || a.end - b.end),
    syntaxAlone: true,
  };
}
