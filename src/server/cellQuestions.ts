import type { CellDocument, DocumentCell } from '../document/readDocument';
import type { TableFigure } from '../protocol/tables';
import type { Asked } from './cellHover';
import { hashed } from './drawnCells';
import type { MeasuredTables } from './measuredTables';
import { type PredictorLink, predictionKey } from './predictorLink';
import { type Rank, rivalOf } from './ranks';
import type { HashedCell } from './scores';
import { within } from './within';

/** What other processes have to be asked of cells. Each answer has so many milliseconds to come. */
export interface CellQuestions {
  /** The chance, 0 to 1, that the first is better; `undefined` where nobody can say. */
  chance(first: HashedCell, second: HashedCell, patience: number): Promise<number | undefined>;
  measured(cell: HashedCell, patience: number): Promise<readonly TableFigure[] | 'reading'>;
  /** For a hover on the cell at `index`, which waits but a moment. */
  ofHover(read: CellDocument, ranks: ReadonlyMap<number, Rank>, index: number): Promise<Asked>;
}

const hoverPatience = 150;

export function createCellQuestions(link: () => PredictorLink, tables: () => MeasuredTables): CellQuestions {
  const questions: CellQuestions = {
    async chance(first, second, patience) {
      if (predictionKey(first.space) !== predictionKey(second.space)) return undefined;
      if (first.hash === second.hash) return undefined;
      const asked = link().chances(first.space, [[first.cell, second.cell]]);
      return (await within(patience, asked, undefined))?.[0];
    },
    measured: (cell, patience) => within(patience, tables().find(cell), 'reading'),
    async ofHover(read, ranks, index) {
      const found = read.cells[index];
      const [own] = found ? hashed(found) : [];
      if (!own) return {};
      const rival = rivalOf(read.cells, ranks, index);
      const [value, measured] = await Promise.all([
        // Only who has given an interval can say more.
        ranks.get(index)?.low === undefined || rival === undefined
          ? undefined
          : chanceAgainst(own, read.cells[rival]),
        questions.measured(own, hoverPatience),
      ]);
      const [of, place] = [read.cells[rival ?? -1]?.name, ranks.get(rival ?? -1)?.place];
      return {
        measured,
        ...(value !== undefined && of !== undefined && place !== undefined
          ? { chance: { of, place, value } }
          : {}),
      };
    },
  };

  function chanceAgainst(own: HashedCell, found: DocumentCell | undefined): Promise<number | undefined> {
    const [other] = found ? hashed(found) : [];
    return other ? questions.chance(own, other, hoverPatience) : Promise.resolve(undefined);
  }
  return questions;
}
