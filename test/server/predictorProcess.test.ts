import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Cell } from '../../src/cells/cell';
import type { SearchSpace } from '../../src/cells/space';
import type { PredictorStatus } from '../../src/protocol/lsp';
import type { PredictorLink } from '../../src/server/scoring/predictorLink';
import { startPredictorProcess } from '../../src/server/scoring/predictorProcess';
import { until } from './until';

const space: SearchSpace = {
  name: 'small',
  operationsOn: 'vertices',
  operations: [],
  vertices: 7,
  edges: 9,
  output: 'concat',
  skeleton: {
    image: { height: 32, width: 32, channels: 3 },
    stem: 16,
    stacks: 1,
    cells: 1,
    classes: 10,
    between: 'maxpool',
    counting: 'flops',
  },
};
const cellOf = (vertices: number): Cell => ({ vertices, edges: [], operations: [] });

let link: PredictorLink | undefined;
let statuses: PredictorStatus[];

function start(fault = '', more: Partial<Parameters<typeof startPredictorProcess>[0]> = {}): PredictorLink {
  process.env['FAULT'] = fault;
  process.env['FAULT_MARK'] = path.join(mkdtempSync(path.join(tmpdir(), 'renas-')), 'mark');
  link = startPredictorProcess({
    program: path.join(import.meta.dirname, 'standInPredictor.mjs'),
    node: process.execPath,
    models: 'MODELS',
    chosenModels: {},
    trainWith: 'renas train',
    listener: { status: status => void statuses.push(status), log: () => {} },
    times: { firstRestart: 50, answer: 1000 },
    ...more,
  });
  return link;
}

/** Score of one cell, or the answer that came instead. */
async function scoreOf(cell: Cell, of = space): Promise<unknown> {
  const answer = await link?.score(of, [cell]);
  return answer?.kind === 'scores' ? answer.scores[0]?.score : answer;
}

async function modelOf(of = space): Promise<{ readonly name: string; readonly source: string }> {
  const answer = await link?.score(of, []);
  if (answer?.kind !== 'scores') throw new Error(JSON.stringify(answer));
  return answer.model;
}

const failures = () => statuses.filter(({ state }) => state === 'failed').map(({ reason }) => reason);

beforeEach(() => {
  statuses = [];
});
afterEach(() => link?.dispose());

describe('the predictor process', () => {
  it('answers requests in order, and says what answers', async () => {
    start();
    expect(await Promise.all([3, 5, 4].map(n => scoreOf(cellOf(n))))).toEqual([7003, 7005, 7004]);
    expect(statuses[0]?.state).toBe('starting');
    expect(statuses.at(-1)).toMatchObject({ state: 'ready', engine: 'stand-in' });
    expect(Object.keys(statuses.at(-1)?.models ?? {})).toEqual(['small']);
  });

  it('answers what somebody waits for first', async () => {
    start();
    const answered: string[] = [];
    const scores = [3, 4, 5].map(n => scoreOf(cellOf(n)).then(() => answered.push(`score ${n}`)));
    const chances = link?.chances(space, [[cellOf(6), cellOf(2)]]);
    expect(await chances?.then(found => [...answered, found])).toEqual([[0.75]]);
    await Promise.all(scores);
    expect(answered).toHaveLength(3);
  });

  it('has no chances to tell where there is no predictor, or the process ends twice over them', async () => {
    start('ends-on-9');
    const unknown = { ...space, name: 'unknown' };
    expect(await link?.chances(unknown, [[cellOf(3), cellOf(4)]])).toBeUndefined();
    expect(await link?.chances(space, [[cellOf(9), cellOf(4)]])).toBeUndefined();
    expect(await scoreOf(cellOf(4))).toBe(7004);
  });

  it('is told where the models are, and starts again when others are chosen', async () => {
    start('', { chosenModels: { small: '/chosen' } });
    const first = await modelOf();
    expect(first.name).toBe('serve --models MODELS --predictor small=/chosen');
    link?.choose({ small: '/other' });
    const second = await modelOf();
    expect(second.name).toBe('serve --models MODELS --predictor small=/other');
    expect(second.source).not.toBe(first.source);
    expect(failures()).toEqual([]);
  });

  it('says what to do for a space without a predictor', async () => {
    start();
    expect(await scoreOf(cellOf(3), { ...space, name: 'unknown' })).toEqual({
      kind: 'none',
      reason: 'Train one.',
    });
  });

  it('tells two spaces of one name apart', async () => {
    start();
    const larger = { ...space, vertices: 8 };
    expect(await Promise.all([space, larger, space].map(of => scoreOf(cellOf(3), of)))).toEqual([
      7003, 8003, 7003,
    ]);
  });

  it('sends what was at work again after the process ended', async () => {
    start('ends-once');
    expect(await Promise.all([scoreOf(cellOf(3)), scoreOf(cellOf(4))])).toEqual([7003, 7004]);
    expect(failures()).toEqual(['The predictor process ended (exit code 7). It starts again in 0.05 s.']);
  });

  it('gives up cells that end the process twice, and goes on with the others', async () => {
    start('ends-on-9');
    const [poison, other] = await Promise.all([scoreOf(cellOf(9)), scoreOf(cellOf(4))]);
    expect(poison).toEqual({
      kind: 'failed',
      reason: 'The predictor process ended (SIGKILL) twice over these cells.',
    });
    expect(other).toBe(7004);
  });

  it.each(['gpu-ends-at-work', 'gpu-ends-at-start'])(
    'goes on with the next engine when one has ended the process twice (%s), and says so',
    async fault => {
      start(fault);
      expect(await Promise.all([scoreOf(cellOf(3)), scoreOf(cellOf(4))])).toEqual([7003, 7004]);
      expect(failures()).toHaveLength(2);
      expect(failures()[1]).toMatch(
        /^The predictor process ended \(.*\)\. It starts again without webgpu in /,
      );
      expect(statuses.at(-1)).toMatchObject({ state: 'ready', engine: 'wasm' });
      expect(statuses.at(-1)?.reason).toMatch(/^not webgpu=the predictor process ended \(.*\), twice$/);
    },
  );

  it('starts again when the process falls silent', async () => {
    start('silent-once', { times: { firstRestart: 50, answer: 300 } });
    expect(await scoreOf(cellOf(3))).toBe(7003);
    expect(failures()).toEqual([
      'The predictor process was stopped: it did not answer in time. It starts again in 0.05 s.',
    ]);
  });

  it('comes back when killed while idle, and says why it was away', async () => {
    start();
    const pid = Number((await modelOf()).source.slice('pid '.length));
    process.kill(pid, 'SIGKILL');
    await until(() => failures().length > 0);
    expect(await scoreOf(cellOf(3))).toBe(7003);
    expect((await modelOf()).source).not.toBe(`pid ${pid}`);
  });

  it('shows the last words of a process that could not start', async () => {
    start('ends-at-start-once');
    expect(await scoreOf(cellOf(3))).toBe(7003);
    expect(failures()).toEqual([
      'The predictor process ended (exit code 3: no engine works here). It starts again in 0.05 s.',
    ]);
  });

  it('waits longer from start to start, and answers what waits when it is disposed of', async () => {
    start('', { node: '/no/such/node', times: { firstRestart: 20, lastRestart: 80 } });
    const waiting = scoreOf(cellOf(3));
    await until(() => failures().length >= 4);
    expect(failures().map(reason => /again in (.*) s/.exec(reason)?.[1])).toEqual(
      expect.arrayContaining(['0.02', '0.04', '0.08']),
    );
    link?.dispose();
    expect(await waiting).toMatchObject({ kind: 'failed' });
  });
});
