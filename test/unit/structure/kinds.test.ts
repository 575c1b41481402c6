import path from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';

const root = path.join(import.meta.dirname, '../../..');

/** Files that still take every space for one of graphs. A file that no longer does is to be taken off this list. */
const graphsAlone = new Set<string>([
  'src/cli/run/remember.ts',
  'src/datasets/binaryTable/packCells.ts',
  'src/datasets/binaryTable/unpackCells.ts',
  'src/datasets/choiceColumns.ts',
  'src/datasets/findCells.ts',
  'src/datasets/inspectTable.ts',
  'src/datasets/readTable.ts',
  'src/datasets/rows/cellGroups.ts',
  'src/exchange/archNames.ts',
  'src/exchange/export/exportCell.ts',
  'src/exchange/export/modelSpec.ts',
  'src/exchange/import/expressGenotype.ts',
  'src/exchange/import/expressInSpace.ts',
  'src/exchange/import/readCell.ts',
  'src/server/scoring/predictorProcess.ts',
  'src/server/scoring/tableProcess.ts',
]);

/**
 * Files of a program that do not type-check. The program has one more kind of space, declared by a test: what reads the
 * fields of a graph without asking for the kind of a space does not type-check in it.
 */
function filesWithErrors(config: string): string[] {
  const { config: read } = ts.readConfigFile(config, ts.sys.readFile);
  const { fileNames, options } = ts.parseJsonConfigFileContent(read, ts.sys, path.dirname(config));
  const program = ts.createProgram(fileNames, options);
  const files = program
    .getSemanticDiagnostics()
    .flatMap(({ file }) => (file ? [path.relative(root, file.fileName).replaceAll(path.sep, '/')] : []));
  return [...new Set(files)].sort();
}

it('outside of folders called kinds, nothing takes a space or a cell for a graph', () => {
  const found = filesWithErrors(path.join(root, 'test/unit/kinds/tsconfig.json'));
  expect(found).toEqual([...graphsAlone].sort());
}, 600_000);
