import { describe, expect, it } from 'vitest';
import { canonicalHash } from '../../src/cells/canonical';
import { enumerateCells } from '../../src/cells/enumerate';
import type { SearchSpace } from '../../src/cells/space';
import type { PredictorLink, ScoreAnswer } from '../../src/server/scoring/predictorLink';
import { chunkSize, createScores, type HashedCell } from '../../src/server/scoring/scores';
import { until } from './until';

const space: SearchSpace = {
  name: 'edges',
  operationsOn: 'edges',
  operations: [
    { name: 'none', aliases: [], definition: { kind: 'zero' } },
    { name: 'skip', aliases: [], definition: { kind: 'identity' } },
    { name: 'conv1x1', aliases: [], definition: { kind: 'conv', kernel: 1, dilation: 1, groups: 1 } },
    { name: 'conv3x3', aliases: [], definition: { kind: 'conv', kernel: 3, dilation: 1, groups: 1 } },
  ],
  vertices: 4,
  edges: null,
  output: 'sum',
  skeleton: {
    image: { height: 32, width: 32, channels: 3 },
    stem: 16,
    stacks: 3,
    cells: 5,
    classes: 10,
    between: 'residual',
    counting: 'multiply-adds',
  },
};
/** No two of one graph. */
const cells: HashedCell[] = [
  ...new Map([...enumerateCells(space)].map(cell => [canonicalHash(space, cell), cell])),
].map(([hash, cell]) => ({ space, cell, hash }));
const model = { name: 'm', recipe: 'default', source: 's', kendallTau: undefined };

/** A link whose answers are given by hand. */
function heldLink(answer: (count: number) => ScoreAnswer) {
  const asked: HashedCell['cell'][][] = [];
  const held: (() => void)[] = [];
  const link: PredictorLink = {
    score: (_, chunk) =>
      new Promise(resolve => {
        asked.push([...chunk]);
        held.push(() => resolve(answer(chunk.length)));
      }),
    chances: async () => undefined,
    choose() {},
    measured() {},
    estimate() {},
    dispose() {},
  };
  const release = async () => {
    held.shift()?.();
    await new Promise(resolve => setImmediate(resolve));
  };
  return { link, asked, release };
}

const scored = (count: number): ScoreAnswer => ({
  kind: 'scores',
  model,
  scores: Array.from({ length: count }, (_, i) => ({ score: i, top: 1 })),
});

describe('scores', () => {
  it('asks in chunks, once for equal cells and never again for known ones', async () => {
    const { link, asked, release } = heldLink(scored);
    const scores = createScores(link, () => {});
    const some = cells.slice(0, 600);
    scores.want('a', [...some, ...some]);
    expect(scores.state(some[0]!)).toBe('pending');
    while (asked.flat().length < 600) await release();
    await release();
    const full = Math.floor(600 / chunkSize);
    expect(asked.map(chunk => chunk.length)).toEqual([
      ...Array.from({ length: full }, () => chunkSize),
      600 - full * chunkSize,
    ]);
    expect(some.every(cell => typeof scores.state(cell) === 'object')).toBe(true);
    scores.want('b', cells.slice(590, 601));
    expect(asked.at(-1)).toEqual([cells[600]?.cell]);
  });

  it('serves the document wanted last before what is left of the others', async () => {
    const { link, asked, release } = heldLink(scored);
    const scores = createScores(link, () => {});
    scores.want('large', cells.slice(0, 1000));
    scores.want('small', cells.slice(2000, 2001));
    await release();
    expect(asked[1]).toEqual([cells[2000]?.cell]);
    await release();
    expect(asked[2]).toHaveLength(chunkSize);
  });

  it('serves what somebody looks at first, and a list of everything last', async () => {
    const { link, asked, release } = heldLink(scored);
    const news: string[] = [];
    const scores = createScores(link, document => news.push(document));
    scores.want('shown', cells.slice(0, 300));
    scores.want('hidden', cells.slice(1000, 1300));
    scores.want('list', cells.slice(2000, 2300), 'later');
    scores.prefer('shown');
    scores.prefer('list');
    while (asked.flat().length < 900) await release();
    await release();
    const count = Math.ceil(300 / chunkSize);
    expect(news).toEqual(['shown', 'hidden', 'list'].flatMap(name => new Array(count).fill(name)));
  });

  it('drops what a document no longer wants', async () => {
    const { link, asked, release } = heldLink(scored);
    const scores = createScores(link, () => {});
    scores.want('a', cells.slice(0, 1000));
    scores.want('a', cells.slice(1500, 1501));
    await release();
    await release();
    expect(asked.slice(1)).toEqual([[cells[1500]?.cell]]);
    scores.want('b', cells.slice(3000, 3600));
    scores.forgetDocument('b');
    await release();
    await release();
    expect(asked).toHaveLength(3);
  });

  it('does not ask again for a space that has no predictor, until other predictors are chosen', async () => {
    let answer: ScoreAnswer = { kind: 'none', reason: 'Train one.' };
    const { link, asked, release } = heldLink(count => (answer.kind === 'none' ? answer : scored(count)));
    const scores = createScores(link, () => {});
    scores.want('a', cells.slice(0, 1000));
    await release();
    expect(scores.state(cells[999]!)).toBe('none');
    expect(scores.predictor(space)).toEqual({ model: undefined, reason: 'Train one.' });
    scores.want('a', cells.slice(0, 1));
    expect(asked).toHaveLength(1);
    answer = scored(0);
    scores.clear();
    scores.want('a', cells.slice(0, 1));
    await release();
    expect(scores.state(cells[0]!)).toEqual({ score: 0, top: 1 });
  });

  it('forgets an answer that was asked of other predictors', async () => {
    const { link, asked, release } = heldLink(scored);
    let news = 0;
    const scores = createScores(link, () => news++);
    scores.want('a', cells.slice(0, 1));
    scores.clear();
    scores.want('a', cells.slice(0, 1));
    await release();
    expect([scores.state(cells[0]!), news]).toEqual(['pending', 0]);
    await release();
    await until(() => news === 1);
    expect(asked).toHaveLength(2);
  });

  it('gives up for a while cells whose score could not be had', async () => {
    const { link, asked, release } = heldLink(() => ({ kind: 'failed', reason: 'It ended.' }));
    const scores = createScores(link, () => {});
    scores.want('a', cells.slice(0, 3));
    await release();
    scores.want('a', cells.slice(0, 3));
    await release();
    expect(scores.state(cells[0]!)).toBe('none');
    expect(asked).toHaveLength(1);
  });
});
