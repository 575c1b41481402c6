import type { SearchSpace } from '../cells/space';
import type { Diagnostic } from '../language/diagnostic';
import { ownText } from '../language/ownText';
import { type Parsed, parsing } from '../language/parse';
import { reparsing } from '../language/reparse';
import { originOf } from '../language/shiftDeclaration';
import type { Steps } from '../language/steps';
import type { CellDeclaration, Declaration } from '../language/syntax';

import { placedCell } from './placedCell';
import { type ReadCell, readCell, shiftedDiagnostics } from './readCell';
import type { DocumentCell } from './readDocument';

/** What was understood of the declarations of one document, for reading its next version. */
export interface DocumentCache {
  /** Parses the text, and only what changed where it is a later version of the last one. */
  parsing(text: string): Steps<Parsed>;
  /** Called as a reading begins: spaces that the reading before did not declare are forgotten. */
  begin(): void;
  /** The space of an earlier reading that is equal to this one, if there is one: cells of it can then be kept. */
  sameSpace(space: SearchSpace): SearchSpace;
  /** What `readCell` says, out of memory where the declaration and its space are as they were. */
  cell(
    text: string,
    declaration: CellDeclaration,
    space: SearchSpace | undefined,
    broken: boolean,
  ): Understood;
}

/** `fresh`: it was not in memory. */
export interface Understood {
  readonly cell: DocumentCell;
  readonly diagnostics: readonly Diagnostic[];
  readonly fresh: boolean;
}

/** A cell as it was read where it began at `start`. */
interface Entry {
  readonly space: SearchSpace | undefined;
  readonly start: number;
  readonly read: ReadCell;
  /** As it was last asked for. */
  last?: DocumentCell;
}

/** Texts of declarations that are remembered besides those present. */
const maxTexts = 1000;

export function createDocumentCache(): DocumentCache {
  const byOrigin = new WeakMap<Declaration, Entry>();
  /** For declarations that come back: an edit undone, a text pasted, a file formatted. */
  const byText = new Map<string, Entry>();
  let present = 0;
  let lastSpaces = new Map<string, SearchSpace>();
  let spaces = new Map<string, SearchSpace>();
  let parsed: Parsed | undefined;

  function remembered(key: string, space: SearchSpace | undefined): Entry | undefined {
    const entry = byText.get(key);
    return entry?.space === space ? entry : undefined;
  }

  function remember(key: string, entry: Entry): void {
    const own = ownText(key);
    byText.delete(own);
    byText.set(own, entry);
    if (byText.size > 2 * present + maxTexts) byText.delete(byText.keys().next().value!);
  }

  return {
    *parsing(text) {
      parsed = yield* parsed ? reparsing(parsed, text) : parsing(text);
      present = parsed.file.declarations.length;
      return parsed;
    },
    begin() {
      [lastSpaces, spaces] = [spaces, new Map()];
    },
    sameSpace(space) {
      const key = JSON.stringify(space);
      const same = lastSpaces.get(key) ?? space;
      spaces.set(key, same);
      return same;
    },
    cell(text, declaration, space, broken) {
      const origin = originOf(declaration);
      const kept = byOrigin.get(origin);
      if (kept && kept.space === space) return understood(kept, declaration, false);
      // A declaration's text tells whether it is broken, too.
      const key = text.slice(declaration.start, declaration.end);
      const again = remembered(key, space);
      const read = again ?? {
        space,
        start: declaration.start,
        read: readCell(text, declaration, space, broken),
      };
      if (!again) remember(key, read);
      const entry = { ...read };
      byOrigin.set(origin, entry);
      return understood(entry, declaration, !again);
    },
  };
}

function understood(entry: Entry, declaration: CellDeclaration, fresh: boolean): Understood {
  const by = declaration.start - entry.start;
  if (entry.last?.declaration !== declaration)
    entry.last = placedCell(declaration, entry.space, entry.read, by);
  return { cell: entry.last, diagnostics: shiftedDiagnostics(entry.read.diagnostics, by), fresh };
}

/** Reads nothing out of memory. */
export const noCache: DocumentCache = {
  parsing,
  begin() {},
  sameSpace: space => space,
  cell(text, declaration, space, broken) {
    const read = readCell(text, declaration, space, broken);
    return understood({ space, start: declaration.start, read }, declaration, true);
  },
};
