import { type CellAnswer, type CellTarget, cellAt } from '../../protocol/lsp';
import { type AskServer, savedFile } from '../language/askServer';
import type { Launcher } from '../runs/launcher';
import { defaultBudget, searchSettings } from '../strategies';
import { type RunPlace, shortPath, whyRunsAreDisabled } from '../workspace';

/** Starts a search that moves on from a cell. Returns the run's id. */
export async function searchFromCell(
  ask: AskServer,
  place: RunPlace,
  launcher: Launcher,
  target: CellTarget,
): Promise<string> {
  const disabled = whyRunsAreDisabled();
  if (disabled !== undefined) throw new Error(disabled);
  const file = shortPath(await savedFile(target.uri, 'the search'), place.cwd);
  const { name, space, declared } = await ask<CellAnswer>(cellAt, target);
  const settings = searchSettings({
    space: declared ? `${file}:${space}` : space,
    strategy: 'local',
    budget: defaultBudget,
    start: `${file}:${name}`,
  });
  return launcher.start({ form: 'search', settings });
}
