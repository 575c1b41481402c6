import { totalCosts } from '../../src/cells/costs';
import { sampleCells } from '../../src/cells/enumerate';
import { createRandom } from '../../src/cells/random';
import { writeSpelling } from '../../src/cells/spelling';
import { builtInSpaces } from '../../src/document/builtInSpaces';

/** A table of cells of nasbench201 as users have them; the label is made up from their costs. */
export function syntheticTable(rows: number): string {
  const space = builtInSpaces().get('nasbench201')!;
  const random = createRandom(1);
  const lines = sampleCells(space, rows, random).map(cell => {
    const accuracy = 60 + 5 * Math.log10(totalCosts(space, cell).flops / 1e6) + random.normal();
    return `${writeSpelling(space, cell)},${accuracy.toFixed(2)}`;
  });
  return ['arch_str,accuracy', ...lines].join('\n');
}
