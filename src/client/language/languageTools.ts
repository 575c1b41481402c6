import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { rankCommand } from '../../protocol/commands/rank';
import { type ExplainAnswer, explainCell } from '../../protocol/explainCell';
import type { RunStore } from '../../runs/runStore';
import { languageTools } from '../ids';
import type { Launcher } from '../runs/launcher';
import { runCli } from '../runs/runCli';
import type { RunPlace } from '../workspace';
import type { AskServer } from './askServer';
import { type ExplainRequest, explanationOf, type SearchRequest, searchOf, tellRuns } from './toolWords';

export interface LanguageToolsOptions {
  readonly place: RunPlace;
  readonly store: RunStore;
  readonly launcher: Launcher;
  /** The server, once it is up. */
  readonly server: () => AskServer | undefined;
}

/** What the editor's assistant can do with cells: the same commands that people have. */
export function registerLanguageTools({
  place,
  store,
  launcher,
  server,
}: LanguageToolsOptions): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.lm.registerTool<{ readonly limit?: number }>(languageTools.listExperiments, {
      prepareInvocation: () => ({ invocationMessage: 'Listing the experiments' }),
      invoke: ({ input }) => answer(tellRuns(store.rows(), input.limit)),
    }),
    vscode.lm.registerTool<{ readonly cells: string }>(languageTools.rankCells, {
      prepareInvocation: () => ({ invocationMessage: 'Ranking cells' }),
      invoke: async ({ input }, token) => answer(await rank(place, String(input.cells), token)),
    }),
    vscode.lm.registerTool<ExplainRequest>(languageTools.explainCell, {
      prepareInvocation: () => ({ invocationMessage: 'Explaining a cell' }),
      invoke: async ({ input }) => {
        const ask = server();
        if (!ask) throw new Error('The language server of ReNAS is still starting; ask again in a moment.');
        const explained = await ask<ExplainAnswer>(explainCell, explanationOf(input));
        return answer(JSON.stringify(explained, undefined, 1));
      },
    }),
    vscode.lm.registerTool<SearchRequest>(languageTools.searchCells, {
      prepareInvocation({ input }) {
        const { space, strategy, budget, seed } = searchOf(input);
        const most = budget === undefined ? 'every cell' : `up to ${budget.toLocaleString('en-US')} cells`;
        const message = `Search ${space} by ${strategy}, scoring ${most} (seed ${seed})? It runs on this machine.`;
        return {
          invocationMessage: `Starting a search of ${space}`,
          confirmationMessages: { title: 'Search for Better Cells', message },
        };
      },
      invoke({ input }) {
        const id = launcher.start({ form: 'search', settings: searchOf(input) });
        return answer(
          `The search has begun as run ${id}; ${languageTools.listExperiments} tells how far it is and, at its end, how good the best cell is.`,
        );
      },
    }),
  );
}

function answer(text: string): vscode.LanguageModelToolResult {
  return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);
}

/** One JSON object for each cell, the best first, then what is wrong with those that have no rank. */
async function rank(place: RunPlace, cells: string, token: vscode.CancellationToken): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'renas-'));
  try {
    const file = path.join(folder, 'cells.cell');
    await writeFile(file, cells);
    const { stdout, stderr } = await runCli(place, rankCommand, { files: [file], json: true }, { token });
    return [stdout, stderr].join('\n').replaceAll(file, 'cells.cell').trim();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
