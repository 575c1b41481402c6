import { describe, expect, it } from 'vitest';
import { importTable } from '../../../src/datasets/importTable';
import { archs, at, csv, operations, read, refusal, space, table, where, write } from './tableOfText';

const plain = archs.map((arch, i) => [arch, i] as const);

describe('Texts as labs and spreadsheets save them', () => {
  it('a title and comments above the header are passed over, and that is said', async () => {
    for (const above of ['# lr 0.1, 50 epochs\n# March\n', 'Results of March;;\n\n', '\n"Lab 3"\n']) {
      const { values, notes } = await read(above + table(';', 'arch;acc', plain), 'acc');
      expect(values, above).toEqual(at);
      expect(notes.join(' ')).toMatch(/The header of .* is line 3; what stands above it was passed over\./);
    }
  });

  it('no row is taken for a header', async () => {
    // pandas writes a series so: a header whose first name is empty.
    expect((await read(csv(',0', plain), '0')).values).toEqual(at);
    const numbered = csv(
      '#,arch,acc',
      plain.map(([arch, i]) => [i, arch, i]),
    );
    expect((await read(numbered, 'acc')).values).toEqual(at);
    const units = await read(`arch,acc\n,%\n${csv('', plain).trimStart()}`, 'acc');
    expect(units.values).toEqual(at);
    expect(units.problems).toEqual([{ line: 2, message: 'its acc is "%", which is no number' }]);
  });

  it('Unicode text of Excel is read: UTF-16 with decimal commas between tabs', async () => {
    const text = `\uFEFF${table(
      '\t',
      'arch,Prüfung',
      archs.map((arch, i) => [arch, `${i},5`]),
    )}`;
    const little = Buffer.from(text, 'utf16le');
    expect((await read(little, 'Prüfung')).values).toEqual(at.map(i => i + 0.5));
    expect((await read(Buffer.from(little).swap16(), 'Prüfung')).values).toEqual(at.map(i => i + 0.5));
  });

  it('values may stand between spaces', async () => {
    const rows = archs.map((arch, i) => `${arch.padEnd(100)} ${i}`).join('\n');
    expect((await read(`arch    acc  \n${rows}\n`, 'acc')).values).toEqual(at);
    expect((await read(`arch acc\r\n${rows.replaceAll('\n', '\r\n')}`, 'acc')).values).toEqual(at);
  });

  it.each(['OOM', 'failed', 'diverged', '#DIV/0!', '#WERT!', 'timeout', 'n.a.', '?'])(
    '%s in place of a figure is a cell that was not measured',
    async word => {
      const { values, report } = await read(
        csv(
          'arch,acc',
          plain.map(([arch, i]) => [arch, i % 5 ? i : word]),
        ),
        'acc',
      );
      expect(values).toEqual(at.map(i => (i % 5 ? i : undefined)));
      expect(report.leftOut).toEqual([{ rows: 8, why: 'without acc' }]);
    },
  );
});

describe('How a trial ended', () => {
  it.each([
    ['State', 'NODE_FAIL'],
    ['State', 'CANCELLED by 1000'],
    ['status', 'StatusType.MEMOUT'],
    ['trial_status', 'ABANDONED'],
    ['status', 'interrupted'],
    ['exit_code', '1'],
    ['ExitCode', '137:0'],
    ['returncode', '-9'],
  ])('%s = %s: its row is left out', async (column, bad) => {
    const good = /^-?\d/.test(bad) ? bad.replaceAll(/-?\d+/g, '0') : 'COMPLETED';
    const { values, report } = await read(
      csv(
        `arch,${column},acc`,
        plain.map(([arch, i]) => [arch, i % 5 ? good : bad, i]),
      ),
      'acc',
    );
    expect(values).toEqual(at.map(i => (i % 5 ? i : undefined)));
    expect(report.leftOut).toEqual([{ rows: 8, why: `with ${column} ${bad}` }]);
  });
});

