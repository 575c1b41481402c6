import * as vscode from 'vscode';
import { suggestCommand } from '../../protocol/commands/suggest';
import { safeText } from '../../text/safeText';
import type { ChoiceSource } from '../choices';
import { language } from '../ids';
import { savedFile } from '../language/askServer';
import { openNewDocument } from '../newDocument';
import { showProgress } from '../notifications';
import { runCli } from '../runs/runCli';
import { metricsOf } from '../tables/metrics';
import { type RunPlace, shortPath } from '../workspace';
import { as, askInTurn, enterNumber, enterText, pick } from './ask';
import { askColumn, askSpace, askTableFile, readNamedTable } from './questions';

interface Draft {
  readonly data: string;
  readonly space: string;
  readonly label: string;
  readonly aim: 'best' | 'ranking';
  readonly count: number;
}

const thisFile = '\0this';
const nothing = '\0nothing';

/**
 * *ReNAS: Suggest Cells to Measure…* asks what is measured so far, and opens the cells to measure next as a new file with
 * room for their `measured` lines.
 */
export async function suggestCells(place: RunPlace, source: ChoiceSource): Promise<void> {
  const active = activeCells();
  const draft = await askSuggest(source, active);
  if (!draft) return;
  const data = await dataFile(draft.data, active, place);
  const { stdout } = await showProgress(
    safeText('ReNAS chooses the cells to measure next', 'notification'),
    token => runCli(place, suggestCommand, { ...draft, data }, { token }),
  );
  const document = await openNewDocument('suggested.cell', stdout);
  await vscode.window.showTextDocument(document, { preview: false });
}

async function askSuggest(
  source: ChoiceSource,
  active: vscode.TextDocument | undefined,
): Promise<Draft | undefined> {
  const choices = await source.read();
  const metrics = active ? metricsOf(active.getText()) : [];
  const others = [
    ...(metrics.length > 0 && active
      ? [
          {
            icon: 'file',
            label: vscode.workspace.asRelativePath(active.uri),
            description: 'the measured lines of this file',
            value: thisFile,
          },
        ]
      : []),
    { icon: 'circle-large-outline', label: 'Nothing yet', description: 'where to begin', value: nothing },
  ];
  return askInTurn<Draft>('Suggest Cells to Measure', [
    async (before, place) =>
      as(
        'data',
        await askTableFile(source, choices, place, before.data, {
          question: 'What is measured so far',
          others,
        }),
      ),
    async (before, place) => as('space', await askSpace(choices, place, 'The search space', before.space)),
    async ({ data = nothing, label }, place) => {
      const question =
        'What is measured: higher is better, unless the name says loss, error, latency or the like';
      if (data === nothing) return as('label', await enterText(place, question, label ?? 'accuracy'));
      const columns = data === thisFile ? metrics : (await readNamedTable(source, data)).columns;
      return as('label', await askColumn(place, question, columns, label));
    },
    async (before, place) => as('aim', await pick(place, 'What for', aims, value => value === before.aim)),
    async (before, place) =>
      as(
        'count',
        await enterNumber(
          place,
          'How many cells to name',
          before.count ?? suggestCommand.options.count.default,
          1,
          1000,
        ),
      ),
  ]);
}

const aims = [
  { label: 'To find the best cell', description: 'those from which most is to be hoped', value: 'best' },
  {
    label: 'To learn to rank them all',
    description: 'those from which most is to be learnt',
    value: 'ranking',
  },
] as const;

function activeCells(): vscode.TextDocument | undefined {
  const document = vscode.window.activeTextEditor?.document;
  return document?.languageId === language ? document : undefined;
}

/** As the command line takes it; the file in the editor is saved for it. */
async function dataFile(
  data: string,
  active: vscode.TextDocument | undefined,
  place: RunPlace,
): Promise<string | undefined> {
  if (data === nothing) return undefined;
  if (data !== thisFile || !active) return data;
  return shortPath(await savedFile(active.uri.toString(), 'the suggestion'), place.cwd);
}
