import { afterEach, describe, expect, it } from 'vitest';
import { CancellationTokenSource, InlayHintRequest, LSPErrorCodes } from 'vscode-languageserver/node';
import { featuresChanged, modelsChanged } from '../../src/protocol/lsp';
import { rankPatience } from '../../src/server/scoring/documentRanks';
import { chunkSize } from '../../src/server/scoring/scores';
import { parameterPredictor } from './parameterPredictor';
import { labSpace, twoCells } from './samples';
import { startTestClient, type TestClient, type TestDocument } from './testClient';
import { until } from './until';

let client: TestClient;
afterEach(() => client.close());

const wholeFile = { start: { line: 0, character: 0 }, end: { line: 1000, character: 0 } };

/** Resolves when a refresh that is due has been asked for. */
function refreshTime(): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, 400));
}

async function labelsBecome(document: TestDocument, expected: readonly RegExp[]): Promise<string[]> {
  let labels: string[] = [];
  await until(async () => {
    labels = await document.labels();
    return labels.length === expected.length && expected.every((pattern, i) => pattern.test(labels[i]!));
  });
  return labels;
}

describe('hints', () => {
  it('stand at the end of the line of each cell’s head, with the place among the file’s cells', async () => {
    client = await startTestClient(parameterPredictor());
    const document = client.open(twoCells);
    await labelsBecome(document, [/^pooled: top \S+ % · 2nd of 2$/, /^deep: top \S+ % · 1st of 2$/]);
    const [hint] = await document.hints();
    const line = twoCells.split('\n').indexOf('cell pooled {');
    expect(hint).toMatchObject({ position: { line, character: 'cell pooled {'.length }, paddingLeft: true });
    expect(hint?.tooltip).toMatch(
      /^Predicted, not measured: \S+ % of all cells of nasbench101 are at least as good as pooled\. It is the 2nd of the 2/,
    );
  });

  it('mark a rank that is rough, and say why', async () => {
    client = await startTestClient(
      parameterPredictor({
        judge: top => ({ low: top / 2, high: top > 1.5 ? top + 30 : top, unlike: top > 4 }),
      }),
    );
    const wide = 'a = conv3x3(input)\n  b = conv3x3(a + input)\n  c = conv3x3(b)\n  output = concat(c, a)';
    const document = client.open(`${twoCells}cell wide {\n  ${wide}\n}\n`);
    await labelsBecome(document, [
      /^pooled: ≈ top 5\.2 % · 3rd of 3$/,
      /^deep: ≈ top \S+ % · 2nd of 3$/,
      /^wide: top \S+ % · 1st of 3$/,
    ]);
    const [pooled, deep, sure] = (await document.hints()).map(({ tooltip }) => String(tooltip));
    expect(pooled).toMatch(/≈ 80 % interval: 2\.6 to 35 %; this cell is unlike any in the training data\.$/);
    expect(deep).toMatch(/≈ 80 % interval: \S+ to \S+ %; few similar cells were measured\.$/);
    expect(sure).not.toContain('≈');
  });

  it('have no place for a cell alone in its space, and count each space by itself', async () => {
    client = await startTestClient(parameterPredictor());
    const document = client.open(`${labSpace}\n${twoCells}`);
    await labelsBecome(document, [/^first: top \S+ %$/, /2nd of 2$/, /1st of 2$/]);
  });

  it('give equal cells one place, whatever their vertices are called', async () => {
    client = await startTestClient(parameterPredictor());
    const twin = `cell twin { x = conv3x3(input); y = conv3x3(x); output = concat(y, x) }\n`;
    const document = client.open(twoCells + twin);
    await labelsBecome(document, [/3rd of 3$/, /1st of 3$/, /^twin: .* 1st of 3$/]);
  });

  it('are of the present text in the first answer after opening and after each edit, without a refresh', async () => {
    const asked: number[] = [];
    client = await startTestClient(parameterPredictor({ onRequest: cells => void asked.push(cells) }));
    const document = client.open(twoCells);
    const before = await document.labels();
    expect(before).toEqual([expect.stringMatching(/2nd of 2$/), expect.stringMatching(/1st of 2$/)]);
    document.replace('concat(b)', 'concat(d)');
    document.replace('b = conv1x1(a)', 'b = conv3x3(a)\n  c = conv3x3(b)\n  d = conv3x3(c + b)');
    const after = await document.labels();
    expect(after).toEqual([expect.stringMatching(/1st of 2$/), expect.stringMatching(/2nd of 2$/)]);
    document.replace('c = conv3x3(b)', 'c = conv1x1(b)');
    expect(await document.labels()).not.toEqual(after);
    document.replace('c = conv1x1(b)', 'c = conv3x3(b)');
    expect(await document.labels()).toEqual(after);
    // No cell is scored twice.
    expect(asked.reduce((sum, cells) => sum + cells)).toBe(4);
    await refreshTime();
    expect(client.refreshes()).toBe(0);
  });

  it('can be switched off by themselves', async () => {
    client = await startTestClient(parameterPredictor());
    const document = client.open(twoCells);
    await labelsBecome(document, [/top/, /top/]);
    await client.connection.sendNotification(featuresChanged, { rankHints: false });
    expect(await document.labels()).toEqual([]);
    await client.connection.sendNotification(featuresChanged, { rankHints: true });
    expect(await document.labels()).toHaveLength(2);
  });

  it('that come too late leave the cell out of an answer, and the client is asked once to ask again', async () => {
    let open = () => {};
    let gate = Promise.resolve();
    client = await startTestClient(parameterPredictor({ gate: () => gate }));
    const document = client.open(twoCells);
    await document.labels();
    gate = new Promise(resolve => {
      open = resolve;
    });
    document.replace('b = conv1x1(a)', 'b = conv3x3(a)\n  c = conv3x3(b)\n  d = conv3x3(c + b)');
    document.replace('concat(b)', 'concat(d)');
    // Which of the two is better is not known yet.
    expect(await document.labels()).toEqual([expect.stringMatching(/^deep: top \S+ %$/)]);
    open();
    await until(() => client.refreshes() === 1);
    expect(await document.labels()).toEqual([
      expect.stringMatching(/1st of 2$/),
      expect.stringMatching(/2nd of 2$/),
    ]);
    await refreshTime();
    expect(client.refreshes()).toBe(1);
  });

  it('are waited for no longer once the request is cancelled', async () => {
    client = await startTestClient(parameterPredictor({ gate: () => new Promise(() => {}) }));
    const document = client.open(twoCells);
    const cancellation = new CancellationTokenSource();
    const begun = performance.now();
    const answer = client.connection.sendRequest(
      InlayHintRequest.type,
      { textDocument: { uri: document.uri }, range: wholeFile },
      cancellation.token,
    );
    await document.diagnostics();
    cancellation.cancel();
    await expect(answer).rejects.toMatchObject({ code: LSPErrorCodes.RequestCancelled });
    expect(performance.now() - begun).toBeLessThan(rankPatience);
  });

  it('answer a request that an edit overtakes with the ranks of the edited text', async () => {
    let open = () => {};
    let gate = Promise.resolve();
    client = await startTestClient(parameterPredictor({ gate: () => gate }));
    const document = client.open(twoCells);
    const before = await document.labels();
    gate = new Promise(resolve => {
      open = resolve;
    });
    document.replace('b = conv1x1(a)', 'b = maxpool3x3(a)');
    const overtaken = document.hints();
    document.replace('b = maxpool3x3(a)', 'b = conv3x3(a)\n  c = conv3x3(b)\n  d = conv3x3(c + b)');
    document.replace('concat(b)', 'concat(d)');
    await document.diagnostics();
    open();
    const labels = (await overtaken).map(({ label }) => label);
    expect(labels).toEqual((await document.hints()).map(({ label }) => label));
    expect(labels).not.toEqual(before);
  });

  it('vanish for a cell with an error, and the others are counted without it', async () => {
    client = await startTestClient(parameterPredictor());
    const document = client.open(twoCells);
    await labelsBecome(document, [/2nd of 2$/, /1st of 2$/]);
    document.replace('conv3x3(input)', 'conv3x(input)');
    await labelsBecome(document, [/^pooled: top \S+ %$/]);
    document.replace('conv3x(input)', 'conv3x3(input)');
    await labelsBecome(document, [/2nd of 2$/, /1st of 2$/]);
  });

  it('are those of other predictors once these are chosen', async () => {
    let open = () => {};
    let gate = Promise.resolve();
    client = await startTestClient(parameterPredictor({ gate: () => gate }));
    const document = client.open(twoCells);
    await labelsBecome(document, [/2nd of 2$/, /1st of 2$/]);
    gate = new Promise(resolve => {
      open = resolve;
    });
    await client.connection.sendNotification(modelsChanged, { chosenModels: { nasbench101: '/other' } });
    expect(await document.labels()).toEqual([]);
    open();
    await until(() => client.refreshes() === 1);
    expect(await document.labels()).toEqual([
      expect.stringMatching(/1st of 2$/),
      expect.stringMatching(/2nd of 2$/),
    ]);
  });

  it('are given only for the lines asked for', async () => {
    client = await startTestClient(parameterPredictor());
    const document = client.open(twoCells);
    await labelsBecome(document, [/2nd of 2$/, /1st of 2$/]);
    const range = { start: { line: 8, character: 0 }, end: { line: 20, character: 0 } };
    expect((await document.hints(range)).map(({ label }) => label)).toEqual([
      expect.stringMatching(/1st of 2$/),
    ]);
  });

  it('are absent for a space without a predictor', async () => {
    client = await startTestClient(parameterPredictor({ without: ['lab'] }));
    const document = client.open(`${labSpace}\n${twoCells}`);
    await labelsBecome(document, [/^pooled: /, /^deep: /]);
  });

  it('of a small file come while a large one is still being read', async () => {
    client = await startTestClient(parameterPredictor());
    const large = client.open(manyCells(1000));
    const small = client.open(twoCells);
    await labelsBecome(small, [/2nd of 2$/, /1st of 2$/]);
    expect(large.lastPublished()).toBeUndefined();
    await large.diagnostics();
    await until(async () => (await large.labels()).length === 1000);
  });

  it('of a small file do not wait for a large one', async () => {
    const asked: number[] = [];
    let waiting: (() => void)[] = [];
    client = await startTestClient(
      parameterPredictor({
        onRequest: cells => void asked.push(cells),
        gate: () => new Promise(resolve => waiting.push(resolve)),
      }),
    );
    const release = () => {
      const now = waiting;
      waiting = [];
      for (const go of now) go();
    };
    client.open(manyCells(600));
    await until(() => asked.length === 1);
    const small = client.open(twoCells);
    await small.diagnostics();
    release();
    await until(() => asked.length === 2);
    expect(asked).toEqual([chunkSize, 2]);
    release();
    await labelsBecome(small, [/2nd of 2$/, /1st of 2$/]);
    await until(() => {
      release();
      return asked.length >= 4;
    });
  });
});

/** So many different cells of nasbench201. */
function manyCells(count: number): string {
  const operations = ['skip', 'conv1x1', 'conv3x3', 'avgpool3x3'];
  const digit = (i: number, place: number) => operations[Math.floor(i / 4 ** place) % 4];
  return Array.from(
    { length: count },
    (_, i) => `cell c${i} : nasbench201 {
  a = ${digit(i, 0)}(input)
  b = ${digit(i, 1)}(input) + ${digit(i, 2)}(a)
  output = ${digit(i, 3)}(a) + ${digit(i, 4)}(b) + conv3x3(input)
}
`,
  ).join('\n');
}
