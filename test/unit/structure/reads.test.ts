import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

/**
 * Files that may be anybody's are read by `src/files/`: regular files alone, of bounded size. Who opens files without it,
 * and why that is no harm.
 */
const allowed: Readonly<Record<string, string>> = {
  'src/files/regularFile.ts': 'is what the others use',
  'src/cli/input/readInput.ts': 'paths that the user types, which may be pipes: read up to a limit',
  'src/cli/input/readSource.ts': 'paths that the user types, which may be pipes: read up to a limit',
  'src/cli/input/tableFile.ts': 'copies a pipe that the user names, up to a limit',
  'src/datasets/files/openTableFile.ts':
    'tables of any size, read in portions and decompressed up to a limit',
  'src/datasets/tableRows.ts': 'tables of any size, read in portions',
  'src/datasets/readTable.ts': 'the first bytes of a table',
  'src/datasets/parquet/parquetRows.ts': 'tables of any size, read in portions that are checked',
  'src/datasets/tfrecord/readRecords.ts': 'tables of any size, read in portions that are checked',
  'src/datasets/binaryTable/openBinaryTable.ts': 'tables of any size, read in portions that are checked',
  'src/datasets/binaryTable/readBinaryTable.ts': 'the first bytes of a table',
  'src/datasets/binaryTable/writeBinaryTable.ts': 'writes',
  'src/runs/durable.ts': 'writes and syncs',
  'src/runs/lineFile.ts': 'appends to a file of its own, of which it reads the last byte',
  'src/runs/localExecutor.ts': 'opens the log of a run to write to it',
  'src/runs/ownFiles.ts': 'opens files of a run to write to them, no links',
  'src/runs/signature.ts': "the user's own secret, whose owner, mode and size are checked first",
  'src/runs/processes.ts': '/proc',
  'src/engines/measurements.ts': '/proc',
  'src/engines/startTensorflow.ts': '/proc',
  'src/cli/measure/sessionMemory.ts': '/proc',
  'src/cli/measure/detach.ts': 'opens the log of a run to write to it',
  'src/cli/doctor/here.ts': 'files of its own, to see whether they can be synced',
};

const readers = new Set(['readFile', 'readFileSync', 'createReadStream', 'open', 'openSync', 'openAsBlob']);

/** What a source takes of Node to read files with; everything where it takes the whole module. */
function readersIn(text: string): readonly string[] {
  const imports = [...text.matchAll(/import (?!type )([^;]*?) from '(?:node:)?fs(?:\/promises)?'/g)];
  const dynamic = /(?:require|import)\(\s*['"`](?:node:)?fs(?:\/promises)?['"`]\s*\)/.test(text)
    ? ['fs']
    : [];
  return [
    ...dynamic,
    ...imports.flatMap(([, taken = '']) =>
      taken.startsWith('{')
        ? taken.split(/[{},]/).flatMap(name => {
            const [own = ''] = name.trim().split(' ');
            return readers.has(own) ? [own] : [];
          })
        : [taken],
    ),
  ];
}

function sources(): readonly string[] {
  return ['src', 'webview'].flatMap(root =>
    readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter(file => file.endsWith('.ts'))
      .map(file => `${root}/${file.replaceAll(path.sep, '/')}`),
  );
}

it('files of anybody are read through src/files', () => {
  const found = sources().filter(file => readersIn(readFileSync(file, 'utf8')).length > 0);
  expect(found.filter(file => !(file in allowed))).toEqual([]);
  // Whoever no longer reads files needs no permission.
  expect(Object.keys(allowed).filter(file => !found.includes(file))).toEqual([]);
});

it('finds who takes what reads files', () => {
  expect(readersIn("import { existsSync, readFileSync } from 'node:fs';")).toEqual(['readFileSync']);
  expect(readersIn("import {\n  stat,\n  readFile as read,\n} from 'node:fs/promises';")).toEqual([
    'readFile',
  ]);
  expect(readersIn("import fs from 'fs';")).toEqual(['fs']);
  expect(readersIn("import * as fs from 'node:fs';")).toEqual(['* as fs']);
  expect(readersIn("const fs = await import('node:fs');")).toEqual(['fs']);
  expect(readersIn("import type { Stats } from 'node:fs';\nimport { stat } from 'node:fs';")).toEqual([]);
});
