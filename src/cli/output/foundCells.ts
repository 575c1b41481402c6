import { canonicalHash } from '../../cells/canonical';
import { countingOf } from '../../cells/network/places';
import type { SearchSpace } from '../../cells/space';
import { commentLine } from '../../document/commentLine';
import { printCell } from '../../document/printCell';
import { printSpace } from '../../document/printSpace';
import type { Predictor } from '../../predictor/predictor';
import { formatCost } from '../../protocol/costWords';
import type { FoundCell } from '../../protocol/events';
import { formatCount, formatEstimate, formatFlops, formatPlace } from '../../protocol/words';
import type { RankedCell } from '../../search/search';
import { cellScores } from './cellScores';

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
  stem = 'found',
): FoundCell[] {
  return cells.map(({ cell, score, parameters, flops, costs }, i) => {
    const hash = canonicalHash(space, cell);
    const value = measured?.values.get(hash);
    const name = `${stem}${i + 1}`;
    return {
      cell: printCell(space, cell, { name }),
      name,
      hash,
      score,
      top: predictor.top(score),
      parameters,
      flops,
      ...toldCosts(costs),
      ...(measured && value !== undefined ? { measured: { [measured.label]: value } } : {}),
    };
  });
}

/** Costs as an event has them: those that were asked about, besides the ones that every cell tells. */
export function toldCosts(costs: RankedCell['costs'] = {}): Pick<FoundCell, 'latency' | 'costs'> {
  const { latency, parameters: _, flops: _flops, ...others } = costs;
  return {
    ...(latency === undefined ? {} : { latency }),
    ...(Object.keys(others).length === 0 ? {} : { costs: others }),
  };
}

/** Cells that were found and described, with how far the rank of each may be off where the predictor can say. */
export async function withIntervals(
  predictor: Predictor,
  cells: readonly RankedCell[],
  found: readonly FoundCell[],
): Promise<FoundCell[]> {
  const scores = await cellScores(
    predictor,
    cells.map(({ cell }) => cell),
  );
  return found.map((cell, i) => ({ ...scores[i], ...cell }));
}

/**
 * The `.cell` file of the cells found: how they were found, how to repeat it, and each with its predicted rank; then the
 * Pareto front, where those that stand above already are only named.
 */
export function writeFound(
  space: SearchSpace,
  found: readonly FoundCell[],
  head: { readonly title: string; readonly repeat: string; readonly builtIn: boolean },
  front?: { readonly title: string; readonly cells: readonly FoundCell[] },
): string {
  const parts = [`${commentLine(head.title)}\n${commentLine(`Again: ${head.repeat}`)}\n`];
  if (!head.builtIn) parts.push(`${printSpace(space).trimEnd()}\n`);
  for (const cell of found) parts.push(documented(space, cell));
  if (front) {
    parts.push(`${commentLine(front.title)}\n`);
    const above = new Map(found.map(cell => [cell.hash, cell]));
    for (const cell of front.cells) {
      const same = above.get(cell.hash);
      parts.push(
        same ? `${commentLine(`${same.name}, above: ${describe(space, same)}`)}\n` : documented(space, cell),
      );
    }
  }
  return parts.join('\n');
}

function documented(space: SearchSpace, cell: FoundCell): string {
  return `/// ${describe(space, cell)}\n${cell.cell.trim()}\n`;
}

function describe(space: SearchSpace, found: FoundCell): string {
  const { parameters, flops, latency } = found;
  const costs = [`${formatCount(parameters)} parameters`, formatFlops(flops, countingOf(space))];
  if (latency !== undefined) costs.push(`${latency} ms`);
  for (const [name, value] of Object.entries(found.costs ?? {})) costs.push(formatCost(name, value));
  return `Predicted ${formatPlace(found)}; ${costs.join(', ')}.`;
}

/** What a person reads on the terminal at the end of a search. */
export function summariseFound(found: readonly FoundCell[], scored: number, out: string | undefined): string {
  const lines = found.map(cell => {
    const measured = Object.entries(cell.measured ?? {}).map(
      ([label, value]) => `, measured ${label} ${value}`,
    );
    return `${cell.name.padEnd(9)} ${formatEstimate(cell).padEnd(12)} ${formatCount(cell.parameters).padStart(11)} parameters  ${cell.hash}${measured.join('')}`;
  });
  lines.push(
    `${formatCount(scored)} cells scored${out === undefined ? '' : `, the best ${found.length} written to ${out}`}.`,
  );
  if (out === undefined && found[0]) lines.push('', found[0].cell.trimEnd());
  return lines.join('\n');
}
