import type { Command } from 'commander';
import { checkTable } from '../../datasets/checkTable';
import { inspectTable } from '../../datasets/inspectTable';
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
        process.stdout.write(`${JSON.stringify(told)}\n`);
        return;
      }
      process.stdout.write(
        `${file}: ${table.rows} rows, cells by ${table.cells ?? 'no column that is known'}\n`,
      );
      for (const { name, numeric } of table.columns)
        process.stdout.write(`  ${name}${numeric ? ' (a number)' : ''}\n`);
      if (!check) return;
      process.stdout.write(
        check.failure === undefined
          ? `${check.readable} rows are cells of ${options.space}; ${check.unreadable} are left out\n`
          : `${check.failure}\n`,
      );
      for (const { line, message } of check.problems) process.stdout.write(`  line ${line}: ${message}\n`);
    });
}

interface TableFlags {
  readonly space?: string;
  readonly label?: string;
  readonly json?: boolean;
}
