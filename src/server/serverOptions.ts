import * as v from 'valibot';
import type { ServerOptions } from '../protocol/lsp';
import { describeIssue } from '../protocol/schemas/describeIssue';
import { serverOptionSchemas } from '../protocol/schemas/serverOptions';

export interface ReadOptions {
  readonly options: ServerOptions;
  /** One sentence for each option that is wrong, and so is left out. */
  readonly problems: readonly string[];
}

/** Reads the `initializationOptions` of `initialize`. */
export function readServerOptions(value: unknown): ReadOptions {
  if (typeof value !== 'object' || value === null) return { options: {}, problems: [] };
  const given = new Map(Object.entries(value));
  const problems: string[] = [];
  const options = Object.entries(serverOptionSchemas).flatMap(([name, schema]) => {
    const option = given.get(name);
    if (option === undefined || option === null) return [];
    const read = v.safeParse(schema, option, { abortEarly: true });
    if (read.success) return [[name, read.output]];
    problems.push(`The initialization option is ignored: ${describeIssue(read.issues[0], name)}.`);
    return [];
  });
  return { options: Object.fromEntries(options), problems };
}
