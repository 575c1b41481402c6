import path from 'node:path';
import { quoteWords, shellOf } from '../../protocol/options/commandLine';
import { readReplay } from '../../protocol/replay';
import type { RunRecord } from '../../protocol/run';

/**
 * How to copy the result of a resumed run to where its `--out` named: a record may be anybody's, so only its reader writes
 * there. `undefined`: nothing was to be written besides.
 */
export function copyHint(
  record: RunRecord,
  run: string | undefined,
  { model, found }: RunRecord['results'],
): string | undefined {
  const replay = readReplay(record);
  const out = replay.ok ? replay.out : undefined;
  const result = model ?? found;
  if (out === undefined || run === undefined || result === undefined) return undefined;
  const [from, to] = [path.resolve(run, result), path.resolve(record.cwd ?? '.', out)];
  if (from === to) return undefined;
  const shell = shellOf(process.platform);
  const copy = shell === 'windows' ? ['Copy-Item', '-Recurse'] : model === undefined ? ['cp'] : ['cp', '-R'];
  try {
    return `A resumed run writes into its own directory alone. To copy its result to --out: ${quoteWords([...copy, from, to], shell)}`;
  } catch {
    return `A resumed run writes into its own directory alone: its result is ${from}.`;
  }
}
