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
