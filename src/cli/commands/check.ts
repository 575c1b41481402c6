import type { Command } from 'commander';
import { readDocument } from '../../document/readDocument';
import type { Diagnostic } from '../../language/diagnostic';
import { lineIndex } from '../../language/lineIndex';
import { checkCommand } from '../../protocol/commands/check';
import { safeText } from '../../text/safeText';
import { writeError, writeJson, writeOut } from '../../text/terminal';
import { addDeclared } from '../declaredCommand';
import { exitCodes } from '../failure';
import { importedSource } from '../input/importedSource';
import { knownSpaces } from '../input/knownSpaces';
import { countSources, eachSource, type SourcesRead } from '../input/readSource';
import { checkClasses } from '../measure/checkClasses';

/** `renas check FILE…`: what is wrong with Cell files, one finding a line. */
export function addCheck(program: Command): void {
  addDeclared(program, checkCommand, ({ files, ...options }) => {
    let errors = 0;
    let warnings = 0;
    const sources = eachSource(files, (file, text) => {
      const position = lineIndex(text);
      const all = [...diagnosticsOf(file, text, options.spaces)];
      const broken = all.some(({ severity }) => severity === 'error');
      if (options.python !== undefined && !broken) all.push(...checkClasses(file, text, options.python));
      for (const found of all) {
        if (found.severity === 'error') errors++;
        else warnings++;
        if (options.json) writeJson(asJson(file, found, position));
        else writeOut(safeText(`${asLine(file, found, position)}\n`, 'terminal'));
      }
    });
    if (errors > 0) process.exitCode ??= exitCodes.inputHasErrors;
    if (!options.json) writeError(safeText(`${summary(sources, errors, warnings)}\n`, 'terminal'));
  });
}

/** Of a text in another tool's notation: what of it is no cell, and what is wrong in its fenced blocks. */
function diagnosticsOf(file: string, text: string, spaces: readonly string[]): readonly Diagnostic[] {
  const imported = importedSource(file, text, spaces);
  if (!imported) return readDocument(text, knownSpaces(file, text, spaces)).diagnostics;
  const inBlocks = imported.blocks.flatMap(({ start, end }) => {
    const block = text.slice(start, end);
    return readDocument(block, knownSpaces(file, block, spaces)).diagnostics.map(found => ({
      ...found,
      start: found.start + start,
      end: found.end + start,
    }));
  });
  return [...imported.unread, ...inBlocks].sort((a, b) => a.start - b.start);
}

type Position = ReturnType<typeof lineIndex>;

function asLine(file: string, { start, severity, message }: Diagnostic, position: Position): string {
  const { line, column } = position(start);
  return `${file}:${line}:${column}: ${severity}: ${message}`;
}

function asJson(
  file: string,
  { start, end, severity, code, message }: Diagnostic,
  position: Position,
): object {
  const last = position(end);
  return {
    file,
    ...position(start),
    endLine: last.line,
    endColumn: last.column,
    severity,
    code,
    message,
  };
}

function summary(sources: SourcesRead, errors: number, warnings: number): string {
  const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;
  return `${countSources(sources)}: ${counted(errors, 'error')}, ${counted(warnings, 'warning')}.`;
}
