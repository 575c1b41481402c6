import { describe, expect, it } from 'vitest';
import { archs, at, csv, read, refusal, where } from './tableOfText';

describe('Rows of one cell that differ as much as cells do', () => {
  const rows = (gap: number) =>
    csv(
      'run,arch,acc',
      archs.flatMap((arch, i) => ['first', 'second'].map((run, k) => [`${i}_${run}`, arch, i - gap * k])),
    );

  it('are doubted, as where no column tells the data sets', async () => {
    const { warnings } = (await read(rows(30), 'acc')).report;
    expect(warnings.join(' ')).toMatch(
      /differ in acc as much as cells do: by a deviation of 21\.2, against 14\.\d between cells\./,
    );
  });

  it('are not doubted where cells differ more', async () => {
    expect((await read(rows(2), 'acc')).report.warnings).toEqual([]);
  });
});

it('a figure that is the same for all cells is named', async () => {
  // Nothing was validated in the odd epochs, for which a 0 was written.
  const content = csv(
    'arch,epoch,acc',
    archs.flatMap((arch, i) => [0, 1].map(epoch => [arch, epoch, epoch ? 0 : i + 1])),
  );
  expect((await read(content, 'acc')).notes.join(' ')).toContain(
    'that are used have exactly 0 in acc, which tells no cell from another: another column, --epoch or --where may.',
  );
  expect((await read(content, 'acc', { epoch: 'best' })).report.warnings).toEqual([]);
});

describe('Names of runs and paths', () => {
  const named = (column: string, name: (i: number, k: number) => string) =>
    csv(
      `${column},arch,acc`,
      archs.flatMap((arch, i) => [0, 1].map(k => [name(i, k), arch, i + k])),
    );

  it.each([
    ['run', (i: number, k: number) => `nb201_${i}_${['cifar10', 'CIFAR-100'][k]}_s1`],
    ['experiment', (i: number, k: number) => `${['cifar10', 'cifar100'][k]}-${i}`],
    ['file', (i: number, k: number) => `logs/${i}/${['val', 'test'][k]}/log.txt`],
  ])('of rows of one cell that speak of different data sets or splits: refused, %s', async (column, name) => {
    const content = named(column, name);
    expect(await refusal(content, 'acc')).toMatch(
      new RegExp(
        `rows of one cell that speak of different data sets or splits in ${column} \\(.*write them in`,
      ),
    );
    expect((await read(content, 'acc', where(`${column}=*`))).values).toEqual(at.map(i => i + 0.5));
  });

  it.each([
    ['run', (i: number, k: number) => `test_${i}_seed${k}`],
    ['file', (i: number, k: number) => `cifar10/train/${i}/${k}.log`],
    ['run', (i: number, k: number) => (i % 2 ? `test-${i}-${k}` : `cifar10-imagenet-${i}-${k}`)],
    ['run', (i: number, k: number) => `imagenet_${i}${k}`],
    ['run', (i: number, k: number) => (k ? `contest_${i}` : `trainer_${i}`)],
  ])('are no data sets where they do not differ in one, %s', async (column, name) => {
    expect((await read(named(column, name), 'acc')).values).toEqual(at.map(i => i + 0.5));
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
