import { afterEach, beforeEach, expect, it } from 'vitest';
import * as lsp from '../../src/protocol/lsp';
import { parameterPredictor } from './parameterPredictor';
import { labSpace, twoCells } from './samples';
import { startTestClient, type TestClient, type TestDocument } from './testClient';

let client: TestClient;
beforeEach(async () => {
  client = await startTestClient(parameterPredictor());
});
afterEach(() => client.close());

const ranked = (document: TestDocument): Promise<lsp.RankedFile> =>
  client.connection.sendRequest(lsp.rankedCells, { uri: document.uri });
const draw = (cells: readonly lsp.CellSource[]): Promise<lsp.DrawAnswer> =>
  client.connection.sendRequest(lsp.drawCells, { cells, marked: true, direction: 'down' });

it('gives the cells of a file once they are ranked, those with errors left out', async () => {
  const document = client.open(`${twoCells}\ncell broken : nasbench101 {\n  a = nothing(input)\n}\n`);
  const { cells } = await ranked(document);
  expect(cells.map(({ name, space }) => [name, space])).toEqual([
    ['pooled', 'nasbench101'],
    ['deep', 'nasbench101'],
  ]);
  for (const { score } of cells) expect(score?.top).toBeGreaterThan(0);
  expect(
    (await client.connection.sendRequest(lsp.rankedCells, { uri: 'file:///gone.cell' })) as unknown,
  ).toEqual({
    cells: [],
  });
});

it('draws a cell of a file and one of a text with a space of its own', async () => {
  const document = client.open(twoCells);
  const [pooled] = (await ranked(document)).cells;
  const { cells } = await draw([pooled!.target, { text: labSpace, name: 'first' }]);
  expect(cells).toMatchObject([
    { name: 'pooled', space: 'nasbench101', score: { top: expect.any(Number) } },
    { name: 'first', space: 'lab', score: { top: expect.any(Number) } },
  ]);
  const [alone] = (await draw([{ text: labSpace, name: 'first' }])).cells;
  expect(alone).toMatchObject({ name: 'first' });
  for (const cell of cells) expect('drawing' in cell && cell.drawing).toMatch(/^<svg .*var\(--vscode/s);
  expect(JSON.stringify(cells)).not.toContain('not so in the other cell');
});

it('marks what differs between two cells of a space, and says why one can’t be drawn', async () => {
  const document = client.open(twoCells);
  const { cells } = await ranked(document);
  const compared = await draw(cells.map(cell => cell.target));
  expect(JSON.stringify(compared).match(/not so in the other cell/g)).not.toBeNull();
  const text = 'cell x : nasbench101 {\n  a = nothing(input)\n}\n';
  expect(
    await draw([
      { text, name: 'x' },
      { text, name: 'y' },
    ]),
  ).toEqual({
    cells: [
      { refused: 'Cell x has errors; fix them first.' },
      { refused: 'This cell is not there any more.' },
    ],
  });
});
