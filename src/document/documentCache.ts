import type { SearchSpace } from '../cells/space';
import { type Parsed, parse } from '../language/parse';
import { reparse } from '../language/reparse';
import type { CellDeclaration } from '../language/syntax';
import { type ReadCell, readCell, shifted } from './readCell';

/** What was understood of the declarations of one document, for reading its next version. */
export interface DocumentCache {
  /** Called as a reading begins: what the reading before did not use is forgotten. */
  begin(): void;
  /** Parses the text, and only what changed where it is a later version of the last one. */
  parse(text: string): Parsed;
  /** The space of an earlier reading that is equal to this one, if there is one: cells of it can then be kept. */
  sameSpace(space: SearchSpace): SearchSpace;
  find(
    key: string,
    space: SearchSpace | undefined,
  ): { readonly start: number; readonly read: ReadCell } | undefined;
  keep(key: string, space: SearchSpace | undefined, start: number, read: ReadCell): void;
}

export function createDocumentCache(): DocumentCache {
  type Entry = { readonly space: SearchSpace | undefined; readonly start: number; readonly read: ReadCell };
  let last = new Map<string, Entry>();
  let present = new Map<string, Entry>();
  let lastSpaces = new Map<string, SearchSpace>();
  let spaces = new Map<string, SearchSpace>();
  let parsed: Parsed | undefined;
  return {
    parse(text) {
      parsed = parsed ? reparse(parsed, text) : parse(text);
      return parsed;
    },
    begin() {
      [last, present] = [present, new Map()];
      [lastSpaces, spaces] = [spaces, new Map()];
    },
    sameSpace(space) {
      const key = JSON.stringify(space);
      const same = lastSpaces.get(key) ?? space;
      spaces.set(key, same);
      return same;
    },
    find(key, space) {
      const entry = present.get(key) ?? last.get(key);
      return entry && entry.space === space ? entry : undefined;
    },
    keep(key, space, start, read) {
      present.set(key, { space, start, read });
    },
  };
}

/** `readCell`, out of the cache where the declaration's text and its space are as they were. */
export function readCached(
  cache: DocumentCache | undefined,
  text: string,
  declaration: CellDeclaration,
  space: SearchSpace | undefined,
  broken: boolean,
): ReadCell {
  if (!cache) return readCell(text, declaration, space, broken);
  const { start, end } = declaration;
  const key = `${broken ? 'broken ' : ''}${text.slice(start, end)}`;
  const kept = cache.find(key, space);
  const read = kept ? shifted(kept.read, start - kept.start) : readCell(text, declaration, space, broken);
  cache.keep(key, space, start, read);
  return read;
}
