import path from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';

const root = path.join(import.meta.dirname, '../../..');

/**
 * Files of a program that do not type-check. In it, spaces of networks and of a kind that a test declares
 * are search spaces too: what reads the fields of a graph without asking for the kind of a space does not type-check.
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
  expect(filesWithErrors(path.join(root, 'test/unit/kinds/tsconfig.json'))).toEqual([]);
}, 600_000);
