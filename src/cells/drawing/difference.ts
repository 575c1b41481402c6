import type { Cell } from '../cell';
import { kindOf } from '../kinds/kind';
import type { SearchSpace } from '../space';

/** What of a drawing has no counterpart in another: ids of boxes as `layOut` gives them, and edges as `from>to`. */
export interface Marks {
  readonly boxes: ReadonlySet<string>;
  readonly edges: ReadonlySet<string>;
}

const none: Marks = { boxes: new Set(), edges: new Set() };

/** In what two cells of a space differ, marked in each of them; nothing where the kind of the space can't say. */
export function difference(space: SearchSpace, a: Cell, b: Cell): readonly [Marks, Marks] {
  return kindOf(space).difference?.(space, a, b) ?? [none, none];
}
