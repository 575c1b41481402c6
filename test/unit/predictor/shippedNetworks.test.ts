import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { modelFolder } from '../../../src/cli/input/shippedModels';
import { readDocument } from '../../../src/document/readDocument';
import { readSpaces } from '../../../src/document/readSpaces';
import { loadPredictor } from '../../../src/predictor/predictor';

const root = path.resolve(import.meta.dirname, '../../..');
const models = path.join(root, 'models');
const macro = readFileSync(path.join(root, 'examples/networks/macro.cell'), 'utf8');
const spaceOf = (text: string) => [...readSpaces(text).values()][0]!;
const shipped = path.join(models, 'nbmacro');

it('NAS-Bench-Macro has a predictor, whatever its space is called and where its operation stands', () => {
  expect(modelFolder(spaceOf(macro), undefined, models)).toBe(shipped);
  const renamed = macro
    .replace('space nbmacro', 'space ours')
    .replace(/ aka "\d"/g, '')
    .replace(/spelling .*/, '');
  expect(modelFolder(spaceOf(renamed), undefined, models)).toBe(shipped);
  // Other networks are another space.
  const wider = macro.replace('channels: 256', 'channels: 320');
  expect(modelFolder(spaceOf(wider), undefined, models)).toBeUndefined();
  expect(modelFolder(spaceOf(wider), '/mine', models)).toBe('/mine');
});

it('that predictor ranks the best network of the table among the best, without an engine', async () => {
  const { space, top, scoreNow, card } = await loadPredictor(shipped);
  expect(card.trained).toBe(3969);
  expect(card.kendallTau).toBeGreaterThan(0.93);
  const cells = (spelling: string) =>
    readDocument(`${macro}\ncell asked : nbmacro = "${spelling}"\n`).cells.at(-1)!.cell!;
  expect(space.name).toBe('nbmacro');
  // 93.13 % and 45.36 % in the table, the best and the worst.
  expect(top(scoreNow!(cells('22212220')))).toBeLessThan(0.5);
  expect(top(scoreNow!(cells('00000000')))).toBe(100);
});
