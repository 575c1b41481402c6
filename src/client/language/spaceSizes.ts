import path from 'node:path';
import * as vscode from 'vscode';
import { type SpaceSizes, type SpaceSizesParams, spaceSizes } from '../../protocol/lsp';
import { fileOfSpace } from '../../protocol/options/paths';
import type { SpaceChoice } from '../../protocol/runForms';
import type { AskServer } from './askServer';

/** A form does without sizes sooner than it waits longer for a server that is starting. */
const patience = 1000;

/** The spaces with how many cells they have, as far as the server says so in time. Files are below `cwd` or absolute. */
export async function withSizes(
  spaces: readonly SpaceChoice[],
  cwd: string,
  ask: AskServer | undefined,
): Promise<readonly SpaceChoice[]> {
  if (!ask) return spaces;
  const params: SpaceSizesParams = {
    spaces: spaces.map(({ name, argument }) => {
      const file = fileOfSpace(argument);
      return file === undefined
        ? { name }
        : { name, uri: vscode.Uri.file(path.resolve(cwd, file)).toString() };
    }),
  };
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>(resolve => {
    timer = setTimeout(() => resolve(undefined), patience);
  });
  const answer = await Promise.race([ask<SpaceSizes>(spaceSizes, params).catch(() => undefined), late]);
  clearTimeout(timer);
  return spaces.map((space, i) => {
    const cells = answer?.sizes[i] ?? undefined;
    return cells === undefined ? space : { ...space, cells };
  });
}
