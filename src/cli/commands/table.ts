import type { Command } from 'commander';
import { inspectTable } from '../../datasets/inspectTable';

/** `renas table FILE`: what a table of measured cells holds, as the forms of the editor show it. */
export function addTable(program: Command): void {
  program
    .command('table')
    .description('say what a table of measured cells holds: rows, columns, how its cells are given')
    .argument('<file>', 'CSV, TSV or JSONL (also gzipped or zstd), Parquet, or a .celltable')
    .option('--json', 'one JSON object')
    .action(async (file: string, options: { readonly json?: boolean }) => {
      const table = await inspectTable(file);
      if (options.json) {
        process.stdout.write(`${JSON.stringify({ event: 'table', path: file, ...table })}\n`);
        return;
      }
      process.stdout.write(
        `${file}: ${table.rows} rows, cells by ${table.cells ?? 'no column that is known'}\n`,
      );
      for (const { name, numeric } of table.columns)
        process.stdout.write(`  ${name}${numeric ? ' (a number)' : ''}\n`);
    });
}
