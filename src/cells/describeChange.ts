import { isDeepStrictEqual } from 'node:util';
import type { SearchSpace } from './space';

/** More names are counted. */
const mostNamed = 3;

/** What was done to a space, one clause: `dil3x3 was added`, `skip and sep5x5 were removed`, `its skeleton was changed`. */
export function describeChange(from: SearchSpace, to: SearchSpace): string {
  const named = (space: SearchSpace) => new Map(space.operations.map(each => [each.name, each.definition]));
  const [before, after] = [named(from), named(to)];
  const added = [...after.keys()].filter(name => !before.has(name));
  const removed = [...before.keys()].filter(name => !after.has(name));
  const changed = [...after].flatMap(([name, definition]) =>
    before.has(name) && !isDeepStrictEqual(before.get(name), definition) ? [name] : [],
  );
  const clauses = [
    clause(added, 'added'),
    clause(removed, 'removed'),
    clause([...changed, ...changedParts(from, to)], 'changed'),
  ].flatMap(each => each ?? []);
  return clauses.length === 0 ? `${to.name} was changed` : listed(clauses);
}

function clause(names: readonly string[], how: string): string | undefined {
  if (names.length === 0) return undefined;
  if (names.length > mostNamed) return `${names.length} parts were ${how}`;
  return `${listed(names)} ${names.length === 1 ? 'was' : 'were'} ${how}`;
}

/** Parts besides the operations. */
function changedParts(from: SearchSpace, to: SearchSpace): string[] {
  const keys = Object.keys({ ...from, ...to }) as (keyof SearchSpace)[];
  return keys
    .filter(key => !['name', 'doc', 'operations'].includes(key) && !isDeepStrictEqual(from[key], to[key]))
    .map(key => `its ${partNames[key] ?? key}`);
}

const partNames: Readonly<Record<string, string>> = {
  operationsOn: 'place of operations',
  edges: 'number of edges',
  vertices: 'number of vertices',
  output: 'output',
};

function listed(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}
