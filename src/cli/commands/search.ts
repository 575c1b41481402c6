import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Command, Option } from 'commander';
import { canonicalHash } from '../../cells/canonical';
import type { Cell } from '../../cells/cell';
import type { SearchSpace } from '../../cells/space';
import { readTable } from '../../datasets/readTable';
import type { FoundCell } from '../../protocol/events';
import { formatCount, formatTop } from '../../protocol/words';
import { type ParetoCost, paretoCosts } from '../../search/pareto';
import { type RankedCell, type Strategy, search, strategies } from '../../search/search';
import { usageError } from '../failure';
import { findModel } from '../findModel';
import { findSpace, spaceFile } from '../findSpace';
import { findStart, startFile } from '../findStart';
import { describeCells, type Measured, summariseFound, withIntervals, writeFound } from '../foundCells';
import { readLatencies } from '../latencies';
import { positive, resumeOption, wholeNumber } from '../options';
import { remembering } from '../remember';
import { startRunEngines } from '../runEngines';
import { type RunOutcome, type RunOutput, withRun } from '../runOutput';

interface SearchFlags {
  readonly space: string;
  readonly model?: string;
  readonly strategy: Strategy;
  readonly budget?: number;
  readonly top: number;
  readonly seed: number;
  readonly maxParams?: number;
  readonly maxFlops?: number;
  readonly start?: string;
  readonly latency?: string;
  readonly device?: string;
  readonly maxLatency?: number;
  readonly pareto?: ParetoCost;
  readonly data?: string;
  readonly label?: string;
  readonly out?: string;
  readonly run?: string;
  readonly json?: boolean;
  readonly resume?: boolean;
}

/** `renas search`: cells that a predictor ranks high, as a `.cell` file. */
export function addSearch(program: Command): void {
  program
    .command('search')
    .description('find the cells of a space that its predictor ranks highest')
    .requiredOption('--space <space>', 'a shipped space, or FILE.cell with a space declaration')
    .option('--model <dir>', 'the predictor to ask, instead of the shipped one')
    .addOption(
      new Option('--strategy <strategy>', 'how to look').choices([...strategies]).default('evolution'),
    )
    .option(
      '--budget <cells>',
      'how many cells to score at most (default: 2000, and the whole space for exhaustive)',
      wholeNumber(1),
    )
    .option('--top <cells>', 'how many cells to keep', wholeNumber(1), 10)
    .option('--seed <seed>', 'equal seeds find equal cells', wholeNumber(0), 0)
    .option('--max-params <n>', 'no cell with more parameters', wholeNumber(1))
    .option('--max-flops <n>', 'no cell with more FLOPs', wholeNumber(1))
    .option('--latency <file>', 'a table of latencies, by cell or by the index of NAS-Bench-201')
    .option('--device <column>', 'the column of --latency')
    .option('--max-latency <ms>', 'no cell that takes longer, or whose latency is not known', positive)
    .addOption(
      new Option('--pareto <cost>', 'also give the cells that no other beats in both rank and this').choices([
        ...paretoCosts,
      ]),
    )
    .option('--start <file.cell:cell>', 'a cell to begin with')
    .option('--data <file>', 'a table of measured cells, to report what the found ones really measured')
    .option('--label <column>', 'the column of --data to report')
    .option('--out <file.cell>', 'where to write the cells found')
    .option('--run <dir>', 'write a run directory')
    .option('--json', 'one JSON event a line')
    .addOption(resumeOption())
    .action(runSearch);
}

async function runSearch(flags: SearchFlags): Promise<void> {
  if ((flags.data === undefined) !== (flags.label === undefined))
    throw usageError('--data and --label belong together: name the table and the column of it to report.');
  if ((flags.latency === undefined) !== (flags.device === undefined))
    throw usageError('--latency and --device belong together: name the table and the column of the device.');
  if ((flags.maxLatency !== undefined || flags.pareto === 'latency') && flags.latency === undefined)
    throw usageError(
      'A latency has to come from somewhere: name a table of them with --latency and --device.',
    );
  const space = findSpace(flags.space);
  await withRun(
    {
      command: 'search',
      title: `Search ${space.name}`,
      space: space.name,
      seed: flags.seed,
      inputs: [flags.data, flags.latency, flags.model, spaceFile(flags.space), startFile(flags.start)],
      json: flags.json ?? false,
      run: flags.run,
      resume: flags.resume ?? false,
    },
    output => searchWith(space, flags, output),
  );
}

