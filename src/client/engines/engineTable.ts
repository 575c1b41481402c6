import type * as v from 'valibot';
import { engineLine, installLine } from '../../protocol/schemas/engineLines';
import { readJson } from '../../protocol/schemas/readJson';

/** One line of `renas engines --json`. */
export interface EngineLine {
  readonly engine: string;
  readonly usable: boolean;
  readonly reason: string;
  readonly chosenFor: readonly string[];
  /** The measured figures in words; empty where there are none. */
  readonly figures: string;
}

/** Reads what the command prints; lines that are none are left out. */
export function parseEngines(text: string): EngineLine[] {
  return text.split('\n').flatMap(line => {
    const read = readJson(engineLine, line, 'the line');
    if (typeof read === 'string') return [];
    const { engine, usable, reason = '', chosen_for: chosenFor = [] } = read;
    return { engine, usable, reason, chosenFor, figures: figuresOf(read) };
  });
}

/** One line of `renas engines install --json`, where it is one. */
export function parseInstallLine(line: string): v.InferOutput<typeof installLine> | undefined {
  const read = readJson(installLine, line, 'the line');
  return typeof read === 'string' ? undefined : read;
}

function figuresOf({
  cells_per_second: rate,
  latency_100_ms: hundred,
  train_ms: training,
}: v.InferOutput<typeof engineLine>): string {
  const parts: string[] = [];
  if (rate !== undefined) parts.push(`${Math.round(rate).toLocaleString('en-US')} cells/s`);
  if (hundred !== undefined) parts.push(`100 cells in ${hundred} ms`);
  if (training !== undefined) parts.push(`short training ${training} ms`);
  return parts.join(', ');
}
