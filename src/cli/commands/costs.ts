import type { Command } from 'commander';
import { canonicalHash } from '../../cells/canonical';
import { drawCells, enumerateCells, spaceSize } from '../../cells/enumerate';
import { countedCosts, type NamedCost } from '../../cells/namedCosts';
import {
  argumentsText,
  createOperationTable,
  inputText,
  missingOperations,
  outputText,
} from '../../cells/network/operationTable';
import { countingOf } from '../../cells/network/places';
import { createRandom } from '../../cells/random';
import type { SearchSpace } from '../../cells/space';
import { type DocumentCell, readDocument } from '../../document/readDocument';
import { type CostsSettings, costsCommand } from '../../protocol/commands/costs';
import { formatCost } from '../../protocol/costWords';
import { formatCount, formatFlops } from '../../protocol/words';
import { costsOf } from '../../search/standings';
import { safeText } from '../../text/safeText';
import { writeData, writeError, writeJson, writeOut } from '../../text/terminal';
import { addDeclared } from '../declaredCommand';
import { exitCodes, usageError } from '../failure';
import { readAskedCosts, readOperationRows } from '../input/askedCosts';
import { cellFiles } from '../input/cellFiles';
import { findSpace } from '../input/findSpace';
import { asCellSource } from '../input/importedSource';
import { knownSpaces } from '../input/knownSpaces';
import { readSource } from '../input/readSource';
import { replaceFile } from '../output/replaceFile';

/** `renas costs`: what cells cost, and the table of operations to fill in for costs of one's own. */
export function addCosts(program: Command): void {
  addDeclared(program, costsCommand, settings => (settings.template ? template(settings) : costs(settings)));
}

async function costs(settings: CostsSettings): Promise<void> {
  const { files, spaces, json } = settings;
  if (files.length === 0)
    throw usageError(
      'Name the .cell files whose cells are asked about, or a space with --space and --template.',
    );
  const bySpace = new Map<SearchSpace, readonly NamedCost[]>();
  for (const file of files.flatMap(cellFiles)) {
    const text = asCellSource(file, readSource(file), spaces);
    for (const read of readDocument(text, knownSpaces(file, text, spaces)).cells) {
      const { space, cell, name } = read;
      if (!space || !cell) {
        writeError(safeText(`${file}: cell ${name} has errors; \`renas check\` shows them.\n`, 'terminal'));
        process.exitCode = exitCodes.inputHasErrors;
        continue;
      }
      const asked = bySpace.get(space) ?? (await allCosts(settings, space));
      bySpace.set(space, asked);
      const values = costsOf(asked, cell);
      if (json)
        writeJson({ cell: name, file, space: space.name, hash: canonicalHash(space, cell), ...values });
      else writeOut(safeText(`${told(file, read, values)}\n`, 'terminal'));
    }
  }
}

async function allCosts(settings: CostsSettings, space: SearchSpace): Promise<NamedCost[]> {
  const asked = await readAskedCosts({ ...settings, max: [] }, space);
  return [...countedCosts.map(asked.named), ...asked.told];
}

function told(file: string, { name, space }: DocumentCell, values: Record<string, number>): string {
  const lines = Object.entries(values).map(([cost, value]) =>
    cost === 'flops' ? formatFlops(value, countingOf(space!)) : formatCost(cost, value),
  );
  return [`${name} (${space!.name}, ${file})`, ...lines.map(line => `  ${line}`)].join('\n');
}

/** Cells of a larger space than this that say which operations it has. */
const looked = 2000;

async function template(settings: CostsSettings): Promise<void> {
  if (settings.space === undefined)
    throw usageError('--template needs the space whose operations are wanted: --space.');
  const space = findSpace(settings.space);
  const cells =
    spaceSize(space) <= looked ? [...enumerateCells(space)] : drawCells(space, looked, createRandom(0));
  const rows = await readOperationRows(settings.costs);
  const known = rows.get(settings.cost) ?? (rows.size === 1 ? [...rows.values()][0]! : []);
  const all = missingOperations(createOperationTable(space, known), cells);
  const text = [
    ['operation', 'input', 'output', 'arguments', settings.cost],
    ...all.map(({ names, attributes }) => [
      names[0]!,
      inputText(attributes),
      outputText(attributes),
      argumentsText(attributes),
      '',
    ]),
  ]
    .map(row => `${row.join(',')}\n`)
    .join('');
  if (settings.out === undefined) writeData(text);
  else {
    replaceFile(settings.out, text);
    writeOut(
      safeText(
        `${formatCount(all.length)} operations of ${space.name} written to ${settings.out}: fill their ${settings.cost} in, and name the file with --costs.\n`,
        'terminal',
      ),
    );
  }
}
