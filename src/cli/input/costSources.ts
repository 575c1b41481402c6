import { statSync } from 'node:fs';
import path from 'node:path';
import type { Cell } from '../../cells/cell';
import {
  createOperationTable,
  createPlaceTable,
  type OperationRow,
  type Priced,
} from '../../cells/network/operationTable';
import type { SearchSpace } from '../../cells/space';
import { spaceKey } from '../../cells/spaceKey';
import { type CostTable, readCostTable } from '../../datasets/costTable';
import { labelAt } from '../../predictor/labelCurve';
import { loadPredictor, type Predictor } from '../../predictor/predictor';
import { UserError } from '../failure';
import { tableFile } from './tableFile';

/** What `--costs` names: a table by operation or by choice, or the folder of a predictor that was trained on a cost. */
export type CostSource =
  | { readonly file: string; readonly table: CostTable }
  | { readonly file: string; readonly predictor: Predictor };

/** Why a cell has no such cost: the operations that tables lack, or half a sentence. */
export type NoCost = { readonly lacks: readonly Priced[] } | { readonly why: string };

/** A cost that sources say of the cells of one space. */
export interface SourceCost {
  readonly name: string;
  of(cell: Cell): number | NoCost;
}

/** Throws one sentence for a file that can't be read, or a predictor that gives no cost. */
export async function readCostSource(file: string): Promise<CostSource> {
  if (!statSync(file, { throwIfNoEntry: false })?.isDirectory())
    return { file, table: await readCostTable(await tableFile(file)) };
  const predictor = await loadPredictor(file);
  const { label, goal, values, recipe } = predictor.card;
  const refuse = (why: string) => new UserError(`The predictor in ${file} gives no cost: ${why}.`);
  if (goal !== 'min')
    throw refuse(
      `more ${label} is better for it; train one on a column of which less is better, or with --goal min`,
    );
  if (!predictor.scoreNow) throw refuse(`its recipe is ${recipe}; train one with the recipe default`);
  if (!values) throw refuse('it has learned from too few cells, or was trained by an earlier version');
  return { file, predictor };
}

/** The rows by operation of all tables, by cost, those of one after those of another. */
export function operationRows(sources: readonly CostSource[]): Map<string, OperationRow[]> {
  const rows = new Map<string, OperationRow[]>();
  for (const source of sources)
    if ('table' in source && source.table.kind === 'operations')
      for (const [cost, more] of source.table.costs) rows.set(cost, [...(rows.get(cost) ?? []), ...more]);
  return rows;
}

/** The costs of the cells of a space by all sources. Predictors of other spaces are left out. */
export function sourceCosts(sources: readonly CostSource[], space: SearchSpace): SourceCost[] {
  const costs: SourceCost[] = [];
  for (const source of sources) {
    if ('predictor' in source) {
      if (isOf(source.predictor, space)) costs.push(predictedCost(source.predictor));
    } else if (source.table.kind === 'places') {
      const look = createPlaceTable(space, source.table.columns, source.table.rows);
      const name = path.basename(source.file);
      costs.push({
        name: source.table.cost,
        of(cell) {
          const found = look(cell);
          return typeof found === 'number' ? found : { why: `${name} does not fit ${space.name}: ${found}` };
        },
      });
    }
  }
  for (const [name, rows] of operationRows(sources)) {
    const price = createOperationTable(space, rows);
    costs.push({
      name,
      of(cell) {
        const cost = price(cell);
        return cost.ok ? cost.value : { lacks: cost.missing };
      },
    });
  }
  return costs;
}

export function isOf(predictor: Predictor, space: SearchSpace): boolean {
  return spaceKey(predictor.space) === spaceKey(space);
}

/** The label, in its own unit. */
function predictedCost({ card, scoreNow }: Predictor): SourceCost {
  return { name: card.label, of: cell => labelAt(card.values!, scoreNow!(cell)) };
}
