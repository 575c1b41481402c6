import { durationOf, titleOf } from '../../protocol/describeRun';
import type { RunRecord, RunRow } from '../../protocol/run';
import { codeBlock, joinMarkdown, type Safe } from '../../text/safeText';
import { tooltipText } from '../views/tooltipText';
import { commandLine } from './repeatRun';

/** All that is known of a run without opening it. `folder` of the workspace keeps it, where there are several. */
export function runTooltip(row: RunRow, folder?: string): Safe<'markdown'> {
  const { record } = row;
  const phase = row.phase === undefined ? '' : ` of ${row.phase}`;
  const text = tooltipText(titleOf(row), row.problem, [
    ['State', row.state],
    ['Done', row.progress === undefined ? undefined : `${Math.floor(row.progress * 100)} %${phase}`],
    ['Figure', record?.figure],
    ['Space', record?.space],
    ['Seed', record?.seed.toString()],
    ['Started', record && new Date(record.started).toLocaleString()],
    ['Took', durationOf(row)],
    ['Engine', record?.versions.engine],
    ['Versions', record && `ReNAS ${record.versions.renas}, Node ${record.versions.node}`],
    ['Host', record?.host],
    ['Folder', folder],
    ...(record?.inputs ?? []).map(
      ({ path, sha256 }) => ['Read', `${path} (sha256 ${sha256.slice(0, 12)}…)`] as const,
    ),
  ]);
  const words = record && lineOf(record);
  return words === undefined ? text : joinMarkdown([text, codeBlock(words, 'shellscript')], '\n\n');
}

/** `undefined` where the record's arguments are not those of a run. */
function lineOf(record: RunRecord): string | undefined {
  try {
    return commandLine(record);
  } catch {
    return undefined;
  }
}
