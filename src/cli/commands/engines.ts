import { type Command, Option } from 'commander';
import { sampleCells } from '../../cells/enumerate';
import { createRandom } from '../../cells/random';
import { builtInSpaces } from '../../document/builtInSpaces';
import { type EngineName, engineNames } from '../../engines/engine';
import { answerProbe, type EngineReport, probeEngines } from '../../engines/probe';
import { formatCount } from '../../protocol/words';
import { findModel } from '../findModel';

interface EnginesFlags {
  readonly probe?: EngineName;
  readonly json?: boolean;
}

/** `renas engines`: what can compute here, and how fast. */
export function addEngines(program: Command): void {
  program
    .command('engines')
    .description('say which engines can be used here, and measure them')
    .option('--json', 'one JSON object a line')
    .addOption(
      new Option('--probe <engine>', 'try one engine in this process').choices(engineNames).hideHelp(),
    )
    .action(engines);
}

async function engines({ probe, json }: EnginesFlags): Promise<void> {
  if (probe !== undefined) return answerProbe(probe, measure);
  const reports = await probeEngines();
  if (json) for (const report of reports) process.stdout.write(`${JSON.stringify(line(report))}\n`);
  else process.stdout.write(reports.map(describe).join(''));
}

function line({ name, usable, reason, figures }: EngineReport): object {
  return { engine: name, usable, reason, ...figures };
}

function describe({ name, usable, reason, figures }: EngineReport): string {
  if (!usable) return `${name.padEnd(8)} not usable: ${reason}\n`;
  if (figures['cells_per_second'] === undefined)
    return `${name.padEnd(8)} usable; not measured, since the shipped predictor cannot be loaded\n`;
  const speed = `${formatCount(figures['cells_per_second']).padStart(7)} cells/s, 1 cell ${figures['latency_1_ms']} ms, 100 cells ${figures['latency_100_ms']} ms`;
  return `${name.padEnd(8)} ${speed}\n`;
}

/** With the shipped predictor of NAS-Bench-101, features and all: median ms for 1 and 100 cells, cells a second. */
async function measure(): Promise<Record<string, number>> {
  const space = builtInSpaces().get('nasbench101')!;
  const predictor = await findModel(space, undefined).catch(() => undefined);
  if (!predictor) return {};
  const cells = sampleCells(space, 512, createRandom(1));
  const median = async (count: number, patience: number) => {
    const times: number[] = [];
    const start = performance.now();
    await predictor.score(cells.slice(0, count));
    do {
      const before = performance.now();
      await predictor.score(cells.slice(0, count));
      times.push(performance.now() - before);
    } while (performance.now() - start < patience && times.length < 50);
    return times.sort((a, b) => a - b)[times.length >> 1]!;
  };
  const one = await median(1, 500);
  const hundred = await median(100, 1000);
  // A slow engine is not asked for more than it can do in a moment.
  const many = hundred < 200 ? 512 : 100;
  const perSecond = (1000 * many) / (many === 100 ? hundred : await median(many, 1500));
  const rounded = (value: number) => Number(value.toPrecision(3));
  return {
    cells_per_second: rounded(perSecond),
    latency_1_ms: rounded(one),
    latency_100_ms: rounded(hundred),
  };
}
