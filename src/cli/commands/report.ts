import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Command } from 'commander';
import { reportCommand } from '../../protocol/commands/report';
import { quoteWords } from '../../protocol/options/commandLine';
import type { RunRow } from '../../protocol/run';
import { report } from '../../report/report';
import { reportAsHtml, reportAsMarkdown } from '../../report/writeReport';
import { readThinned } from '../../runs/readThinned';
import { readRun } from '../../runs/runReader';
import { safeText } from '../../text/safeText';
import { writeOut } from '../../text/terminal';
import { addDeclared } from '../declaredCommand';
import { UserError, usageError } from '../failure';
import { replaceFile } from '../output/replaceFile';

/** `renas report DIR…`: runs as one file that can be sent to somebody. */
export function addReport(program: Command): void {
  addDeclared(program, reportCommand, async ({ runs: folders, out }) => {
    const html = /\.html?$/i.test(out);
    if (!html && !/\.(md|markdown)$/i.test(out))
      throw usageError(`--out says by its name what to write: name a file ….html or ….md, not ${out}.`);
    const rows = await Promise.all(folders.map(folder => readRun(path.resolve(folder))));
    const unreadable = rows.findIndex(row => row.record === undefined);
    if (unreadable >= 0)
      throw new UserError(
        `${folders[unreadable]} is no run that can be reported: ${rows[unreadable]?.problem ?? 'it has not begun yet'}.`,
      );
    const runs = await Promise.all(
      rows.map(async (row, i) => ({ row, ...(await readThinned(folders[i] ?? '')) })),
    );
    const blocks = report(runs, {
      commandLine,
      commit: await commitOf(rows[0]?.record?.cwd ?? process.cwd()),
      made: new Date().toISOString(),
    });
    replaceFile(out, html ? reportAsHtml(blocks) : reportAsMarkdown(blocks));
    const what = folders.length === 1 ? 'the run' : `${folders.length} runs`;
    writeOut(safeText(`A report of ${what} is in ${out}.\n`, 'terminal'));
  });
}

function commandLine({ record }: RunRow): string {
  return record ? quoteWords(['renas', ...record.arguments], 'posix') : '';
}

/** `904feb7, with changes`; `undefined` where the folder is in no git repository, or git is not there. */
async function commitOf(folder: string): Promise<string | undefined> {
  const git = async (...args: string[]) =>
    (
      await promisify(execFile)('git', ['-c', 'core.fsmonitor=false', '-C', folder, ...args], {
        timeout: 10_000,
      })
    ).stdout.trim();
  try {
    const commit = await git('rev-parse', '--short=12', 'HEAD');
    const changes = await git('status', '--porcelain', '--untracked-files=no');
    return changes === '' ? commit : `${commit}, with changes`;
  } catch {
    return undefined;
  }
}
