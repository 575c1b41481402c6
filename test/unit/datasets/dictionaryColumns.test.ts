import { describe, expect, it } from 'vitest';
import { archs, at, csv, operations, read, refusal, where } from './tableOfText';

const edges = ['0_1', '0_2', '1_2', '0_3', '1_3', '2_3'];
const json = (value: object) => JSON.stringify(value);
/** As Python's `str` writes a dictionary. */
const python = (value: object) =>
  JSON.stringify(value).replaceAll('"', "'").replaceAll('null', 'None').replaceAll('true', 'True');
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

describe.each([
  ['JSON', json],
  ["Python's", python],
])('Dictionaries as text, %s', (_, text) => {
  it('are columns, of which one is the label and one the cell', async () => {
    const content = csv(
      ',summary,config,name',
      archs.map((arch, i) => [
        i,
        quoted(text({ val_loss: i, best: null })),
        quoted(text({ arch, nesterov: true })),
        `run-${i}`,
      ]),
    );
    const { values, notes } = await read(content, 'summary/val_loss');
    expect(values).toEqual(at);
    expect(notes.join(' ')).toContain('Its cells are in config/arch.');
  });

  it('hide no data set: rows of several are never averaged', async () => {
    const content = csv(
      'config,acc',
      archs.flatMap((arch, i) =>
        ['cifar10', 'cifar100'].map((dataset, k) => [quoted(text({ arch, dataset, seed: k })), i + 50 * k]),
      ),
    );
    expect(await refusal(content, 'acc')).toMatch(
      /differ in config\/dataset \(cifar10, cifar100\) and can't be averaged: choose with --where config\/dataset=cifar10/,
    );
    expect((await read(content, 'acc', where('config/dataset=cifar100'))).values).toEqual(
      at.map(i => i + 50),
    );
  });

  it('may hold one choice a key, and have other keys in other rows', async () => {
    const content = csv(
      'config,acc',
      operations.map((own, i) => [
        quoted(
          text({
            ...Object.fromEntries(own.map((name, edge) => [edges[edge], name])),
            ...(i > 30 ? { dropout: 0 } : {}),
          }),
        ),
        i,
      ]),
    );
    expect((await read(content, 'acc')).values).toEqual(at);
  });

  it('are read in JSON Lines', async () => {
    const content = archs
      .flatMap((arch, i) =>
        ['val', 'test'].map((split, k) => json({ json_config: text({ arch, split }), acc: i + k })),
      )
      .join('\n');
    const options = where('json_config/split=test');
    expect((await read(content, 'acc', options, 'runs.jsonl')).values).toEqual(at.map(i => i + 1));
    expect(await refusal(content, 'acc', {}, 'runs.jsonl')).toMatch(/differ in json_config\/split/);
  });
});

it('a seed that W&B writes with its description is a seed', async () => {
  const content = csv(
    'config,acc',
    archs.flatMap((arch, i) =>
      [1, 2].map(seed => [
        quoted(json({ arch: { value: arch, desc: null }, seed: { value: seed, desc: null } })),
        i + seed,
      ]),
    ),
  );
  expect((await read(content, 'acc')).values).toEqual(at.map(i => i + 1.5));
});

it('what is cut off or has a key twice is no dictionary', async () => {
  for (const config of [`{'arch': '${archs[0]}', 'dataset': 'cif`, `{'seed': 1, 'seed': 2}`]) {
    const content = csv('config,arch,acc', [[quoted(config), archs[1]!, 1]]);
    expect((await read(content, 'acc')).columns ?? []).not.toContain('config/seed');
    expect((await read(content, 'acc')).values[1]).toBe(1);
  }
});

describe('Rows of one cell that differ as much as cells do', () => {
  const rows = (gap: number) =>
    csv(
      'run,arch,acc',
      archs.flatMap((arch, i) =>
        ['a_cifar10', 'a_cifar100'].map((run, k) => [`${i}_${run}`, arch, i - gap * k]),
      ),
    );

  it('are doubted, as where only the names of runs tell the data sets', async () => {
    const { warnings } = (await read(rows(30), 'acc')).report;
    expect(warnings.join(' ')).toMatch(
      /differ in acc as much as cells do: by a deviation of 21\.2, against 14\.\d between cells\./,
    );
  });

  it('are not doubted where cells differ more', async () => {
    expect((await read(rows(2), 'acc')).report.warnings).toEqual([]);
  });
});

it('the best value of a table in a paper is not lost', async () => {
  for (const best of ['\\textbf{5}', '$\\mathbf{5}$', '**5**', '\\underline{5}', '\\textbf{$5 \\pm 1$}']) {
    const content = csv(
      'arch,acc',
      archs.map((arch, i) => [arch, i === 5 ? best : i]),
    );
    const { values, problems } = await read(content, 'acc');
    expect(problems, best).toEqual([]);
    expect(values, best).toEqual(at);
  }
});

it('TensorBoard: the tag that was chosen tells the direction', async () => {
  const content = csv(
    'run,tag,step,value',
    archs.flatMap((arch, i) => ['val/loss', 'val/acc'].map((tag, k) => [arch, tag, 10, i + 100 * k])),
  );
  expect((await read(content, 'value', where('tag=val/loss'))).goal).toBe('min');
  expect((await read(content, 'value', where('tag=val/acc'))).goal).toBe('max');
});