describe('What rows are of', () => {
  it.each([
    ['user_attrs_dataset', 'cifar10', 'cifar100'],
    ['eval_dataset_name', 'a', 'b'],
    ['phase', 'train', 'val'],
    ['Satz', 'CIFAR-10', 'ImageNet16-120'],
    ['group', 'x-valid', 'ori-test'],
  ])('%s of %s and %s has to be chosen, though no cell has both', async (column, a, b) => {
    const content = csv(
      `arch,${column},acc`,
      plain.map(([arch, i]) => [arch, i % 2 ? b : a, i]),
    );
    expect(await refusal(content, 'acc')).toContain(`differ in ${column} (${a}, ${b}) and can't be compared`);
    const chosen = await read(content, 'acc', where(`${column}=${b}`));
    expect(chosen.values).toEqual(at.map(i => (i % 2 ? i : undefined)));
  });

  it('a device, if the figure depends on it', async () => {
    const content = csv(
      'arch,device,acc,latency_ms',
      plain.map(([arch, i]) => [arch, i % 2 ? 'pixel3' : 'tx2', i, i + 1]),
    );
    expect(await refusal(content, 'latency_ms')).toContain("differ in device (tx2, pixel3) and can't be");
    expect((await read(content, 'acc')).values).toEqual(at);
  });

  it('equal figures have no deviation, whatever their sum is rounded to', async () => {
    const content = csv(
      'arch,run,acc',
      archs.flatMap(arch => [1, 2, 3].map(run => [arch, run, 0.8545])),
    );
    const { report, notes } = await read(content, 'acc');
    expect(report.deviation).toBe(0);
    expect(notes.join(' ')).toContain('rows of one cell are all equal, as copies are');
  });

  it('settings in which cells differ are named', async () => {
    const content = csv(
      'arch,hparam.width,lr,acc',
      plain.map(([arch, i]) => [arch, 16 << (i % 2), 0.1, i]),
    );
    const { report } = await read(content, 'acc');
    expect(report.warnings).toEqual([
      expect.stringMatching(/trained with different hparam\.width \(16, 32\), and are compared as they are/),
    ]);
    expect(report.suggested).toEqual(['hparam.width=16']);
    const drawn = csv(
      'arch,lr,acc',
      plain.map(([arch, i]) => [arch, 0.001 * (i + 1), i]),
    );
    expect((await read(drawn, 'acc')).report.warnings).toEqual([]);
  });

  it('a random state is a seed', async () => {
    const content = csv(
      'arch,random_state,acc',
      archs.flatMap((arch, i) => [1, 42, 777].map((seed, k) => [arch, seed, i + k])),
    );
    expect((await read(content, 'acc')).values).toEqual(at.map(i => i + 1));
  });
});

describe('Which values are better', () => {
  const keys = csv(
    'arch,key,value',
    archs.flatMap((arch, i) => [
      [arch, 'val_loss', 100 - i],
      [arch, 'val_acc', i],
    ]),
  );

  it('is known by the name of the figure that was chosen', async () => {
    const loss = await read(keys, 'value', where('key=val_loss'));
    expect(loss.goal).toBe('min');
    expect(loss.notes.join(' ')).toContain('Its rows are of val_loss, and lower val_loss is better.');
    expect((await read(keys, 'value', where('key=val_acc'))).goal).toBe('max');
    expect((await read(keys, 'value', where('key!=val_acc'))).goal).toBeUndefined();
  });

  it('is known by a column that says it, where the name does not', async () => {
    const rows = archs.map((arch, i) =>
      JSON.stringify({ arch, metrics: { val_loss: { direction: 'min' } }, score: i, acc: i }),
    );
    const { goal, notes } = await read(rows.join('\n'), 'score', {}, 'trials.jsonl');
    expect(goal).toBe('min');
    expect(notes.join(' ')).toContain('metrics/val_loss/direction says min, so lower score is better.');
    expect((await read(rows.join('\n'), 'acc', {}, 'trials.jsonl')).goal).toBeUndefined();
  });

  it('is known by what is said of a study beside its trials, and by true and false', async () => {
    const trials = archs.map((arch, i) => ({ arch, value: i }));
    const of = (told: object) => read(JSON.stringify({ ...told, trials }), 'value', {}, 'study.json');
    expect((await of({ direction: 'StudyDirection.MINIMIZE' })).goal).toBe('min');
    expect((await of({ greater_is_better: false })).goal).toBe('min');
    expect((await of({ maximize: true })).goal).toBe('max');
    expect((await of({ mode: 'train' })).goal).toBeUndefined();
  });

  it('decides what the best epoch is', async () => {
    const content = csv(
      'arch,epoch,direction,value',
      archs.flatMap((arch, i) => [
        [arch, 1, 'minimize', i],
        [arch, 2, 'minimize', 100 + i],
      ]),
    );
    expect((await read(content, 'value', { epoch: 'best' })).values).toEqual(at);
    expect((await read(content, 'value', { epoch: 'best', goal: 'max' })).values).toEqual(
      at.map(i => 100 + i),
    );
  });
});

