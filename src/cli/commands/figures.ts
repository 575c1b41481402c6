import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { constants, setPriority } from 'node:os';
import path from 'node:path';
import type { Command } from 'commander';
import type { Cell } from '../../cells/cell';
import type { SearchSpace } from '../../cells/space';
import { indexTable, type TableIndex } from '../../datasets/tableIndex';
import { UnreadableFile } from '../../datasets/unreadable';
import { figuresCommand } from '../../protocol/commands/serve';
import { toTables } from '../../protocol/schemas/processes';
import { readValue } from '../../protocol/schemas/readJson';
import type { FromTables, TableFigure, ToldCost, ToTables } from '../../protocol/tables';
import { safeText } from '../../text/safeText';
import { writeError } from '../../text/terminal';
import { addDeclared } from '../declaredCommand';
import { usageError } from '../failure';
import { namesOf } from '../input/askedCosts';
import { type CostSource, readCostSource, type SourceCost, sourceCosts } from '../input/costSources';

/** `renas figures`: the process of the language server that knows tables. Speaks `src/protocol/tables.ts` over Node's IPC. */
export function addFigures(program: Command): void {
  addDeclared(program, figuresCommand, ({ tables, costs }) => serveFigures(tables, costs));
}

function serveFigures(tables: readonly string[], costFiles: readonly string[]): void {
  if (!process.send)
    throw usageError(
      'renas figures is started by the language server, which talks to it over an IPC channel.',
    );
  // A large table takes seconds of work that nobody waits for.
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  const send = (message: FromTables) => void process.send?.(message);
  const spaces = new Map<string, SearchSpace>();
  const indexes = tables.map(file => createIndexes(file, send));
  const costsOf = createCosts(costFiles, send);
  const find = async (space: SearchSpace, cell: Cell): Promise<TableFigure[]> => {
    const found = await Promise.all(indexes.map(indexOf => indexOf(space)));
    return found.flatMap(
      (index, at) =>
        index?.find(cell).map(figure => ({ table: path.basename(tables[at]!), ...figure })) ?? [],
    );
  };
  process.on('disconnect', () => process.exit(0));
  process.on('message', async received => {
    const message = readValue<ToTables>(toTables, received, 'a message of the language server');
    if (typeof message === 'string') return writeError(safeText(`${message}.\n`, 'terminal'));
    if (message.kind === 'space') {
      const space = message.space as SearchSpace;
      spaces.set(space.name, space);
      for (const indexOf of indexes) void indexOf(space);
      return;
    }
    const space = spaces.get(message.space);
    if (message.kind === 'costs') {
      const costs = space ? await costsOf(space, message.cells as readonly Cell[], message.files) : [];
      return send({ kind: 'costs', id: message.id, costs });
    }
    send({ kind: 'found', id: message.id, figures: space ? await find(space, message.cell as Cell) : [] });
  });
}

/** The indexes of a table by space, made again when the file has changed; `undefined` where it is gone or can't be read. */
function createIndexes(
  file: string,
  send: (message: FromTables) => void,
): (space: SearchSpace) => Promise<TableIndex | undefined> {
  const made = new Map<string, { readonly stamp: string; readonly index: Promise<TableIndex | undefined> }>();
  let told = '';
  const tell = (stamp: string, error: unknown) => {
    if (told === stamp) return;
    told = stamp;
    const why =
      error instanceof UnreadableFile
        ? error.message
        : `${path.basename(file)} can't be read: ${(error as Error).message}.`;
    send({
      kind: 'unreadable',
      table: file,
      message: `${why} Its measured figures are not shown.`,
    });
  };
  return async space => {
    const stamp = await stampOf(file);
    if (stamp === undefined) return undefined;
    const key = JSON.stringify(space);
    const known = made.get(key);
    if (known?.stamp === stamp) return known.index;
    const index = indexTable(file, space).catch((error: unknown) => {
      tell(stamp, error);
      return undefined;
    });
    made.set(key, { stamp, index });
    return index;
  };
}

/** The costs of cells by tables and predictors, read again when a file has changed. One that can't be read is left out. */
function createCosts(
  files: readonly string[],
  send: (message: FromTables) => void,
): (
  space: SearchSpace,
  cells: readonly Cell[],
  asked: readonly string[],
) => Promise<readonly (readonly ToldCost[])[]> {
  let read: { readonly stamp: string; readonly sources: Promise<readonly CostSource[]> } | undefined;
  /** By space and asked files, of the sources that were read last. */
  const made = new WeakMap<readonly CostSource[], Map<SearchSpace, Map<string, readonly SourceCost[]>>>();
  async function readAll(): Promise<readonly CostSource[]> {
    const found = await Promise.all(
      files.map(async file => {
        try {
          return [await readCostSource(file)];
        } catch (error) {
          const message = `${said(error)} Its costs are not shown.`;
          send({ kind: 'unreadable', table: file, message });
          return [];
        }
      }),
    );
    return found.flat();
  }
  return async (space, cells, asked) => {
    const stamps = await Promise.all(files.map(file => stampOf(cardOr(file))));
    const stamp = stamps.join('\n');
    if (read?.stamp !== stamp) read = { stamp, sources: readAll() };
    const sources = await read.sources;
    const bySpace = made.get(sources) ?? new Map<SearchSpace, Map<string, readonly SourceCost[]>>();
    made.set(sources, bySpace);
    const byFiles = bySpace.get(space) ?? new Map<string, readonly SourceCost[]>();
    bySpace.set(space, byFiles);
    const key = JSON.stringify(asked);
    const own = sources.filter(({ file }) => asked.includes(file));
    const costs = byFiles.get(key) ?? sourceCosts(own, space);
    byFiles.set(key, costs);
    return cells.map(cell => costs.map(cost => told(cost, cell)));
  };
}

function told({ name, of }: SourceCost, cell: Cell): ToldCost {
  const value = of(cell);
  if (typeof value === 'number') return { name, value };
  return { name, why: 'why' in value ? value.why : `no table has ${namesOf(value.lacks, 2)}` };
}

/** Of the folder of a predictor, what is replaced last. */
function cardOr(file: string): string {
  const card = path.join(file, 'card.json');
  return existsSync(card) ? card : file;
}

function said(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.endsWith('.') ? text : `${text}.`;
}

async function stampOf(file: string): Promise<string | undefined> {
  const found = await stat(file).catch(() => undefined);
  return found && `${found.mtimeMs} ${found.size}`;
}
