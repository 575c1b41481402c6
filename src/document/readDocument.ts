import type { SearchSpace } from '../cells/space';
import { cellsOf, checkFile } from '../language/check';
import type { Diagnostic } from '../language/diagnostic';
import type { Parsed } from '../language/parse';
import { finish, type Steps } from '../language/steps';
import type { CellDeclaration, CellFile } from '../language/syntax';
import { builtInSpaces } from './builtInSpaces';
import { type DocumentCache, noCache } from './documentCache';
import { duplicateCells } from './duplicateCells';
import { noOperations, type SharedOperations } from './kinds/network/sharedOperations';
import type { Known } from './known';
import type { ReadCell } from './readCell';
import { operationsOf, readSpace } from './readSpaces';

/** A `.cell` text understood. */
export interface CellDocument {
  readonly file: CellFile;
  /** Those known, and those declared in the text without an error. */
  readonly spaces: ReadonlyMap<string, SearchSpace>;
  /** The operations of other files that it may use. */
  readonly operations: SharedOperations;
  /** Every cell declaration, in the order of the text. */
  readonly cells: readonly DocumentCell[];
  /** Errors and warnings in the order of the text. */
  readonly diagnostics: readonly Diagnostic[];
  /** Whether the text was too long for more than its tree: no cell is read. */
  readonly syntaxAlone?: true;
}

export interface DocumentCell extends Omit<ReadCell, 'diagnostics'> {
  readonly declaration: CellDeclaration;
  /** Empty where the declaration has none. */
  readonly name: string;
  readonly space: SearchSpace | undefined;
}

/**
 * Reads a text. `known` is what may be used without being declared in it. A `cache` from
 * `createDocumentCache` keeps what was understood of declarations that have not changed since the last text read with it.
 */
export function readDocument(
  text: string,
  known: Known = builtInSpaces(),
  cache: DocumentCache = noCache,
): CellDocument {
  return finish(reading(text, known, cache));
}

/** `readDocument` in steps of well under 10 ms. */
export function* reading(text: string, known: Known, cache: DocumentCache = noCache): Steps<CellDocument> {
  return yield* understanding(yield* cache.parsing(text), known, cache);
}

/** What `readDocument` says of a text that has been parsed (by the cache), in steps of well under 10 ms. */
export function* understanding(parsed: Parsed, known: Known, cache: DocumentCache): Steps<CellDocument> {
  const { file, broken } = parsed;
  cache.begin();
  const ofSpaces: Diagnostic[] = [];
  const spaces = declaredSpaces(parsed, known, ofSpaces, cache);
  const ofCells: Diagnostic[] = [];
  const cells: DocumentCell[] = [];
  const unreadable = unusableNetworks(file, spaces);
  for (const { declaration, space: spaceName } of cellsOf(file)) {
    const space = spaceName === undefined ? undefined : spaces.get(spaceName);
    const understood = cache.cell(file.text, declaration, space, broken.has(declaration));
    cells.push(understood.cell);
    if (!unreadable.has(spaceName)) for (const found of understood.diagnostics) ofCells.push(found);
    if (understood.fresh || cells.length % 256 === 0) yield;
  }
  const ofFile = checkFile(file, name => spaces.get(name), spaces.keys());
  yield;
  const duplicates = duplicateCells(file.text, cells);
  yield;
  const diagnostics = parsed.diagnostics.concat(ofSpaces, ofFile, ofCells, duplicates);
  diagnostics.sort((a, b) => a.start - b.start || a.end - b.end);
  return { file, spaces, operations: known.operations ?? noOperations, cells, diagnostics };
}

/** Spaces of networks with errors: what their cells choose can't be held against anything, and they are no graphs. */
function unusableNetworks(
  { declarations }: CellFile,
  spaces: ReadonlyMap<string, SearchSpace>,
): ReadonlySet<string | undefined> {
  return new Set(
    declarations.flatMap(each =>
      each.kind === 'space' && each.parts && each.name && !spaces.has(each.name.text) ? [each.name.text] : [],
    ),
  );
}

function declaredSpaces(
  parsed: Parsed,
  known: Known,
  diagnostics: Diagnostic[],
  cache: DocumentCache,
): ReadonlyMap<string, SearchSpace> {
  const { file, broken } = parsed;
  const spaces = new Map(known);
  const operations = operationsOf(parsed, known.operations);
  diagnostics.push(...operations.diagnostics);
  const declared = new Set<string>();
  for (const declaration of file.declarations) {
    if (declaration.kind !== 'space' || broken.has(declaration)) continue;
    const { space, diagnostics: found } = readSpace(file.text, declaration, operations);
    diagnostics.push(...found);
    if (!declaration.name || declared.has(declaration.name.text)) continue;
    const { text: name, start, end } = declaration.name;
    declared.add(name);
    // A declaration that can't be used does not let the known space of its name stand for it.
    if (space) spaces.set(name, cache.sameSpace(space));
    else spaces.delete(name);
    const shipped = builtInSpaces().get(name);
    if (space && shipped && shipped === known.get(name) && JSON.stringify(shipped) !== JSON.stringify(space))
      diagnostics.push({
        severity: 'warning',
        code: 'shadowed-space',
        message: `'${name}' is a space that ReNAS knows already; in this file it means what is declared here.`,
        start,
        end,
      });
  }
  for (const declaration of broken)
    if (declaration.kind === 'space' && declaration.name && !declared.has(declaration.name.text))
      spaces.delete(declaration.name.text);
  return spaces;
}