describe('JSON of supplements', () => {
  const byCell = <T>(of: (i: number) => T) => Object.fromEntries(archs.map((arch, i) => [arch, of(i)]));
  const json = (value: unknown, label: string, options = {}) =>
    read(JSON.stringify(value), label, options, 'supplement.json');
  const refused = (value: unknown, label: string) =>
    refusal(JSON.stringify(value), label, {}, 'supplement.json');

  it('figures by data set and cell', async () => {
    const value = { cifar10: byCell(i => i), cifar100: byCell(i => i - 30) };
    expect(await refused(value, 'value')).toContain('differ in key (cifar10, cifar100)');
    expect((await json(value, 'value', where('key=cifar10'))).values).toEqual(at);
    expect((await json({ cifar10: byCell(i => i) }, 'value')).values).toEqual(at);
  });

  it('epochs of a cell are no numbers of rows', async () => {
    expect(
      (
        await json(
          byCell(i => ({ 12: i, 200: i + 50 })),
          '200',
        )
      ).values,
    ).toEqual(at.map(i => i + 50));
    const deeper = byCell(i => ({ 12: { acc: i }, 200: { acc: i + 50 } }));
    expect(await refused(deeper, 'acc')).toContain('differ in key.2 (12, 200)');
    expect((await json(deeper, 'acc', where('key.2=200'))).values).toEqual(at.map(i => i + 50));
  });

  it('numbers of rows tell no rows apart', async () => {
    const rows = archs.flatMap((arch, i) => [
      { arch, acc: i },
      { arch, acc: i + 2 },
    ]);
    expect((await json({ ...rows }, 'acc')).values).toEqual(at.map(i => i + 1));
  });

  it('lists of figures are refused: they may be of seeds or of epochs', async () => {
    for (const value of [byCell(i => [i, i + 1]), { cifar10: byCell(i => [i, i + 1]) }])
      expect(await refused(value, 'value')).toMatch(
        /its value is a list, whose values may be of seeds or of/,
      );
  });

  it('a list of rows beside an empty one', async () => {
    const results = plain.map(([arch, acc]) => ({ arch, acc }));
    expect((await json({ space: 'x', results, failed: [] }, 'acc')).values).toEqual(at);
    expect(await refused(plain, 'acc')).toMatch(/a list, which does not name its columns/);
  });
});

it('choices by pairs with an arrow', async () => {
  const edges = ['0->1', '0->2', '1->2', '0->3', '1->3', '2->3'];
  const content = csv(
    ['value', ...edges.map(edge => `params_op_${edge}`)].join(','),
    operations.map((own, i) => [i, ...own]),
  );
  expect((await read(content, 'value')).values).toEqual(at);
});

describe('A compact table', () => {
  it('has of several epochs the last, of seeds the mean, and no column that only tells rows apart', async () => {
    const file = write(
      csv('trial_id,seed,epoch,acc,status', []).replace('trial_id', 'arch,trial_id') +
        archs
          .flatMap((arch, i) =>
            [1, 2].flatMap(seed =>
              [1, 2].map(
                epoch => `\n${arch},${2 * i + seed},${seed},${epoch},${100 * epoch + i + seed},done`,
              ),
            ),
          )
          .join(''),
      'runs.csv',
    );
    const { table: packed, notes } = await importTable(file, space, undefined);
    expect(packed.columns.map(({ name }) => name)).toEqual(['acc']);
    const [acc] = packed.columns;
    expect(
      [...(acc as { values: ArrayLike<number> & Iterable<number> }).values].sort((a, b) => a - b),
    ).toEqual(at.map(i => 201.5 + i));
    expect(notes!.join(' ')).toContain('the last epoch, 2');
  });
});
