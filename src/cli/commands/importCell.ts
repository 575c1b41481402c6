import { canonicalHash } from '../../cells/canonical';
import { writeSpelling } from '../../cells/spelling';
import { titleOf } from '../../exchange/import/notations/notationNames';
import { printImported, unreadSentence } from '../../exchange/import/printImported';
import { nothingRecognised, type Piece, readCellSource, readCells } from '../../exchange/import/readCells';
import type { CellReading, Spaces } from '../../exchange/import/reading';
import { lineIndex } from '../../language/lineIndex';
import type { ImportSettings } from '../../protocol/commands/import';
import { safeText } from '../../text/safeText';
import { jsonLine, writeData, writeError } from '../../text/terminal';
import { exitCodes, UserError } from '../failure';
import { findSpace } from '../input/findSpace';
import { knownSpaces } from '../input/knownSpaces';
import { readInput, standardInput } from '../input/readInput';
import { replaceFile } from '../output/replaceFile';

export type ImportCellOptions = Pick<ImportSettings, 'out' | 'space' | 'spaces' | 'json'>;

const maxBytes = 4 * 2 ** 20;

/**
 * `renas import cell FILE`: the cells of a text, in whatever notation, as declarations on stdout or in `--out`. What
 * should be a cell and is none is told on stderr, and the exit code is 1 then.
 */
export async function runImportCell(file: string, options: ImportCellOptions): Promise<void> {
  const text = await readInput(file, maxBytes);
  const spaces = spacesFor(file, text, options);
  const { pieces } = readCells(text, spaces);
  const readings = pieces.flatMap(piece => readingsOf(piece, text, spaces, options.space));
  const failed = readings.filter(({ reading }) => !reading.ok);
  const position = lineIndex(text);
  for (const { name, reading, start } of failed)
    if (!reading.ok) tell(`line ${position(start).line}: ${unreadSentence(name, reading)}`);
  if (readings.length === 0)
    tell(pieces.some(({ kind }) => kind === 'source') ? 'The text declares no cell.' : nothingRecognised);
  if (failed.length > 0 || readings.length === 0) process.exitCode = exitCodes.inputHasErrors;
  if (failed.length === readings.length && !options.json) return;
  const printed = options.json
    ? readings.map(each => `${jsonLine(asJson(each))}\n`).join('')
    : printImported(text, pieces, { taken: [], showUnread: false, keepRest: false }).text;
  if (options.out === undefined) writeData(printed);
  else save(printed, options.out, readings.length - failed.length);
}

interface NamedReading {
  readonly name: string | undefined;
  readonly reading: CellReading;
  readonly start: number;
}

function spacesFor(file: string, text: string, { space, spaces }: ImportCellOptions): Spaces {
  if (space !== undefined) {
    const found = findSpace(space);
    return new Map([[found.name, found]]);
  }
  return knownSpaces(file === standardInput ? 'standard-input.cell' : file, text, spaces);
}

function readingsOf(piece: Piece, text: string, spaces: Spaces, space: string | undefined): NamedReading[] {
  if (piece.kind === 'cell' || piece.kind === 'unread') return [piece];
  if (piece.kind !== 'source') return [];
  const [name] = space === undefined ? [] : spaces.keys();
  return readCellSource(text.slice(piece.start, piece.end), spaces, name).map(each => ({
    ...each,
    start: piece.start + each.source.start,
  }));
}

function asJson({ name, reading }: NamedReading): Readonly<Record<string, unknown>> {
  if (!reading.ok) {
    const { reason, notation, message } = reading;
    return { error: message, reason, notation, name };
  }
  const { space, cell, notation } = reading;
  return {
    cell: writeSpelling(space, cell),
    name,
    space: space.name,
    hash: canonicalHash(space, cell),
    notation,
    title: titleOf(notation),
  };
}

function tell(sentence: string): void {
  writeError(safeText(`renas: ${sentence}\n`, 'terminal'));
}

function save(text: string, out: string, count: number): void {
  try {
    replaceFile(out, text);
  } catch (error) {
    throw new UserError(
      `${out} cannot be written (${(error as NodeJS.ErrnoException).code ?? String(error)}).`,
    );
  }
  writeError(safeText(`${out}: ${count} cell${count === 1 ? '' : 's'}\n`, 'terminal'));
}
