import './setKind';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'vitest';
import type { Cell } from '../../../src/cells/cell';
import { sampleCells } from '../../../src/cells/enumerate';
import { createRandom } from '../../../src/cells/random';
import { writeSpelling } from '../../../src/cells/spelling';
import { printCell } from '../../../src/document/printCell';
import { printSpace } from '../../../src/document/printSpace';
import { bundlePrograms } from '../../bundle';
import { space, value } from './wideSpace';

/** What the tests look at in a line of output. */
export interface Line {
  readonly cell: string;
  readonly rank: number;
  readonly found: readonly { readonly cell: string }[];
  readonly check: unknown;
}

export interface SetProgram {
  readonly cells: readonly Cell[];
  at(name: string): string;
  /** Runs `renas … --json`. */
  renas(...args: string[]): Line[];
  dispose(): void;
}

/** The command line with the kind of the tests, in a folder with a space, and cells of it in a table and a document. */
export function bundleSetProgram(): SetProgram {
  const cells = sampleCells(space, 126, createRandom(1));
  const folder = mkdtempSync(path.join(tmpdir(), 'renas-kinds-'));
  const at = (name: string) => path.join(folder, name);
  bundlePrograms(at('dist'), { cli: 'test/unit/kinds/setProgram.ts' });
  writeFileSync(at('wide.cell'), printSpace(space));
  const rows = cells.map(cell => `${writeSpelling(space, cell)},${value(cell)}`);
  writeFileSync(at('table.csv'), `architecture,accuracy\n${rows.join('\n')}\n`);
  const measured = cells.slice(0, 60).map((cell, i) => {
    const line = `  measured accuracy = ${value(cell)}\n`;
    return printCell(space, cell, { name: `cell_${i}` }).replace('{\n', `{\n${line}`);
  });
  writeFileSync(at('measured.cell'), [printSpace(space), ...measured].join('\n'));
  return {
    cells,
    at,
    renas(...args) {
      const command = [at('dist/cli.js'), ...args, '--json'];
      const { status, stdout, stderr } = spawnSync(process.execPath, command, {
        cwd: folder,
        encoding: 'utf8',
      });
      expect(stderr).toBe('');
      expect(status).toBe(0);
      return stdout
        .trim()
        .split('\n')
        .map(line => JSON.parse(line));
    },
    dispose: () => rmSync(folder, { recursive: true }),
  };
}
