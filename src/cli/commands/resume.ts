import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { type ResumeSettings, resumeCommand } from '../../protocol/commands/resume';
import { runCommands } from '../../protocol/commands/runCommands';
import { describePowers } from '../../protocol/consent';
import { isLive } from '../../protocol/describeRun';
import { readArguments } from '../../protocol/options/arguments';
import { quoteWords, shellOf } from '../../protocol/options/commandLine';
import type { CommandDeclaration, Options } from '../../protocol/options/option';
import { type Replay, readReplay } from '../../protocol/replay';
import type { RunRecord } from '../../protocol/run';
import { checkedReplay } from '../../runs/checkedReplay';
import { changedInputs } from '../../runs/inputs';
import { linkIn } from '../../runs/ownFiles';
import { readRun } from '../../runs/runReader';
import { isSigned, recordSha256 } from '../../runs/signature';
import { safeText } from '../../text/safeText';
import { writeError } from '../../text/terminal';
import { addDeclared } from '../declaredCommand';
import { UserError, usageError } from '../failure';
import { classFiles, type Declared } from '../input/classFiles';
import { workspaceOf } from '../input/knownSpaces';
import { resultFile } from '../measure/trainingLoop';

/** `renas resume`: goes on with a run that ended before its time. `again` is the `renas` command itself. */
export function addResume(program: Command, again: (args: readonly string[]) => Promise<void>): void {
  addDeclared(program, resumeCommand, settings => resume(settings, again));
}

async function resume(
  { dir, json, allowCommand, recordSha256: agreed }: ResumeSettings,
  again: (args: readonly string[]) => Promise<void>,
): Promise<void> {
  if (agreed !== undefined && !/^[0-9a-f]{64}$/i.test(agreed))
    throw usageError('--record-sha256 takes the 64 hexadecimal digits that stand below the text of the run.');
  const folder = path.resolve(dir);
  const row = await readRun(folder);
  const { record } = row;
  if (!record)
    throw new UserError(`${dir} holds no run to resume: ${row.problem ?? 'there is no run.json in it.'}`);
  if (isLive(row))
    throw new UserError(
      `The run in ${dir} is still going (process ${record.pid} on ${record.host}): there is nothing to resume.`,
    );
  if (row.state === 'done')
    throw new UserError(`The run in ${dir} is done, so there is nothing to resume${wayBack(record)}`);
  if (!row.resumable || record.cwd === undefined)
    throw new UserError(`The run in ${dir} left no checkpoint, so it can't be resumed${wayBack(record)}`);
  const link = await linkIn(folder);
  if (link !== undefined)
    throw new UserError(
      `The run in ${dir} can't be resumed: ${link} in it is a link, and a run would write where that leads.`,
    );
  const sha256 = recordSha256(record);
  if (agreed !== undefined && agreed.toLowerCase() !== sha256)
    throw new UserError(
      `The record of the run in ${dir} is not the one that was shown with that SHA-256, so nothing is done: it has changed since, and has to be read again.`,
    );
  const own = isSigned(folder, record);
  const replay = await checkedReplay(record, [workspaceOf(folder), workspaceOf(process.cwd())], own);
  if (!replay.ok) throw new UserError(`The run in ${dir} can't be resumed: ${replay.message}.`);
  if (replay.powers.length > 0 && !allowCommand && !own) {
    writeError(safeText(`${describePowers(replay.powers, record.cwd, 'resume')}\n`, 'terminal'));
    throw new UserError(
      `The run in ${dir} is not signed by you on this machine, so the above is not done: if you trust it, add ${allowing(sha256)}.`,
    );
  }
  const changes = await changedInputs(record.inputs ?? [], record.cwd);
  if (changes.length > 0)
    throw new UserError(
      `Since the run in ${dir} began, ${changes.join(' and ')}, so it can't come to the result it would have had${wayBack(record, measuredIn(folder, record.cwd, replay))}`,
    );
  try {
    process.chdir(record.cwd);
  } catch {
    throw new UserError(
      `The run in ${dir} began in ${record.cwd}, which can't be entered, so it can't be resumed${wayBack(record)}`,
    );
  }
  const imported = own || allowCommand ? [] : classFiles(declaredIn(replay));
  if (imported.length > 0)
    throw new UserError(
      `The run in ${dir} is not signed by you on this machine, and it imports the Python classes of ${imported.join(' and ')}: if you trust them, add ${allowing(sha256)}.`,
    );
  const telling = json || record.arguments.includes('--json') ? ['--json'] : [];
  await again([replay.command, ...replay.arguments, ...telling, `--run=${folder}`, '--resume']);
}

/** The options that allow what has just been shown, and no record that is put in its place afterwards. */
function allowing(sha256: string): string {
  return `--allow-command --record-sha256 ${sha256}`;
}

/** The cells or the space that a run trains. */
function declaredIn({ command, arguments: args }: Replay): Declared {
  if (command !== 'measure' && command !== 'loop') return {};
  const read = readArguments(runCommands[command] as CommandDeclaration<Options>, args);
  const asked: Readonly<Record<string, unknown>> = read.ok ? read.asked : {};
  const text = (name: string) => (typeof asked[name] === 'string' ? asked[name] : undefined);
  return { file: text('file'), space: text('space') };
}

/** Options by which a loop that begins again goes on from what this one has measured. */
function measuredIn(folder: string, cwd: string, { command, arguments: args }: Replay): readonly string[] {
  const file = path.join(folder, resultFile);
  const takes = command === 'loop' && !args.some(arg => /^--(oracle|data)\b/.test(arg));
  return takes && existsSync(file) ? ['--data', path.relative(cwd, file)] : [];
}

/** The end of a sentence: how the run is done over, where its record tells. */
function wayBack(record: RunRecord, more: readonly string[] = []): string {
  const replay = readReplay(record);
  if (!replay.ok) return '.';
  try {
    const words = ['renas', replay.command, ...replay.arguments, ...more];
    return `; to run it again${more.length > 0 ? ' with what it has measured' : ''}: ${quoteWords(words, shellOf(process.platform))}`;
  } catch {
    return '.';
  }
}
