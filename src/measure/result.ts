import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { NotRead, readSmallSync, readTailSync } from '../files/regularFile';
import type { ReportedValues } from '../protocol/measurement';
import { syncTree } from '../runs/durable';
import { jobFiles } from './jobFolder';
import { MeasureFailure } from './measurer';
import { readReport } from './report';

/** What the first attempt that ended with 0 has published. */
export type Published =
  | {
      readonly kind: 'report';
      readonly values: ReportedValues;
      readonly seconds?: number;
      /** It answers a check, without values. */
      readonly check?: true;
      /** Sentences for the run to say. */
      readonly notes: readonly string[];
    }
  /** It reported nothing; this is the end of what it printed. */
  | { readonly kind: 'log'; readonly text: string };

const reportBytes = 64 * 2 ** 20;
const logBytes = 2 ** 20;

/** The published result of a job, once it is on the disk; `undefined`: there is none yet. */
export function readPublished(folder: string): Published | undefined {
  const [report, log] = [path.join(folder, jobFiles.result), path.join(folder, jobFiles.log)];
  if (existsSync(report)) {
    const lines = readReport(readOwn(report, () => readSmallSync(report, reportBytes)));
    const notes = lines.flatMap(line => (line.event === 'note' ? [line.text] : []));
    const result = lines.findLast(({ event }) => event === 'result');
    syncTree(report);
    if (result?.event !== 'result') {
      const isCheck = lines.some(({ event }) => event === 'check');
      return { kind: 'report', notes, values: {}, ...(isCheck ? { check: true } : {}) };
    }
    const { values, seconds } = result;
    return { kind: 'report', notes, values, ...(seconds === undefined ? {} : { seconds }) };
  }
  if (!existsSync(log)) {
    // Whoever made this was killed before it could publish: the next may.
    for (const file of [report, log]) rmSync(`${file}.owner`, { recursive: true, force: true });
    return undefined;
  }
  return { kind: 'log', text: readOwn(log, () => readTailSync(log, logBytes)) };
}

/** Reads a file of a job, or says in a sentence why that is not done. */
export function readOwn(file: string, read: () => string): string {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof NotRead)) throw error;
    throw new MeasureFailure(
      `${file} can't be read, since ${error.message}: move it away, and resume the run.`,
    );
  }
}

/** Takes back a result that can't be used, so that another attempt can be made; the attempt's own files stay. */
export function withdraw(folder: string): void {
  for (const file of [jobFiles.result, jobFiles.log])
    for (const name of [file, `${file}.owner`])
      rmSync(path.join(folder, name), { recursive: true, force: true });
}

/** Why an attempt says that its cell can't be trained, where it reports that. */
export function reportedRefusal(folder: string, attempt: string): string | undefined {
  let text: string;
  try {
    text = readTailSync(path.join(folder, `${attempt}.jsonl`), logBytes);
  } catch {
    return undefined;
  }
  const line = readReport(text).findLast(({ event }) => event === 'refused');
  return line?.event === 'refused' ? line.why : undefined;
}
