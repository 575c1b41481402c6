import type { SearchSpace } from './space';

/** The index of the operation with this name or alias; −1 if there is none. */
export function findOperation({ operations }: Pick<SearchSpace, 'operations'>, name: string): number {
  const byName = operations.findIndex(operation => operation.name === name);
  return byName >= 0 ? byName : operations.findIndex(operation => operation.aliases.includes(name));
}
