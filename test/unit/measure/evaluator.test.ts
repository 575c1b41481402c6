import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { createEvaluator } from '../../../src/measure/evaluator';
import { openJournal } from '../../../src/measure/journal';
import { temporaryFolder } from '../runs/folders';
import { request } from './bench';

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});

/** An evaluator in Node: `answer` is what it does with a job, by `say` and `process.exit`. */
function evaluatorOf(answer: string, slots = 1) {
  const script = path.join(folder, 'evaluator.mjs');
  writeFileSync(
    script,
    `import { appendFileSync } from 'node:fs';
    appendFileSync('starts', 'x');
    const say = line => console.log(JSON.stringify(line));
    console.log('Loading weights…');
    let jobs = 0;
    for await (const line of (await import('node:readline')).createInterface({ input: process.stdin })) {
      const job = JSON.parse(line);
      jobs++;
      ${answer}
    }`,
  );
  const said: string[] = [];
  const journal = openJournal(folder);
  const evaluator = createEvaluator({
    folder,
    runId: 'run',
    command: `${process.execPath} evaluator.mjs`,
    journal,
    slots,
    gpus: [],
    settings: { cwd: folder, job: { label: 'score', goal: 'max', device: 'cpu', threads: 1 } },
    signal: new AbortController().signal,
    say: text => said.push(text),
  });
  return { evaluator, journal, said, starts: () => readFileSync(path.join(folder, 'starts'), 'utf8').length };
}

it('is started once a slot, and measures one cell after another', async () => {
  const { evaluator, starts } = evaluatorOf(
    `say({ event: 'epoch', epoch: 1, values: {} }); say({ event: 'result', values: { score: job.seed, jobs } });`,
    2,
  );
  const seeds = [3, 4, 5, 6, 7, 8];
  const outcomes = await Promise.all(seeds.map(seed => evaluator.measure(request(1, { seed }))));
  expect(outcomes.map(each => (each.kind === 'measured' ? each.values['score'] : undefined))).toEqual(seeds);
  expect(starts()).toBe(2);
  await evaluator.close();
  const again = evaluatorOf('process.exit(1)');
  expect(await again.evaluator.measure(request(1, { seed: 5 }))).toEqual(outcomes[2]);
});

it('is started again when it ends; a cell on which it ends twice is rejected', async () => {
  const { evaluator, starts, said } = evaluatorOf(
    `if (job.name === 'c2') process.exit(9);
    if (job.name === 'c3') say({ event: 'refused', why: 'too large.' });
    else say({ event: 'result', values: { score: 1 } });`,
  );
  const outcomes = await Promise.all([1, 2, 3, 4].map(i => evaluator.measure(request(i))));
  expect(outcomes).toEqual([
    { kind: 'measured', values: { score: 1 } },
    { kind: 'refused', why: 'the evaluator ended 2 times while it measured it' },
    { kind: 'refused', why: 'too large' },
    { kind: 'measured', values: { score: 1 } },
  ]);
  expect(starts()).toBe(3);
  expect(said).toHaveLength(3);
  await evaluator.close();
});

it('that never works ends the run with what it printed', async () => {
  const { evaluator } = evaluatorOf(`console.error('no weights'); process.exit(1);`);
  const asked = [1, 2, 3].map(i => evaluator.measure(request(i)));
  const settled = await Promise.allSettled(asked);
  expect(settled.at(-1)).toMatchObject({
    reason: {
      message: expect.stringMatching(
        /^The evaluator ended with exit code 1 3 times in a row before anything was measured; the last it printed: .*no weights: mend that, and `renas resume .*` goes on\.$/,
      ),
    },
  });
});
