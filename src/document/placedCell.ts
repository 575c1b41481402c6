import type { Cell } from '../cells/cell';
import type { SearchSpace } from '../cells/space';
import type { CellDeclaration, Span } from '../language/syntax';
import type { MeasuredFigure, ReadCell } from './readCell';
import type { DocumentCell } from './readDocument';

/** `read` of a declaration that since then has moved by so many code units to where it stands now. */
export function placedCell(
  declaration: CellDeclaration,
  space: SearchSpace | undefined,
  { cell, hash, names, sites, measured }: ReadCell,
  by: number,
): DocumentCell {
  const name = declaration.name?.text ?? '';
  const still = { declaration, name, space, cell, hash, names, sites, measured };
  return by === 0 ? still : new MovedCell(still, by);
}

/** Makes the places of a cell's parts when they are asked for: an edit moves every cell behind it. */
class MovedCell implements DocumentCell {
  readonly declaration: CellDeclaration;
  readonly name: string;
  readonly space: SearchSpace | undefined;
  readonly cell: Cell | undefined;
  readonly hash: string | undefined;
  readonly names: readonly string[];
  readonly measured: readonly MeasuredFigure[];
  private moved: ReadCell['sites'] | undefined;

  constructor(
    private readonly still: DocumentCell,
    private readonly by: number,
  ) {
    this.declaration = still.declaration;
    this.name = still.name;
    this.space = still.space;
    this.cell = still.cell;
    this.hash = still.hash;
    this.names = still.names;
    this.measured = still.measured;
  }

  get sites(): readonly (Span | undefined)[] {
    const { by } = this;
    this.moved ??= this.still.sites.map(
      site => site && { ...site, start: site.start + by, end: site.end + by },
    );
    return this.moved;
  }
}
