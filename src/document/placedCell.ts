import type { Cell } from '../cells/cell';
import type { SearchSpace } from '../cells/space';
import type { CellDeclaration, Span } from '../language/syntax';
import type { MeasuredFigure, ReadCell } from './readCell';
import type { DocumentCell } from './readDocument';

/** A cell where it stands in a text; the places of its parts are made when they are asked for. */
export class PlacedCell implements DocumentCell {
  readonly cell: Cell | undefined;
  readonly hash: string | undefined;
  readonly names: readonly string[];
  readonly measured: readonly MeasuredFigure[];
  private movedSites: ReadCell['sites'] | undefined;

  /** `read` of the declaration where it stood `by` code units before where it stands now. */
  constructor(
    readonly declaration: CellDeclaration,
    readonly space: SearchSpace | undefined,
    private readonly read: ReadCell,
    private readonly by: number,
  ) {
    this.cell = read.cell;
    this.hash = read.hash;
    this.names = read.names;
    this.measured = read.measured;
  }

  get name(): string {
    return this.declaration.name?.text ?? '';
  }

  get sites(): readonly (Span | undefined)[] {
    const { by } = this;
    this.movedSites ??= this.read.sites.map(
      site => site && { ...site, start: site.start + by, end: site.end + by },
    );
    return this.movedSites;
  }
}
