import { runCommands } from '../../protocol/commands/runCommands';
import { writeArguments } from '../../protocol/options/arguments';
import type { Asked, CommandDeclaration, Options } from '../../protocol/options/option';
import { spaceName } from '../../protocol/options/paths';
import type { RunSettings } from '../../protocol/runForms';

/**
 * The arguments of a run that a form starts. A search by no named predictor asks the one `chosen` for its space (space →
 * folder), or else the shipped one.
 */
export function startArguments(
  run: RunSettings,
  chosen: ReadonlyMap<string, string> = new Map(),
): readonly string[] {
  const command: CommandDeclaration = runCommands[run.form];
  const settings: Asked<Options> =
    run.form === 'search'
      ? { ...run.settings, predictor: run.settings.predictor ?? chosen.get(spaceName(run.settings.space)) }
      : run.settings;
  return writeArguments(command, settings);
}
