import type { Command } from 'commander';
import { checkTable } from '../../datasets/checkTable';
import { inspectTable } from '../../datasets/inspectTable';
import { safeText } from '../../text/safeText';
import { writeJson, writeOut } from '../../text/terminal';
import { usageError } from '../failure';
import { findSpace } from '../findSpace';

/** `renas table FILE`: what a table of measured cells holds, as the forms of the editor show it. */
export function addTable(program: Command): void {
  program
    .command('table')
    .description('say what a table of measured cells holds: rows, columns, how its cells are given')
    .argument('<file>', 'CSV, TSV or JSONL (also gzipped or zstd), Parquet, or a .celltable')
    .option('--space <space>', 'also say which rows are no cells of this space, and why')
    .option('--label <column>', '… or have no number in this column')
    .option('--json', 'one JSON object')
    .action(async (file: string, options: TableFlags) => {
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

interface TableFlags {
  readonly space?: string;
  readonly label?: string;
  readonly json?: boolean;
}
