import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parseCard } from '../../../src/client/predictors/modelCards';
import { listModels } from '../../../src/client/predictors/modelList';
import { row } from '../../webview/samples';
import { temporaryFolder } from '../runs/folders';

const root = path.resolve(import.meta.dirname, '../../..');
const shipped = path.join(root, 'models');

test('the shipped predictors are listed with the τ that their cards state', async () => {
  const spaces = await listModels({
    shipped,
    imported: path.join(root, 'no such folder'),
    rows: [],
    folderOf: id => id,
    chosen: new Map(),
  });
  expect(spaces.map(s => s.space)).toEqual(['nasbench101', 'nasbench201', 'nbmacro']);
  for (const { models } of spaces) {
    // The first is the one that answers.
    expect(models.map(model => model.used)).toEqual(models.map((_, i) => i === 0));
    for (const model of models) {
      expect(model).toMatchObject({ from: 'shipped', problem: undefined });
      expect(model.figure).toMatch(/^τ 0\.\d{3}$/);
    }
  }
});

test('trained and imported predictors stand under their spaces, and the one chosen is in use', async () => {
  const imported = temporaryFolder();
  const put = (name: string, card: string) => {
    mkdirSync(path.join(imported, name));
    writeFileSync(path.join(imported, name, 'card.json'), card);
  };
  const { cardSha256: _, ...card } = JSON.parse(
    readFileSync(path.join(shipped, 'nasbench101/card.json'), 'utf8'),
  );
  put('colleague', JSON.stringify({ ...card, space: { ...card.space, name: 'lab' }, name: 'lab, 60 cells' }));
  put('newer', JSON.stringify({ format: 2 }));
  put('.half', JSON.stringify({ format: 1, space: { name: 'lab' } }));
  mkdirSync(path.join(imported, 'empty'));
  const rows = [
    row({ id: 't1', command: 'train', space: 'lab', figure: 'τ 0.500', results: { model: 'model' } }),
    row({ id: 't2', command: 'train', space: 'nasbench101', results: { model: 'model' } }),
    row({ id: 's1', results: { found: 'found.cell' } }),
  ];
  const folderOf = (id: string) => path.join('/runs', id);
  const chosen = new Map([['lab', path.join('/runs', 't1', 'model')]]);
  const spaces = await listModels({ shipped, imported, rows, folderOf, chosen });
  const told = spaces.map(({ space, models }) => [
    space,
    ...models.map(m => `${m.from}${m.used ? ' used' : ''}${m.problem === undefined ? '' : `: ${m.problem}`}`),
  ]);
  expect(told).toEqual([
    ['nasbench101', 'shipped used', 'shipped', 'run'],
    ['nasbench201', 'shipped used', 'shipped'],
    ['nbmacro', 'shipped used'],
    ['lab', 'imported', 'run used'],
    [
      'Not readable',
      'imported: There is no card.json in this folder, so it holds no predictor.',
      'imported: "format" in card.json is 2, and this version reads 1.',
    ],
  ]);
});

test.each([['{'], ['null'], ['[]'], ['{"format":1}'], ['{"format":1,"space":null}']])(
  'a card %s is refused in a sentence',
  text => {
    expect(parseCard(text)).toMatch(/^(?:card\.json|"\w+" in card\.json) .*\.$/);
  },
);
