import { canonicalHash } from '../cells/canonical';
import type { SearchSpace } from '../cells/space';
import { printCell } from '../document/printCell';
import { printSpace } from '../document/printSpace';
import type { Predictor } from '../predictor/predictor';
import type { FoundCell } from '../protocol/events';
import { formatCount, formatFlops, formatTop } from '../protocol/words';
import type { RankedCell } from '../search/search';

/** Measured values of a table's column by canonical hash. */
export interface Measured {
  readonly label: string;
  readonly values: ReadonlyMap<string, number>;
}

/** The cells of a search as its events tell them, best first. */
export function describeCells(
  space: SearchSpace,
  predictor: Predictor,
  cells: readonly RankedCell[],
  measured: Measured | undefined,
): FoundCell[] {
  return cells.map(({ cell, score, parameters, flops }, i) => {
    const hash = canonicalHash(space, cell);
    const value = measured?.values.get(hash);
    const name = `found${i + 1}`;
    return {
      cell: printCell(space, cell, { name }),
      name,
      hash,
      score,
      top: predictor.top(score),
      parameters,
      flops,
      ...(measured && value !== undefined ? { measured: { [measured.label]: value } } : {}),
    };
  });
}

/** The `.cell` file of the cells found: how they were found, how to repeat it, and each with its predicted rank. */
export function writeFound(
  space: SearchSpace,
  found: readonly FoundCell[],
  head: { readonly title: string; readonly repeat: string; readonly builtIn: boolean },
): string {
  const parts = [`// ${head.title}\n// Again: ${head.repeat}\n`];
  if (!head.builtIn) parts.push(`${printSpace(space).trimEnd()}\n`);
  for (const cell of found)
    parts.push(
      `/// Predicted ${formatTop(cell.top)}; ${formatCount(cell.parameters)} parameters, ${formatFlops(cell.flops, space.skeleton.counting)}.\n${cell.cell.trim()}\n`,
    );
  return parts.join('\n');
}

/** What a person reads on the terminal at the end of a search. */
export function summariseFound(found: readonly FoundCell[], scored: number, out: string | undefined): string {
  const lines = found.map(cell => {
    const measured = Object.entries(cell.measured ?? {}).map(
      ([label, value]) => `, measured ${label} ${value}`,
    );
    return `${cell.name.padEnd(9)} ${formatTop(cell.top).padEnd(12)} ${formatCount(cell.parameters).padStart(11)} parameters  ${cell.hash}${measured.join('')}`;
  });
  lines.push(
    `${formatCount(scored)} cells scored${out === undefined ? '' : `, the best ${found.length} written to ${out}`}.`,
  );
  if (out === undefined && found[0]) lines.push('', found[0].cell.trimEnd());
  return lines.join('\n');
}
