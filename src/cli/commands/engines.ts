import type { Command } from 'commander';
import { orderFor, type Work } from '../../engines/choice';
import type { EngineName } from '../../engines/engine';
import { keepMeasurements, readMeasurements } from '../../engines/measurements';
import { answerProbe, type EngineReport, probeEngines } from '../../engines/probe';
import { type EnginesSettings, enginesCommand } from '../../protocol/commands/engines';
import { formatCount } from '../../protocol/words';
import { safeText } from '../../text/safeText';
import { writeJson, writeOut } from '../../text/terminal';
import { addDeclared } from '../declaredCommand';
import { measureEngine } from '../engine/measureEngine';
import { addInstallEngine } from './installEngine';

/** `renas engines`: what can compute here, how fast, and what each kind of work is given to. */
export function addEngines(program: Command): void {
  const command = addDeclared(program, enginesCommand, engines);
  addInstallEngine(command);
  for (const inner of command.commands) inner.exitOverride();
}

const works: readonly Work[] = ['hints', 'ranking', 'training'];

async function engines({ probe, json, measure }: EnginesSettings): Promise<void> {
  if (probe !== undefined) return answerProbe(probe, measureEngine);
  const known = measure ? undefined : readMeasurements();
  const { reports, measured } = known ?? keepMeasurements(await probeEngines());
  const chosen = new Map(works.map(work => [work, orderFor(work, reports).names[0]]));
  const worksOf = (name: EngineName) => works.filter(work => chosen.get(work) === name);
  if (json) {
    for (const report of reports) {
      const line = { ...lineOf(report), chosen_for: worksOf(report.name), measured };
      writeJson(line);
    }
    return;
  }
  writeOut(safeText(reports.map(report => describe(report, worksOf(report.name))).join(''), 'terminal'));
  if (known)
    writeOut(
      safeText(`Measured ${measured.slice(0, 10)}; \`renas engines --measure\` does it again.\n`, 'terminal'),
    );
}

function lineOf({ name, usable, reason, figures }: EngineReport): object {
  return { engine: name, usable, reason, ...figures };
}

function describe({ name, usable, reason, figures }: EngineReport, works: readonly Work[]): string {
  if (!usable) return `${name.padEnd(8)} not usable: ${reason}\n`;
  if (figures['cells_per_second'] === undefined)
    return `${name.padEnd(8)} usable; not measured, since the shipped predictor cannot be loaded\n`;
  const { cells_per_second: rate, latency_1_ms: one, latency_100_ms: hundred, train_ms: train } = figures;
  const speed = [
    `${formatCount(rate!).padStart(7)} cells/s, 1 cell ${one} ms`,
    hundred === undefined ? undefined : `100 cells ${hundred} ms`,
    train === undefined ? 'too slow to train' : `short training ${train} ms`,
  ]
    .filter(Boolean)
    .join(', ');
  return `${name.padEnd(8)} ${speed}${works.length > 0 ? ` ← ${works.join(', ')}` : ''}\n`;
}
