import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { canonicalHash } from '../../cells/canonical';
import { totalCosts } from '../../cells/costs';
import type { SearchSpace } from '../../cells/space';
import { type DocumentCell, readDocument } from '../../document/readDocument';
import { type PublishedNames, publishedNames } from '../../exchange/publishedNames';
import { formatAmount, formatCount, formatTop } from '../../protocol/words';
import { startEngineFor } from '../engineFor';
import { exitCodes, UserError, usageError } from '../failure';
import { findModel } from '../findModel';

interface RankOptions {
  readonly model?: string;
  readonly json?: boolean;
}

interface RankedCell extends PublishedNames {
  readonly cell: string;
  readonly file: string;
  readonly space: string;
  readonly hash: string;
  readonly score: number;
  /** Place in the call among the cells of its space; equal cells share one. */
  readonly rank: number;
  readonly of: number;
  /** Per cent of the space predicted at least as good. */
  readonly top: number;
  readonly parameters: number;
  readonly flops: number;
}

/** `renas rank FILE…`: where every cell of the files would rank. */
export function addRank(program: Command): void {
  program
    .command('rank')
    .description('rank every cell of the files in its search space, best first')
    .argument('<file...>', '.cell files')
    .option('--model <dir>', 'the predictor to ask, instead of the shipped one')
    .option('--json', 'one JSON object a line')
    .action(rank);
}

interface ReadCell {
  readonly file: string;
  readonly read: DocumentCell & {
    readonly space: SearchSpace;
    readonly cell: NonNullable<DocumentCell['cell']>;
  };
}

async function rank(files: readonly string[], options: RankOptions): Promise<void> {
  const bySpace = new Map<string, ReadCell[]>();
  let broken = 0;
  for (const file of files)
    for (const read of readCells(file)) {
      if (read.space === undefined || read.cell === undefined) {
        process.stderr.write(
          `${file}: cell ${read.name} has errors, so it gets no rank; \`renas check\` shows them.\n`,
        );
        broken++;
        continue;
      }
      const { space, cell } = read;
      bySpace.set(space.name, [...(bySpace.get(space.name) ?? []), { file, read: { ...read, space, cell } }]);
    }
  if (bySpace.size > 0) await startEngineFor('ranking');
  for (const cells of bySpace.values()) {
    const ranked = await rankCells(cells, options.model).catch(tellUserError);
    if (!ranked) continue;
    if (options.json) for (const line of ranked) process.stdout.write(`${JSON.stringify(line)}\n`);
    else process.stdout.write(table(ranked));
  }
  if (broken > 0) process.exitCode = exitCodes.inputHasErrors;
}

/** A space that can't be ranked keeps no other from it. */
function tellUserError(error: unknown): undefined {
  if (!(error instanceof UserError)) throw error;
  process.stderr.write(`renas: ${error.message}\n`);
  process.exitCode = error.exitCode;
}

function readCells(file: string): readonly DocumentCell[] {
  try {
    return readDocument(readFileSync(file, 'utf8')).cells;
  } catch (error) {
    throw usageError(`${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)}).`);
  }
}

async function rankCells(cells: readonly ReadCell[], model: string | undefined): Promise<RankedCell[]> {
  const space = cells[0]!.read.space;
  const predictor = await findModel(space, model);
  try {
    const scores = await predictor.score(cells.map(({ read }) => read.cell));
    const descending = [...scores].sort((a, b) => b - a);
    return cells
      .map(({ file, read }, i): RankedCell => {
        const { parameters, flops } = totalCosts(space, read.cell);
        return {
          cell: read.name,
          file,
          space: space.name,
          hash: canonicalHash(space, read.cell),
          score: scores[i]!,
          rank: 1 + descending.indexOf(scores[i]!),
          of: cells.length,
          top: predictor.top(scores[i]!),
          parameters,
          flops,
          ...publishedNames(space, read.cell),
        };
      })
      .sort((a, b) => a.rank - b.rank);
  } finally {
    predictor.dispose();
  }
}

function table(ranked: readonly RankedCell[]): string {
  const { space } = ranked[0]!;
  const rows = ranked.map(r => [
    `${r.rank}.`,
    r.cell,
    formatTop(r.top),
    formatCount(r.parameters),
    formatAmount(r.flops),
    r.hash,
    r.file,
  ]);
  const head = ['', `cell (${space})`, 'predicted', 'parameters', 'FLOPs', 'hash', 'file'];
  const widths = head.map((title, c) => Math.max(title.length, ...rows.map(row => row[c]!.length)));
  const right = new Set([0, 3, 4]);
  const line = (row: readonly string[]) =>
    row
      .map((text, c) => (right.has(c) ? text.padStart(widths[c]!) : text.padEnd(widths[c]!)))
      .join('  ')
      .trimEnd();
  return `${[head, ...rows].map(line).join('\n')}\n`;
}
