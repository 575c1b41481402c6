import { SymbolKind, type WorkspaceSymbol } from 'vscode-languageserver';
import type { Session } from '../session';
import type { WorkspaceIndex } from '../workspace/workspaceIndex';

export function serveWorkspaceSymbols({ connection, workspace }: Session): void {
  connection.onWorkspaceSymbol(({ query }) => workspaceSymbols(workspace.present(), query));
}

const maxFound = 1000;

/** The cells and spaces of the workspace whose names hold the letters of the query in their order. */
export function workspaceSymbols(index: WorkspaceIndex, query: string): WorkspaceSymbol[] {
  const found: WorkspaceSymbol[] = [];
  for (const { uri, names } of index.files())
    for (const { kind, text, range, declares } of names()) {
      if (!declares || !fits(text.toLowerCase(), query.toLowerCase())) continue;
      if (found.length === maxFound) return found;
      found.push({
        name: text,
        kind: kind === 'space' ? SymbolKind.Namespace : SymbolKind.Class,
        location: { uri, range },
        containerName: decodeURIComponent(uri.slice(uri.lastIndexOf('/') + 1)),
      });
    }
  return found;
}

function fits(name: string, query: string): boolean {
  let at = 0;
  for (const letter of query) {
    at = name.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
