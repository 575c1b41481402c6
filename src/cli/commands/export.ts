import type { Command } from 'commander';
import type { NamedCell } from '../../cells/network/buildNetwork';
import { type DocumentCell, readDocument } from '../../document/readDocument';
import { type Exported, exportCell } from '../../exchange/export/exportCell';
import { type ExportSettings, exportCommand } from '../../protocol/commands/export';
import { outIsTerminal, writeData } from '../../text/terminal';
import { addDeclared } from '../declaredCommand';
import { exitCodes, UserError, usageError } from '../failure';
import { asCellSource } from '../input/importedSource';
import { knownSpaces } from '../input/knownSpaces';
import { readSource } from '../input/readSource';
import { replaceFile } from '../output/replaceFile';

/** `renas export FILE --cell NAME --to FORMAT`: a cell for other tools. */
export function addExport(program: Command): void {
  addDeclared(program, exportCommand, run);
}

function run(options: ExportSettings): void {
  const { file } = options;
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

function findCell(file: string, { cell: name, spaces }: ExportSettings): NamedCell {
  const text = asCellSource(file, readSource(file), spaces);
  const { cells } = readDocument(text, knownSpaces(file, text, spaces));
  const found = cells.filter(cell => name === undefined || cell.name === name);
  if (found.length !== 1) throw usageError(whichCell(file, name, cells, found.length));
  const { space, cell, names, declaration, name: called } = found[0]!;
  if (!space || !cell)
    throw new UserError(
      `Cell ${called} of ${file} has errors, so it can't be exported; \`renas check ${file}\` shows them.`,
      exitCodes.inputHasErrors,
    );
  return { space, cell, name: called, names, doc: declaration.doc };
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
