import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { RunRow } from '../../protocol/run';
import { runNames } from '../../protocol/runNames';
import { readCard } from './modelCards';
import type { ChosenModels } from './models';

/** A predictor that can be had in this workspace. */
export interface KnownModel {
  readonly space: string;
  readonly folder: string;
  readonly title: string;
  readonly from: 'shipped' | 'run' | 'imported';
  /** Of the run that trained it. */
  readonly run: string | undefined;
  /** `τ 0.642` */
  readonly figure: string | undefined;
  /** Why it can't be used, a sentence. */
  readonly problem: string | undefined;
  /** Whether it answers for its space now. */
  readonly used: boolean;
}

export interface SpaceModels {
  readonly space: string;
  readonly models: readonly KnownModel[];
}

export interface ModelPlaces {
  readonly shipped: string;
  readonly imported: string;
  readonly rows: readonly RunRow[];
  readonly folderOf: (run: string) => string;
  readonly chosen: ChosenModels;
}

/** Every predictor by its space: the shipped one first, then those imported, then those trained, newest first. */
export async function listModels(places: ModelPlaces): Promise<readonly SpaceModels[]> {
  const names = runNames(places.rows);
  const found = [
    ...(await modelsIn(places.shipped, 'shipped')),
    ...(await modelsIn(places.imported, 'imported')),
    ...places.rows.flatMap(row => trainedModel(row, names.get(row.id) ?? row.id, places.folderOf) ?? []),
  ];
  const spaces = [...new Set(found.map(model => model.space))];
  return spaces.map(space => {
    const models = found.filter(model => model.space === space);
    const folder = places.chosen.get(space) ?? models.find(m => m.from === 'shipped')?.folder;
    return { space, models: models.map(model => ({ ...model, used: model.folder === folder })) };
  });
}

type Unplaced = Omit<KnownModel, 'used'>;

async function modelsIn(folder: string, from: 'shipped' | 'imported'): Promise<readonly Unplaced[]> {
  const names = await readdir(folder).catch(() => []);
  const read = names
    // What all spaces have in common is no predictor of one space.
    .filter(name => !name.startsWith('.') && !(from === 'shipped' && name === 'any'))
    .sort()
    .map(async (name): Promise<Unplaced> => {
      const own = path.join(folder, name);
      const card = await readCard(own);
      const base = { folder: own, from, run: undefined };
      if (typeof card === 'string')
        return { ...base, space: unknownSpace, title: name, figure: undefined, problem: card };
      const { kendallTau } = card;
      return {
        ...base,
        space: card.space,
        title: from === 'shipped' ? withoutSpace(card) : name,
        figure: kendallTau === undefined ? undefined : `τ ${kendallTau.toFixed(3)}`,
        problem: undefined,
      };
    });
  return Promise.all(read);
}

/** `default, 424 cells`: the space stands above it. */
function withoutSpace({ name, space }: { readonly name: string; readonly space: string }): string {
  return name.startsWith(`${space}, `) ? name.slice(space.length + 2) : name;
}

const unknownSpace = 'Not readable';

function trainedModel(row: RunRow, name: string, folderOf: (run: string) => string): Unplaced | undefined {
  const folder = modelFolder(row, folderOf(row.id));
  if (folder === undefined || !row.record) return undefined;
  const { space, figure } = row.record;
  return { space, folder, title: name, from: 'run', run: row.id, figure, problem: undefined };
}

/** The folder of the predictor that a run has trained. */
export function modelFolder(row: RunRow, runFolder: string): string | undefined {
  const model = row.record?.results.model;
  return model === undefined ? undefined : path.join(runFolder, model);
}
