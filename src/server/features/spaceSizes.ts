import { spaceSize } from '../../cells/enumerate';
import type { SearchSpace } from '../../cells/space';
import { builtInSpaces } from '../../document/builtInSpaces';
import { type SpaceSizes, type SpaceSizesParams, spaceSizes } from '../../protocol/lsp';
import { serverKindOf } from '../kinds/serverKind';
import type { Session } from '../session';

/** Tells a client how many cells spaces have. */
export function serveSpaceSizes({ connection, workspace }: Session): void {
  connection.onRequest(spaceSizes, async ({ spaces }: SpaceSizesParams): Promise<SpaceSizes> => {
    if (spaces.some(({ uri }) => uri !== undefined)) await workspace.whenRead();
    const sizes = spaces.map(({ name, uri }) => {
      const space =
        uri === undefined ? builtInSpaces().get(name) : workspace.index.declaredIn(uri)?.get(name);
      return space ? (quickSize(space) ?? null) : null;
    });
    return { sizes };
  });
}

/** How many cells a space has, where they are counted in a moment. */
export function quickSize(space: SearchSpace): number | undefined {
  return serverKindOf(space).isQuicklyCounted(space) ? spaceSize(space) : undefined;
}
