import type { Command } from 'commander';
import { canonicalHash } from '../../cells/canonical';
import { totalCosts } from '../../cells/costs';
import type { SearchSpace } from '../../cells/space';
import { type DocumentCell, readDocument } from '../../document/readDocument';
import { teachingMetric } from '../../document/teachingMetric';
import { type PublishedNames, publishedNames } from '../../exchange/publishedNames';
import type { MeasuredSoFar } from '../../predictor/prior/spacePredictor';
import type { Basis } from '../../predictor/recipe';
import { type RankSettings, rankCommand } from '../../protocol/commands/rank';
import type { CellScore } from '../../protocol/predictor';
import { formatAmount, formatBasis, formatCount, formatInterval, formatRank } from '../../protocol/words';
import { safeText } from '../../text/safeText';
import { writeError, writeJson, writeOut } from '../../text/terminal';
import { addDeclared } from '../declaredCommand';
import { startEngineFor } from '../engine/engineFor';
import { exitCodes, UserError } from '../failure';
import { cellFiles } from '../input/cellFiles';
import { findModel } from '../input/findModel';
import { asCellSource } from '../input/importedSource';
import { knownSpaces } from '../input/knownSpaces';
import { readSource } from '../input/readSource';
import { cellScores } from '../output/cellScores';

interface RankedCell extends PublishedNames, Omit<CellScore, 'basis' | 'learned'> {
  readonly cell: string;
  readonly file: string;
  readonly space: string;
  readonly hash: string;
  /** Place in the call among the cells of its space; equal cells share one. */
  readonly rank: number;
  readonly of: number;
  readonly parameters: number;
  readonly flops: number;
  /** What the rank rests on: a predictor of the space's own, what other spaces taught, or sizes alone. */
  readonly basis: Basis;
  /** How many measured cells of the space that has learned from. */
  readonly measured: number;
  /** Those were of the space before this change. */
  readonly before?: string;
}

/** `renas rank FILE…`: where every cell of the files would rank. */
export function addRank(program: Command): void {
  addDeclared(program, rankCommand, rank);
}

interface ReadCell {
  readonly file: string;
  readonly read: DocumentCell & {
    readonly space: SearchSpace;
    readonly cell: NonNullable<DocumentCell['cell']>;
  };
}

async function rank({ files, ...options }: RankSettings): Promise<void> {
  const bySpace = new Map<string, ReadCell[]>();
  let broken = 0;
  for (const file of files.flatMap(cellFiles))
    for (const read of readCells(file, options.spaces)) {
      if (read.space === undefined || read.cell === undefined) {
        writeError(
          safeText(
            `${file}: cell ${read.name} has errors, so it gets no rank; \`renas check\` shows them.\n`,
            'terminal',
          ),
        );
        broken++;
        continue;
      }
      const { space, cell } = read;
      bySpace.set(space.name, [...(bySpace.get(space.name) ?? []), { file, read: { ...read, space, cell } }]);
    }
  if (bySpace.size > 0) await startEngineFor('ranking');
  for (const cells of bySpace.values()) {
    const ranked = await rankCells(cells, options.predictor).catch(tellUserError);
    if (!ranked) continue;
    if (options.json) for (const line of ranked) writeJson(line);
    else writeOut(safeText(table(ranked), 'terminal'));
  }
  if (broken > 0) process.exitCode = exitCodes.inputHasErrors;
}

/** A space that can't be ranked keeps no other from it. */
function tellUserError(error: unknown): undefined {
  if (!(error instanceof UserError)) throw error;
  writeError(safeText(`renas: ${error.message}\n`, 'terminal'));
  process.exitCode = error.exitCode;
}

function readCells(file: string, spaces: readonly string[]): readonly DocumentCell[] {
  const text = asCellSource(file, readSource(file), spaces);
  return readDocument(text, knownSpaces(file, text, spaces)).cells;
}

async function rankCells(cells: readonly ReadCell[], model: string | undefined): Promise<RankedCell[]> {
  const space = cells[0]!.read.space;
  const predictor = await findModel(space, model, undefined, measuredSoFar(cells));
  try {
    const scores = await cellScores(
      predictor,
      cells.map(({ read }) => read.cell),
    );
    const descending = scores.map(({ score }) => score).sort((a, b) => b - a);
    return cells
      .map(({ file, read }, i): RankedCell => {
        const { parameters, flops } = totalCosts(space, read.cell);
        const { score, basis: _, learned: __, ...place } = scores[i]!;
        return {
          cell: read.name,
          file,
          space: space.name,
          hash: canonicalHash(space, read.cell),
          score,
          rank: 1 + descending.indexOf(score),
          of: cells.length,
          ...place,
          parameters,
          flops,
          basis: predictor.basis,
          measured: predictor.measured,
          ...publishedNames(space, read.cell),
        };
      })
      .sort((a, b) => a.rank - b.rank);
  } finally {
    predictor.dispose();
  }
}

/** What `measured` lines of the files say; cells of a space without a predictor of its own are ranked with it. */
function measuredSoFar(cells: readonly ReadCell[]): MeasuredSoFar | undefined {
  const teaching = teachingMetric(cells.map(({ read }) => read));
  return (
    teaching && {
      cells: teaching.cells.map(({ cell }) => cell),
      values: teaching.values,
      trainings: teaching.trainings,
    }
  );
}

function table(ranked: readonly RankedCell[]): string {
  const { space, low } = ranked[0]!;
  const judged = low !== undefined;
  const rows = ranked.map(r => [
    `${r.rank}.`,
    r.cell,
    formatRank(r),
    ...(judged ? [`${formatInterval(r)}${r.unlike ? ', unlike any trained on' : ''}`] : []),
    formatCount(r.parameters),
    formatAmount(r.flops),
    r.hash,
    r.file,
  ]);
  const head = [
    '',
    `cell (${space})`,
    'predicted',
    ...(judged ? ['80 % interval'] : []),
    'parameters',
    'FLOPs',
    'hash',
    'file',
  ];
  const widths = head.map((title, c) => Math.max(title.length, ...rows.map(row => row[c]!.length)));
  const right = new Set(['', 'parameters', 'FLOPs']);
  const line = (row: readonly string[]) =>
    row
      .map((text, c) => (right.has(head[c]!) ? text.padStart(widths[c]!) : text.padEnd(widths[c]!)))
      .join('  ')
      .trimEnd();
  const { basis, measured, before } = ranked[0]!;
  const note =
    basis === 'own'
      ? ''
      : `≈ ${formatBasis(space, { basis, learned: measured, ...(before === undefined ? {} : { before }) })}.\n`;
  return `${[head, ...rows].map(line).join('\n')}\n${note}`;
}
