import type { ServerFeatures, ServerOptions } from '../protocol/lsp';

/** Reads the options of `initialize`; what is not of the right type is left out. */
export function serverOptions(value: unknown): ServerOptions {
  if (typeof value !== 'object' || value === null) return {};
  const { models, chosenModels, node, tables, commands, features } = value as Record<string, unknown>;
  return {
    ...(typeof models === 'string' ? { models } : {}),
    ...(typeof node === 'string' ? { node } : {}),
    ...(tables === undefined ? {} : { tables: tablePaths(tables) }),
    ...(typeof commands === 'boolean' ? { commands } : {}),
    ...(features === undefined ? {} : { features: serverFeatures(features) }),
    ...(typeof chosenModels === 'object' && chosenModels !== null
      ? {
          chosenModels: Object.fromEntries(
            Object.entries(chosenModels).filter(
              (entry): entry is [string, string] => typeof entry[1] === 'string',
            ),
          ),
        }
      : {}),
  };
}

/** Reads a list of tables; what is not of the right type is left out. */
export function tablePaths(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];
}

/** Reads the features wanted; what is not of the right type is left out. */
export function serverFeatures(value: unknown): ServerFeatures {
  if (typeof value !== 'object' || value === null) return {};
  const { codeLenses, operationHints } = value as Record<string, unknown>;
  return {
    ...(typeof codeLenses === 'boolean' ? { codeLenses } : {}),
    ...(typeof operationHints === 'boolean' ? { operationHints } : {}),
  };
}
