import type { SearchSpace } from '../../cells/space';
import type { CellDocument, DocumentCell } from '../../document/readDocument';
import type { TableFigure, ToldCost } from '../../protocol/tables';
import type { MeasuredTables } from './measuredTables';
import { type PredictorLink, predictionKey } from './predictorLink';
import { type Ranks, rivalOf } from './ranks';
import { type HashedCell, hashed } from './scores';
import { within } from './within';

/** What has to be asked for to be told of a cell. */
export interface Asked {
  /** The chance, 0 to 1, that the cell is better than another of the file. */
  readonly chance?: { readonly of: string; readonly place: number; readonly value: number };
  /** What tables measured of it; `reading` while they are read. */
  readonly measured?: readonly TableFigure[] | 'reading';
  /** What it costs by tables of costs, as far as they have been read. */
  readonly costs?: readonly ToldCost[];
}

/** What other processes have to be asked of cells. Each answer has so many milliseconds to come. */
export interface CellQuestions {
  /** The chance, 0 to 1, that the first is better; `undefined` where nobody can say. */
  chance(first: HashedCell, second: HashedCell, patience: number): Promise<number | undefined>;
  /** The same of each of these against the second, by the hash of the first; without those that nobody can say. */
  chances(
    firsts: readonly HashedCell[],
    second: HashedCell,
    patience: number,
  ): Promise<ReadonlyMap<string, number>>;
  measured(cell: HashedCell, patience: number): Promise<readonly TableFigure[] | 'reading'>;
  /** What each of some cells of a document costs by its tables of costs, by its hash; without those that are not known in time. */
  costs(cells: readonly HashedCell[], uri: string, patience: number): Promise<CostsByHash>;
  /** For a hover on the cell at `index` of a document, which waits but a moment. */
  ofHover(read: CellDocument, ranks: Ranks, index: number, uri: string): Promise<Asked>;
}

export type CostsByHash = ReadonlyMap<string, readonly ToldCost[]>;

const hoverPatience = 150;

export function createCellQuestions(link: () => PredictorLink, tables: () => MeasuredTables): CellQuestions {
  const questions: CellQuestions = {
    async chance(first, second, patience) {
      return (await questions.chances([first], second, patience)).get(first.hash);
    },
    async chances(firsts, second, patience) {
      const { space, cell, hash } = second;
      const comparable = firsts.filter(
        first => first.hash !== hash && predictionKey(first.space) === predictionKey(space),
      );
      if (comparable.length === 0) return new Map();
      const asked = link().chances(
        space,
        comparable.map(first => [first.cell, cell]),
      );
      const told = (await within(patience, asked, undefined)) ?? [];
      return new Map(told.map((chance, i) => [comparable[i]!.hash, chance]));
    },
    measured: (cell, patience) => within(patience, tables().find(cell), 'reading'),
    async costs(cells, uri, patience) {
      const bySpace = new Map<SearchSpace, HashedCell[]>();
      for (const cell of cells) bySpace.set(cell.space, [...(bySpace.get(cell.space) ?? []), cell]);
      const found = await Promise.all(
        [...bySpace].map(async ([space, own]) => {
          const asked = tables().costs(
            space,
            own.map(({ cell }) => cell),
            uri,
          );
          const told = await within(patience, asked, []);
          return told.map((costs, i) => [own[i]!.hash, costs] as const);
        }),
      );
      return new Map(found.flat());
    },
    async ofHover(read, ranks, index, uri) {
      const found = read.cells[index];
      const [own] = found ? hashed(found) : [];
      if (!own) return {};
      const rival = rivalOf(read.cells, ranks, index);
      const [value, measured, costs] = await Promise.all([
        // Only who has given an interval can say more.
        ranks.get(index)?.low === undefined || rival === undefined
          ? undefined
          : chanceAgainst(own, read.cells[rival]),
        questions.measured(own, hoverPatience),
        questions.costs([own], uri, hoverPatience),
      ]);
      const [of, place] = [read.cells[rival ?? -1]?.name, ranks.get(rival ?? -1)?.place?.number];
      return {
        measured,
        costs: costs.get(own.hash) ?? [],
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
