import * as v from 'valibot';
import type { CostFiles, ServerFeatures, ServerOptions } from '../lsp';
import { dictionary, object } from './basics';
import type { Schema } from './readJson';

const features: Schema<ServerFeatures> = object({
  codeLenses: v.exactOptional(v.boolean()),
  rankHints: v.exactOptional(v.boolean()),
  operationHints: v.exactOptional(v.boolean()),
  estimates: v.exactOptional(v.boolean()),
  hintCosts: v.exactOptional(v.array(v.string())),
});

export const costFiles: Schema<CostFiles> = v.array(
  v.union([v.string(), object({ folder: v.string(), costs: v.array(v.string()) })]),
);

/** The `initializationOptions` of `initialize`, each by itself: one that is wrong leaves the others. */
export const serverOptionSchemas = {
  models: v.string(),
  chosenModels: dictionary(v.string()),
  node: v.string(),
  tables: v.array(v.string()),
  costs: costFiles,
  commands: v.boolean(),
  pictures: v.boolean(),
  predictorStatus: v.boolean(),
  features,
} satisfies { readonly [Name in keyof ServerOptions]-?: Schema<NonNullable<ServerOptions[Name]>> };
