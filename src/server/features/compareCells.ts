import type { CancellationToken } from 'vscode-languageserver';
import { type ComparedFigure, figureName, isBetterFigure } from '../../cells/betterFigure';
import { drawCell } from '../../cells/drawing/draw';
import type { DocumentCell } from '../../document/readDocument';
import type { CompareParams } from '../../protocol/lsp';
import { type CompareAnswer, compareCells as compareRequest } from '../../protocol/lsp';
import type { CellScore } from '../../protocol/predictor';
import { formatAmount, formatChance, formatCount, formatMeasured, formatPlace } from '../../protocol/words';
import { markdownLine } from '../../text/safeText';
import type { StateOf } from '../scoring/scores';
import { hashed } from '../scoring/scores';
import type { Session } from '../session';
import { cellFacts, flopsUnit } from './cellFacts';
import { findCell, hasErrors, noCell } from './cellTargets';
import { drawnFigure, type ToldOfCells, tellOf } from './drawnCells';
import { listPatience } from './patience';

export function serveCompareCells(session: Session): void {
  const { connection, questions, scores } = session;
  connection.onRequest(
    compareRequest,
    async ({ cells }: CompareParams, token: CancellationToken): Promise<CompareAnswer> => {
      const [a, b] = await Promise.all(cells.map(target => findCell(session, target)));
      if (!a || !b) return noCell;
      const pair = [a.found, b.found] as const;
      await session.scored(pair.flatMap(hashed), { patience: listPatience, token });
      return compareCells(pair, scores.state, await tellOf(questions, pair));
    },
  );
}

/** Two cells side by side, as Markdown: drawings, ranks, costs and what they measured. */
export function compareCells(
  pair: readonly [DocumentCell, DocumentCell],
  state: StateOf,
  told: ToldOfCells,
): CompareAnswer {
  const figures = pair.map(({ measured }, i): readonly ComparedFigure[] => [
    ...measured,
    ...(told.measured[i] ?? []).map(drawnFigure),
  ]);
  const columns = pair.map((found, i) => column(found, state, figures[i]!, figures[1 - i]!));
  const broken = pair.find((_, i) => columns[i] === undefined);
  if (broken) return { refused: hasErrors(broken.name) };
  const [a, b] = columns as [Column, Column];
  const labels = [...new Set([...a.rows.keys(), ...b.rows.keys()])];
  const row = (...texts: readonly string[]) => `| ${texts.join(' | ')} |`;
  const title = `${a.name} and ${b.name}`;
  const markdown = [
    `# ${shown(title)}`,
    '',
    row('', shown(a.name), shown(b.name)),
    row('---', '---', '---'),
    row('', a.drawing, b.drawing),
    ...labels.map(label =>
      row(shown(label), shown(a.rows.get(label) ?? '–'), shown(b.rows.get(label) ?? '–')),
    ),
    '',
    ...(told.chance === undefined ? [] : [chanceText(a.name, b.name, told.chance), '']),
    'The rank is predicted, not measured: the share of all cells of the space that are at least as good.',
    '',
  ].join('\n');
  return { title, markdown };
}

/** A cell of a table, or a heading: one line. */
function shown(text: string): string {
  return markdownLine(text);
}

function chanceText(a: string, b: string, chance: number): string {
  const [better, worse] = chance >= 0.5 ? [a, b] : [b, a];
  return `**${shown(better)}** is predicted to be better than **${shown(worse)}** with a chance of ${formatChance(Math.max(chance, 1 - chance))}.`;
}

interface Column {
  readonly name: string;
  readonly drawing: string;
  readonly rows: ReadonlyMap<string, string>;
}

function column(
  found: DocumentCell,
  state: StateOf,
  mine: readonly ComparedFigure[],
  theirs: readonly ComparedFigure[],
): Column | undefined {
  const { space, cell, hash, names } = found;
  const facts = cellFacts(found);
  if (!space || !cell || hash === undefined || !facts) return undefined;
  const score = state({ space, cell, hash });
  const svg = Buffer.from(drawCell(space, cell, { names, direction: 'down' })).toString('base64');
  const flops = formatAmount(facts.flops);
  const operations = new Map<string, number>();
  for (const { operation } of facts.sites) operations.set(operation, (operations.get(operation) ?? 0) + 1);
  return {
    name: found.name,
    drawing: `![cell](data:image/svg+xml;base64,${svg})`,
    rows: new Map([
      ['Space', space.name],
      ['Predicted', typeof score === 'string' ? 'not ranked' : rankText(score)],
      ['Parameters', formatCount(facts.parameters)],
      [flopsUnit(space), flops],
      ['Operations', [...operations].map(([name, count]) => `${count} × ${name}`).join(', ') || 'none'],
      ...mine.map((figure): [string, string] => {
        const { value, percent, table } = figure;
        const text = table === undefined ? `${value}${percent ? ' %' : ''}` : formatMeasured(value);
        return [
          `Measured ${figureName(figure)}${table === undefined ? '' : ` (${table})`}`,
          isBetterFigure(figure, mine, theirs) ? `${text}, better` : text,
        ];
      }),
    ]),
  };
}

function rankText(score: CellScore): string {
  return `${formatPlace(score)}${score.unlike ? ', unlike all cells trained on' : ''}`;
}
