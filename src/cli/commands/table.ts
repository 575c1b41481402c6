import type { Command } from 'commander';
import { checkTable } from '../../datasets/checkTable';
import { inspectTable } from '../../datasets/inspectTable';
import { tableCommand } from '../../protocol/commands/table';
import { safeText } from '../../text/safeText';
import { writeJson, writeOut } from '../../text/terminal';
import { addDeclared } from '../declaredCommand';
import { usageError } from '../failure';
import { findSpace } from '../findSpace';

/** `renas table FILE`: what a table of measured cells holds, as the forms of the editor show it. */
export function addTable(program: Command): void {
  addDeclared(program, tableCommand, async ({ file, ...options }) => {
    if (options.label !== undefined && options.space === undefined)
      throw usageError('--label is checked with the cells: name their space with --space.');
    const table = await inspectTable(file);
    const labels = options.label === undefined ? [] : [options.label];
    const check =
      options.space === undefined ? undefined : await checkTable(file, findSpace(options.space), labels);
    if (options.json) {
      const told = { event: 'table', path: file, ...table, ...(check ? { check } : {}) };
      writeJson(told);
      return;
    }
    writeOut(
      safeText(
        `${file}: ${table.rows} rows, cells by ${table.cells ?? 'no column that is known'}\n`,
        'terminal',
      ),
    );
    for (const { name, numeric } of table.columns)
      writeOut(safeText(`  ${name}${numeric ? ' (a number)' : ''}\n`, 'terminal'));
    if (!check) return;
    writeOut(
      safeText(
        check.failure === undefined
          ? `${check.readable} rows are cells of ${options.space}; ${check.unreadable} are left out\n`
          : `${check.failure}\n`,
        'terminal',
      ),
    );
    for (const { line, message } of check.problems)
      writeOut(safeText(`  line ${line}: ${message}\n`, 'terminal'));
  });
}
