import { spawn } from 'node:child_process';
import * as v from 'valibot';
import { dictionary, finite, object } from '../protocol/schemas/basics';
import { readJson } from '../protocol/schemas/readJson';
import { writeJson } from '../text/terminal';
import { type EngineName, EngineUnusable, engineNames, startEngine } from './engine';

export interface EngineReport {
  readonly name: EngineName;
  readonly usable: boolean;
  /** Why it is usable or not, for people. */
  readonly reason: string;
  /** What the child measured with it, when it is usable. */
  readonly figures: Readonly<Record<string, number>>;
}

/** The command line of a process that answers a probe with `answerProbe`. */
export type ProbeCommand = (name: EngineName) => readonly string[];

const thisCommand: ProbeCommand = name => [process.execPath, process.argv[1]!, 'engines', '--probe', name];

/**
 * Tries every engine, one after the other, each in a short-lived process of its own: a broken driver can abort the
 * process that loads it, or hang it.
 *
 * @param timeLimit ms for each engine.
 */
export async function probeEngines(
  command: ProbeCommand = thisCommand,
  timeLimit = 30_000,
): Promise<EngineReport[]> {
  const reports: EngineReport[] = [];
  for (const name of engineNames) reports.push(await probe(name, command(name), timeLimit));
  return reports;
}

function probe(name: EngineName, command: readonly string[], timeLimit: number): Promise<EngineReport> {
  return new Promise(resolve => {
    const [file, ...args] = command;
    const child = spawn(file!, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const no = (reason: string) => resolve({ name, usable: false, reason, figures: {} });
    let answer = '';
    let complaint = '';
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, timeLimit);
    child.stdout.on('data', (data: Buffer) => {
      answer += data.toString();
    });
    child.stderr.on('data', (data: Buffer) => {
      complaint += data.toString();
    });
    child.on('error', error => {
      clearTimeout(timer);
      no(error.message);
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (late) return no(`it did not answer within ${timeLimit / 1000} s`);
      const report = parseReport(name, answer);
      if (report) return resolve(report);
      const last = complaint.trim().split('\n').at(-1);
      no(`its process ended with ${signal ?? `code ${code}`}${last ? ` (${last})` : ''}`);
    });
  });
}

export const engineReport = object({
  name: v.picklist(engineNames),
  usable: v.boolean(),
  reason: v.string(),
  figures: dictionary(finite),
});

function parseReport(name: EngineName, text: string): EngineReport | undefined {
  const report = readJson<EngineReport>(engineReport, text.trim().split('\n').at(-1) ?? '', 'the report');
  return typeof report !== 'string' && report.name === name ? report : undefined;
}

/** In the child: starts the engine, measures with it, and tells the parent in one line of JSON on stdout. */
export async function answerProbe(
  name: EngineName,
  measure: () => Promise<Record<string, number>>,
): Promise<void> {
  let report: EngineReport;
  try {
    const { reason } = await startEngine(name);
    report = { name, usable: true, reason, figures: await measure() };
  } catch (error) {
    const reason = error instanceof EngineUnusable ? error.why : String(error);
    report = { name, usable: false, reason, figures: {} };
  }
  writeJson(report);
}