async function searchWith(space: SearchSpace, flags: SearchFlags, output: RunOutput): Promise<RunOutcome> {
  const start = flags.start === undefined ? [] : [findStart(flags.start, space)];
  const engines = await startRunEngines('ranking', 'search', output);
  let loadedOn = engines.engine();
  let predictor = await findModel(space, flags.model);
  // A predictor that was trained anew is another one, whose scores do not go with those of before.
  const part = `scores of ${predictor.card.created}`.replaceAll(/[^\w ]/g, '');
  const scored = remembering(output.checkpoint, part, cells =>
    engines.run(async engine => {
      if (engine !== loadedOn) predictor = await findModel(space, flags.model);
      loadedOn = engine;
      return predictor.score(cells, output.signal);
    }),
  );
  const score = async (cells: readonly Cell[]) => Float32Array.from(await scored(cells));
  const measured = await readMeasured(space, flags, output.signal);
  const latencyOf =
    flags.latency === undefined || flags.device === undefined
      ? undefined
      : await readLatencies(flags.latency, space, flags.device);
  const result = await search(
    {
      space,
      strategy: flags.strategy,
      budget: flags.budget ?? (flags.strategy === 'exhaustive' ? Number.POSITIVE_INFINITY : 2000),
      top: flags.top,
      seed: flags.seed,
      start,
      ...(flags.maxParams === undefined ? {} : { maxParameters: flags.maxParams }),
      ...(flags.maxFlops === undefined ? {} : { maxFlops: flags.maxFlops }),
      maxLatency: flags.maxLatency,
      latencyOf,
      ...(flags.pareto === undefined ? {} : { pareto: flags.pareto }),
    },
    score,
    progress => {
      const found = describeCells(space, predictor, progress.best, measured);
      const { scored: done, total } = progress;
      output.event({
        event: 'progress',
        phase: 'search',
        done,
        total,
        overall: total > 0 ? done / total : 1,
      });
      output.event({ event: 'metric', step: progress.scored, values: bestSoFar(found) });
      output.event({ event: 'found', scored: progress.scored, found });
    },
    output.signal,
  );
  const judged = (cells: readonly RankedCell[], stem?: string) =>
    engines.run(() =>
      withIntervals(predictor, cells, describeCells(space, predictor, cells, measured, stem)),
    );
  const found = await judged(result.found);
  const pareto = result.pareto && namedAlike(found, await judged(result.pareto, 'pareto'));
  if (flags.out !== undefined) {
    mkdirSync(path.dirname(path.resolve(flags.out)), { recursive: true });
    writeFileSync(
      flags.out,
      writeFound(
        space,
        found,
        {
          title: `Found by ${flags.strategy} in ${space.name}: the best ${found.length} of ${formatCount(result.scored)} cells scored.`,
          repeat: repeatCommand(flags),
          builtIn: !flags.space.includes('.cell'),
        },
        pareto && {
          title: `The Pareto front of rank against ${costWords[flags.pareto!]}: no other of the ${formatCount(result.scored)} cells is as good in both; cheapest first.`,
          cells: pareto,
        },
      ),
    );
  }
  predictor.dispose();
  return {
    done: { found, scored: result.scored, ...(pareto ? { pareto } : {}) },
    figure: found[0] ? formatTop(found[0].top) : 'nothing found',
    results:
      flags.out !== undefined && flags.run !== undefined
        ? { found: path.relative(flags.run, flags.out) }
        : {},
    summary: [
      summariseFound(found, result.scored, flags.out),
      ...(pareto
        ? [
            `${formatCount(pareto.length)} cells are on the Pareto front of rank against ${costWords[flags.pareto!]}.`,
          ]
        : []),
    ].join('\n'),
  };
}

const costWords: Readonly<Record<ParetoCost, string>> = {
  parameters: 'parameters',
  flops: 'FLOPs',
  latency: 'latency',
};

/** A cell that is among the found ones too goes by its name there. */
function namedAlike(found: readonly FoundCell[], pareto: readonly FoundCell[]): FoundCell[] {
  const known = new Map(found.map(cell => [cell.hash, cell]));
  return pareto.map(cell => known.get(cell.hash) ?? cell);
}

function bestSoFar(found: readonly FoundCell[]): Record<string, number> {
  return found[0] ? { best_score: found[0].score, best_top: found[0].top } : {};
}

async function readMeasured(
  space: SearchSpace,
  flags: SearchFlags,
  signal: AbortSignal,
): Promise<Measured | undefined> {
  if (flags.data === undefined || flags.label === undefined) return undefined;
  const table = await readTable(flags.data, space, [flags.label], signal);
  const values = table.labels[flags.label]!;
  return {
    label: flags.label,
    values: new Map(table.cells.map((cell, i) => [canonicalHash(space, cell), values[i]!])),
  };
}

function repeatCommand(flags: SearchFlags): string {
  const parts = [`renas search --space ${flags.space} --strategy ${flags.strategy}`];
  if (flags.budget !== undefined) parts.push(`--budget ${flags.budget}`);
  parts.push(`--top ${flags.top} --seed ${flags.seed}`);
  if (flags.model !== undefined) parts.push(`--model ${flags.model}`);
  if (flags.start !== undefined) parts.push(`--start ${flags.start}`);
  if (flags.maxParams !== undefined) parts.push(`--max-params ${flags.maxParams}`);
  if (flags.maxFlops !== undefined) parts.push(`--max-flops ${flags.maxFlops}`);
  if (flags.latency !== undefined) parts.push(`--latency ${flags.latency} --device ${flags.device}`);
  if (flags.maxLatency !== undefined) parts.push(`--max-latency ${flags.maxLatency}`);
  if (flags.pareto !== undefined) parts.push(`--pareto ${flags.pareto}`);
  return parts.join(' ');
}
