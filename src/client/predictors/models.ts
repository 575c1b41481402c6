import { existsSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';

export type ChosenModels = Readonly<Record<string, string>>;

/** Which predictor answers for which space in this workspace, beyond the shipped ones. */
export interface ModelChoice {
  /** Space name → folder. */
  chosen(): ChosenModels;
  use(space: string, folder: string): Promise<void>;
  useShipped(space: string): Promise<void>;
  /** What lies in this folder is another predictor now: one that answers from there is loaded again. */
  replaced(folder: string): void;
  /** Whether any predictor answers for the space. */
  isPredicted(space: string): boolean;
  readonly onChange: vscode.Event<ChosenModels>;
  dispose(): void;
}

const key = 'chosenModels';

export function createModelChoice(context: vscode.ExtensionContext): ModelChoice {
  const changed = new vscode.EventEmitter<ChosenModels>();
  /** A predictor whose run has been deleted is no choice any more. */
  const chosen = (): ChosenModels =>
    Object.fromEntries(
      Object.entries(context.workspaceState.get<ChosenModels>(key, {})).filter(([, folder]) =>
        existsSync(folder),
      ),
    );
  const set = async (models: ChosenModels) => {
    await context.workspaceState.update(key, models);
    changed.fire(models);
  };
  return {
    chosen,
    use: (space, folder) => set({ ...chosen(), [space]: folder }),
    useShipped: space => set(Object.fromEntries(Object.entries(chosen()).filter(([name]) => name !== space))),
    replaced(folder) {
      const models = chosen();
      if (Object.values(models).includes(folder)) changed.fire(models);
    },
    isPredicted: space =>
      space in chosen() || existsSync(context.asAbsolutePath(path.join('models', space, 'card.json'))),
    onChange: changed.event,
    dispose: () => changed.dispose(),
  };
}
