import type { Cell } from '../cells/cell';
import type { SearchSpace } from '../cells/space';
import { cellsOf, checkFile } from '../language/check';
import type { Diagnostic } from '../language/diagnostic';
import { type Parsed, parse } from '../language/parse';
import type { CellDeclaration, CellFile, Span } from '../language/syntax';
import { builtInSpaces } from './builtInSpaces';
import { type DocumentCache, readCached } from './documentCache';
import { duplicateCells } from './duplicateCells';
import type { ReadCell } from './readCell';
import { readSpace } from './readSpaces';

/** A `.cell` text understood. */
export interface CellDocument {
  readonly file: CellFile;
  /** Those known, and those declared in the text without an error. */
  readonly spaces: ReadonlyMap<string, SearchSpace>;
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
  /** `undefined` if the declaration has an error. */
  readonly cell: Cell | undefined;
  /** Of the cell's vertices, `input` and `output` included. */
  readonly names: readonly string[];
  /** Where the operation of each vertex or edge is named; see `LoweredCell`. */
  readonly sites: readonly (Span | undefined)[];
  /** The last figure of each metric. */
  readonly measured: readonly MeasuredFigure[];
}

/** `measured cifar10-valid = 91.61 %` is the value 91.61 with `percent`. */
export interface MeasuredFigure {
  readonly metric: string;
  readonly value: number;
  readonly percent: boolean;
}

/**
 * Reads a text. `known` are the spaces that may be used without being declared in it. A `cache` from
 * `createDocumentCache` keeps what was understood of declarations that have not changed since the last text read with it.
 */
export function readDocument(
  text: string,
  known: ReadonlyMap<string, SearchSpace> = builtInSpaces(),
  cache?: DocumentCache,
): CellDocument {
  const parsed = cache ? cache.parse(text) : parse(text);
  const { file, broken } = parsed;
  cache?.begin();
  const ofSpaces: Diagnostic[] = [];
  const spaces = declaredSpaces(parsed, known, ofSpaces, cache);
  const ofCells: (readonly Diagnostic[])[] = [];
  const cells = cellsOf(file).map(({ declaration, space: spaceName }): DocumentCell => {
    const space = spaceName === undefined ? undefined : spaces.get(spaceName);
    const read = readCached(cache, text, declaration, space, broken.has(declaration));
    const { diagnostics: found, ...rest } = read;
    ofCells.push(found);
    return {
      declaration,
      name: declaration.name?.text ?? '',
      space,
      ...rest,
      measured: measuredOf(declaration),
    };
  });
  const ofFile = checkFile(file, name => spaces.get(name), spaces.keys());
  const diagnostics = parsed.diagnostics.concat(
    ofSpaces,
    ofFile,
    ofCells.flat(),
    duplicateCells(text, cells),
  );
  diagnostics.sort((a, b) => a.start - b.start || a.end - b.end);
  return { file, spaces, cells, diagnostics };
}

function declaredSpaces(
  { file, broken }: Parsed,
  known: ReadonlyMap<string, SearchSpace>,
  diagnostics: Diagnostic[],
  cache: DocumentCache | undefined,
): ReadonlyMap<string, SearchSpace> {
  const spaces = new Map(known);
  const declared = new Set<string>();
  for (const declaration of file.declarations) {
    if (declaration.kind !== 'space' || broken.has(declaration)) continue;
    const { space, diagnostics: found } = readSpace(declaration);
    diagnostics.push(...found);
    if (!declaration.name || declared.has(declaration.name.text)) continue;
    const { text: name, start, end } = declaration.name;
    declared.add(name);
    // A declaration that can't be used does not let the known space of its name stand for it.
    if (space) spaces.set(name, cache?.sameSpace(space) ?? space);
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

function measuredOf({ body }: CellDeclaration): MeasuredFigure[] {
  const figures = new Map<string, MeasuredFigure>();
  for (const statement of body?.kind === 'block' ? body.statements : [])
    if (statement.kind === 'measured' && statement.metric && statement.value !== undefined) {
      const { metric, value, percent } = statement;
      figures.set(metric.text, { metric: metric.text, value, percent });
    }
  return [...figures.values()];
}
