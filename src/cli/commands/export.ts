import { type Command, Option } from 'commander';
import type { NamedCell } from '../../cells/network/buildNetwork';
import { type DocumentCell, readDocument } from '../../document/readDocument';
import {
  type Exported,
  type ExportFormat,
  exportCell,
  exportFormats,
} from '../../exchange/export/exportCell';
import { outIsTerminal, writeData } from '../../text/terminal';
import { exitCodes, UserError, usageError } from '../failure';
import { knownSpaces, spacesOption } from '../knownSpaces';
import { wholeNumber } from '../options';
import { readSource } from '../readSource';
import { replaceFile } from '../replaceFile';

interface Options {
  readonly cell?: string;
  readonly spaces: readonly string[];
  readonly to: ExportFormat;
  readonly out?: string;
  readonly alone?: true;
  readonly seed: number;
}

/** `renas export FILE --cell NAME --to FORMAT`: a cell for other tools. */
export function addExport(program: Command): void {
  program
    .command('export')
    .description('write a cell for other tools, to stdout or a file')
    .argument('<file>', 'a .cell file')
    .option('--cell <name>', 'the cell, where the file has several')
    .addOption(spacesOption())
    .addOption(
      new Option('--to <format>', 'the form to write')
        .choices(Object.keys(exportFormats))
        .makeOptionMandatory(),
    )
    .option('--out <file>', 'the file to write')
    .option('--alone', 'pytorch, keras, onnx: the cell alone, not the network it is stacked into')
    .option('--seed <k>', "of ONNX's weights, which are fresh ones", wholeNumber(0), 0)
    .action(run);
}

function run(file: string, options: Options): void {
  const named = findCell(file, options);
  const exported = exportCell(options.to, named, {
    alone: options.alone ?? false,
    seed: options.seed,
    version: process.env['RENAS_VERSION'] ?? '',
  });
  if (exported.kind === 'refused') throw usageError(exported.why);
  if (options.out === undefined) write(exported);
  else save(exported, options.out);
}

function findCell(file: string, { cell: name, spaces }: Options): NamedCell {
  const text = readSource(file);
  const { cells } = readDocument(text, knownSpaces(file, text, spaces));
  const found = cells.filter(cell => name === undefined || cell.name === name);
  if (found.length !== 1) throw usageError(whichCell(file, name, cells, found.length));
  const { space, cell, names, declaration, name: called } = found[0]!;
  if (!space || !cell)
    throw new UserError(
      `Cell ${called} of ${file} has errors, so it can't be exported; \`renas check ${file}\` shows them.`,
      exitCodes.inputHasErrors,
    );
  return {
    space,
    cell,
    name: called,
    names,
    ...(declaration.doc === undefined ? {} : { doc: declaration.doc }),
  };
}

function whichCell(
  file: string,
  name: string | undefined,
  cells: readonly DocumentCell[],
  found: number,
): string {
  const shown = cells.slice(0, 10).map(cell => cell.name);
  const list = `${shown.join(', ')}${cells.length > shown.length ? ` and ${cells.length - shown.length} more` : ''}`;
  if (cells.length === 0) return `${file} has no cell to export.`;
  if (name === undefined) return `${file} has ${cells.length} cells (${list}); name one with --cell.`;
  return found === 0
    ? `${file} has no cell ${name}; it has ${list}.`
    : `${file} has ${found} cells called ${name}; give them different names.`;
}

function write(exported: Exclude<Exported, { kind: 'refused' }>): void {
  if (exported.kind === 'binary' && outIsTerminal())
    throw usageError('ONNX is a binary file; name one with --out.');
  writeData(exported.kind === 'text' ? exported.text : exported.bytes);
}

function save(exported: Exclude<Exported, { kind: 'refused' }>, out: string): void {
  replaceFile(out, exported.kind === 'text' ? exported.text : exported.bytes);
}
