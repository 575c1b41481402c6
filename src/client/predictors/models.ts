import { existsSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { dictionary } from '../../protocol/schemas/basics';
import { readValue } from '../../protocol/schemas/readJson';

/** Space name → folder. */
export type ChosenModels = ReadonlyMap<string, string>;

/** Which predictor answers for which space in this workspace, beyond the shipped ones. */
export interface ModelChoice {
  chosen(): ChosenModels;
  use(space: string, folder: string): Promise<void>;
  useShipped(space: string): Promise<void>;
  /** What lies in this folder is another predictor now: one that answers from there is loaded again. */
  replaced(folder: string): void;
  /** Whether any predictor answers for the space. */
  isPredicted(space: string): boolean;
  /** Whether the extension ships a predictor for the space. */
  isShipped(space: string): boolean;
  /** The spaces whose chosen predictor lies in this folder. */
  spacesIn(folder: string): readonly string[];
  /** Takes back the choice of predictors that are gone from the disk. `quietly`: the user knows. */
  check(quietly?: boolean): Promise<void>;
  readonly onChange: vscode.Event<ChosenModels>;
  /** A chosen predictor was deleted by somebody else. */
  readonly onLost: vscode.Event<LostPredictor>;
  dispose(): void;
}

export interface LostPredictor {
  readonly space: string;
  /** What answers for the space now. */
  readonly way: 'shipped' | 'none';
}

/** One sentence: what is gone and where hints come from now. */
export function lostPredictor(space: string, way: LostPredictor['way']): string {
  return `The predictor in use for ${space} was deleted from the disk. ${
    way === 'shipped'
      ? 'Hints come from the shipped predictor again.'
      : 'Its cells have no ranks until you choose or train another one.'
  }`;
}

const key = 'chosenModels';
const chosenModels = dictionary(v.string());

export function createModelChoice(context: vscode.ExtensionContext): ModelChoice {
  const changed = new vscode.EventEmitter<ChosenModels>();
  const lost = new vscode.EventEmitter<LostPredictor>();
  const stored = (): ChosenModels => {
    const kept = readValue(
      chosenModels,
      context.workspaceState.get<unknown>(key, {}),
      'the choice of predictors',
    );
    return new Map(typeof kept === 'string' ? [] : Object.entries(kept));
  };
  /** Without those whose folder has been deleted. */
  const chosen = (): ChosenModels => new Map([...stored()].filter(([, folder]) => existsSync(folder)));
  const isShipped = (space: string) =>
    existsSync(context.asAbsolutePath(path.join('models', space, 'card.json')));
  const set = async (models: ChosenModels) => {
    await context.workspaceState.update(key, Object.fromEntries(models));
    changed.fire(models);
  };
  return {
    chosen,
    use: (space, folder) => set(new Map([...chosen(), [space, folder]])),
    useShipped: space => set(new Map([...chosen()].filter(([name]) => name !== space))),
    replaced(folder) {
      const models = chosen();
      if ([...models.values()].includes(folder)) changed.fire(models);
    },
    isPredicted: space => chosen().has(space) || isShipped(space),
    isShipped,
    spacesIn: folder => [...stored()].flatMap(([space, own]) => (own === folder ? [space] : [])),
    async check(quietly = false) {
      const kept = chosen();
      const gone = [...stored().keys()].filter(space => !kept.has(space));
      if (gone.length === 0) return;
      await set(kept);
      if (quietly) return;
      for (const space of gone) lost.fire({ space, way: isShipped(space) ? 'shipped' : 'none' });
    },
    onChange: changed.event,
    onLost: lost.event,
    dispose: () => vscode.Disposable.from(changed, lost).dispose(),
  };
}
