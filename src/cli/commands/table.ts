import type { Command } from 'commander';
import { checkTable, type TableCheck } from '../../datasets/checkTable';
import { inspectTable, type TableSummary } from '../../datasets/inspectTable';
import { type TableSettings, tableCommand } from '../../protocol/commands/table';
import { formatCount } from '../../protocol/words';
import { safeText } from '../../text/safeText';
import { writeJson, writeOut } from '../../text/terminal';
import { addDeclared } from '../declaredCommand';
import { exitCodes, usageError } from '../failure';
import { findSpace } from '../input/findSpace';
import { spacesOfWorkspace } from '../input/knownSpaces';
import { labelGoal } from '../input/labelGoal';
import { readOptions } from '../input/readOptions';
import { tableFile } from '../input/tableFile';

/** `renas table FILE`: what a table of measured cells holds and how it is understood, as the forms of the editor show it. */
export function addTable(program: Command): void {
  addDeclared(program, tableCommand, runTable);
}

async function runTable({ file: named, ...flags }: TableSettings): Promise<void> {
  const file = await tableFile(named);
  const table = await inspectTable(file, flags.cells, () => spacesOfWorkspace('.').values());
  const [fitting] = table.spaces;
  const space = flags.space ?? (flags.label === undefined ? undefined : fitting);
  if (flags.label !== undefined && space === undefined)
    throw usageError('--label is checked with the cells: name their space with --space.');
  const labels = flags.label === undefined ? [] : [flags.label];
  const check =
    space === undefined
      ? undefined
      : await checkTable(file, findSpace(space), labels, readOptions(flags, flags.goal));
  const known = flags.label === undefined ? undefined : labelGoal(flags.label, flags.goal, check?.goal);
  if (flags.json) {
    const told = check && { ...check, ...(known ? { goal: known.goal, goalSentence: known.sentence } : {}) };
    writeJson({ event: 'table', path: named, ...table, ...(told ? { check: told } : {}) });
    return;
  }
  describe(named, table);
  if (!check) return;
  describeCheck(check, space!);
  if (known && check.failure === undefined) writeOut(safeText(`${known.sentence}\n`, 'terminal'));
  if (check.failure !== undefined) process.exitCode = exitCodes.inputHasErrors;
}

function describe(file: string, table: TableSummary): void {
  const cells = table.cells === undefined ? 'no column whose cells are known' : `cells by ${table.cells}`;
  const spaces = table.spaces.length === 0 ? '' : `, of ${table.spaces.join(' or ')}`;
  writeOut(safeText(`${file}: ${counted(table.rows, 'row')}, ${cells}${spaces}\n`, 'terminal'));
  for (const { name, numeric } of table.columns) {
    const goal = numeric ? table.goals[name] : undefined;
    const better = goal === undefined ? '' : goal === 'min' ? ', lower is better' : ', higher is better';
    writeOut(safeText(`  ${name}${numeric ? ` (a number${better})` : ''}\n`, 'terminal'));
  }
}

function describeCheck(check: TableCheck, space: string): void {
  const { failure, readable, cells, unreadable, problems, notes } = check;
  writeOut(
    safeText(
      failure === undefined
        ? `${counted(readable, 'row')} ${readable === 1 ? 'is' : 'are'} used, ${readable === 1 ? 'which is' : 'which are'} ${counted(cells, 'cell')} of ${space}; ${formatCount(unreadable)} can't be read\n`
        : `${failure}\n`,
      'terminal',
    ),
  );
  for (const note of notes) writeOut(safeText(`${note}\n`, 'terminal'));
  for (const { line, message } of problems) writeOut(safeText(`  line ${line}: ${message}\n`, 'terminal'));
}

function counted(count: number, what: string): string {
  return `${formatCount(count)} ${what}${count === 1 ? '' : 's'}`;
}
