import type { Choices } from '../protocol/runForms';
import { nameAmong } from '../protocol/runNames';
import type { RunStore } from '../runs/runStore';
import type { AskServer } from './language/askServer';
import { withSizes } from './language/spaceSizes';
import { findSpaces, spaceOfActiveFile } from './language/spaces';
import { modelFolder } from './predictors/modelList';
import type { ModelChoice } from './predictors/models';
import { whyNotWritable } from './runs/writableFolder';
import { strategies } from './strategies';
import type { CostSetting } from './tables/costSetting';
import { createTableReader, findTables, unread } from './tables/tables';
import { type RunPlace, shortPath, whyRunsAreDisabled } from './workspace';

/** What the forms and the quick picks offer. */
export interface ChoiceSource {
  /** Looks the workspace over again. */
  read(): Promise<Choices>;
  /** Reads the columns of a table; the next `read` has them. */
  readTable(table: string): Promise<Choices['tables'][number]>;
  /** Adds a table from anywhere on the disk. Returns its path as the forms show it. */
  addTable(file: string): string;
  /** The server that counts the cells of spaces is up. */
  connect(ask: AskServer): void;
}

export function createChoiceSource(
  place: RunPlace,
  store: RunStore,
  models: ModelChoice,
  costs: CostSetting,
): ChoiceSource {
  const readTable = createTableReader(place);
  const browsed = new Set<string>();
  const wanted = new Set<string>();
  let lastSpace: string | undefined;
  let ask: AskServer | undefined;
  return {
    async read() {
      const [spaces, found] = await Promise.all([
        findSpaces(place.cwd, models.isPredicted),
        findTables(place.cwd),
      ]);
      const tables = [...new Set([...browsed, ...found])];
      lastSpace = spaceOfActiveFile() ?? lastSpace;
      return {
        spaces: await withSizes(spaces, place.cwd, ask),
        tables: await Promise.all(tables.map(t => (wanted.has(t) ? readTable(t) : unread(t)))),
        strategies,
        models: store.rows().flatMap(row => {
          const folder = modelFolder(row, store.folderOf(row.id));
          if (folder === undefined || !row.record) return [];
          const { space, figure } = row.record;
          return [{ folder, space, title: modelTitle(nameAmong(store.rows(), row), figure) }];
        }),
        costs: costs.costsIn(place.folder).map(file => shortPath(file, place.cwd)),
        space: spaces.find(s => s.name === lastSpace)?.argument,
        keptIn: place.keptIn,
        disabled: whyRunsAreDisabled() ?? whyNotWritable(place.runsFolder),
      };
    },
    readTable(table) {
      wanted.add(table);
      return readTable(table);
    },
    addTable(file) {
      const table = shortPath(file, place.cwd);
      browsed.add(table);
      wanted.add(table);
      return table;
    },
    connect(server) {
      ask = server;
    },
  };
}

function modelTitle(title: string, figure: string | undefined): string {
  return figure === undefined ? title : `${title} (${figure})`;
}
