import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { totalCosts } from '../../../src/cells/costs';
import { readDocument } from '../../../src/document/readDocument';
import { writePyTorch } from '../../../src/exchange/export/pytorch';
import { findPython } from '../../pythonOracle';
import { temporaryFolder } from '../runs/folders';
import { unet } from './sources';

const torch = findPython(['torch']);

it.skipIf('why' in torch)('exported PyTorch with several outputs says the shape of each as a program', () => {
  const { space, cell, name } = readDocument(unet).cells[0]!;
  const file = path.join(temporaryFolder(), 'unet.py');
  writeFileSync(file, writePyTorch({ space: space!, cell: cell!, name }, false));
  const { stdout, stderr } = spawnSync('python' in torch ? torch.python : '', [file], { encoding: 'utf8' });
  const { parameters } = totalCosts(space!, cell!);
  expect([stdout, stderr]).toEqual([
    `{'mask': (2, 3, 32, 16), 'edge': (2, 1, 32, 16)}, ${parameters.toLocaleString('en-US')} parameters\n`,
    '',
  ]);
});
