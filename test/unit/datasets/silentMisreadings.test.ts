import { describe, expect, it } from 'vitest';
import { goalOfName } from '../../../src/cells/goal';
import { archNames } from '../../../src/exchange/archNames';
import { archs, at, cells, csv, operations, read, refusal, space, table, where } from './tableOfText';

describe('Which epoch a row is of', () => {
  const rows = archs.flatMap((arch, i) => [1, 2, 3].map(epoch => ({ arch, i, epoch, value: i + epoch })));

  it('Ray Tune: is told by the column that differs within a trial, not by a setting of that name', async () => {
    const content = csv(
      'trial_id,training_iteration,val_acc,config/epochs,config/arch',
      rows.map(({ arch, i, epoch, value }) => [`t${i}`, epoch, value, 3, arch]),
    );
    expect((await read(content, 'val_acc')).values).toEqual(at.map(i => i + 3));
  });

  it('Syne Tune: is the resource of the trial, though each configuration has epochs', async () => {
    const content = csv(
      'trial_id,st_status,st_worker_iter,metric_valid_acc,config_epochs,config_arch',
      rows.map(({ arch, i, epoch, value }) => [i, 'Completed', epoch, value, 3, arch]),
    );
    expect((await read(content, 'metric_valid_acc')).values).toEqual(at.map(i => i + 3));
  });

  it('is read out of words such as 3/3 and epoch 3', async () => {
    for (const word of [(n: number) => `${n}/3`, (n: number) => `epoch ${n}`, (n: number) => `ep${n}`]) {
      const content = csv(
        'arch,epoch,acc',
        rows.map(({ arch, epoch, value }) => [arch, word(epoch), value]),
      );
      expect((await read(content, 'acc')).values).toEqual(at.map(i => i + 3));
    }
  });

  it('is asked for where it is told in words that are not numbers', async () => {
    const content = csv(
      'arch,fidelity,acc',
      archs.flatMap((arch, i) => [
        [arch, 'low', i],
        [arch, 'high', 50 + i],
      ]),
    );
    expect(await refusal(content, 'acc')).toContain('differ in fidelity (low, high)');
    expect((await read(content, 'acc', where('fidelity=high'))).values).toEqual(at.map(i => 50 + i));
  });

  it('Keras History by trial: epochs from 0, best of a loss', async () => {
    const content = csv(
      'arch,epoch,val_loss',
      rows.map(({ arch, i, epoch }) => [arch, epoch - 1, epoch === 2 ? i : i + 10]),
    );
    expect((await read(content, 'val_loss')).values).toEqual(at.map(i => i + 10));
    expect((await read(content, 'val_loss', { epoch: 'best', goal: 'min' })).values).toEqual(at);
  });
});

describe('What tells rows of one cell apart', () => {
  const twice = (a: string | number, b: string | number) =>
    archs.flatMap((arch, i) => [
      [arch, a, i],
      [arch, b, 50 + i],
    ]);

  it('MLflow: a seed among the parameters is a seed, and the run is one that finished', async () => {
    const content = csv(
      'run_id,status,params.arch,params.seed,params.lr,metrics.val_acc',
      archs.flatMap((arch, i) => [
        [`r${i}`, 'FINISHED', arch, 1, 0.1, i],
        [`s${i}`, 'FINISHED', arch, 2, 0.1, i + 2],
        [`u${i}`, i % 2 ? 'KILLED' : 'FAILED', arch, 3, 0.1, 0],
      ]),
    );
    const { values, deviations } = await read(content, 'metrics.val_acc');
    expect(values).toEqual(at.map(i => i + 1));
    expect(deviations['metrics.val_acc']![0]).toBeCloseTo(Math.SQRT2, 9);
  });

  it('MLflow: a data set among the parameters has to be chosen, though no cell has both', async () => {
    const content = csv(
      'params.arch,params.dataset,metrics.acc',
      archs.map((arch, i) => [arch, i % 2 ? 'cifar10' : 'cifar100', i]),
    );
    expect(await refusal(content, 'metrics.acc')).toContain('differ in params.dataset (cifar100, cifar10)');
  });

  it('a learning rate drawn anew for each trial: rows are no repeated measurements', async () => {
    const content = csv(
      'arch,lr,acc',
      archs.flatMap((arch, i) => [
        [arch, (0.001 * (2 * i + 1)).toFixed(4), i],
        [arch, (0.001 * (2 * i + 2)).toFixed(4), 50 + i],
      ]),
    );
    const message = await refusal(content, 'acc');
    expect(message).toMatch(/^[^;]* differ in lr \(0\.0010, 0\.0020, .* and 74 more\)/);
    expect((await read(content, 'acc', where('lr=*'))).values).toEqual(at.map(i => 25 + i));
  });

  it('many tasks: rows of several are never averaged', async () => {
    const content = csv(
      'arch,task,acc',
      archs.flatMap((arch, i) => Array.from({ length: 30 }, (_, task) => [arch, `task${task}`, i + task])),
    );
    expect(await refusal(content, 'acc')).toMatch(/differ in task \(task0, task1, .* and 24 more\)/);
  });

  it.each([
    ['hp', 12, 200],
    ['num_classes', 10, 100],
    ['image_px', 128, 224],
    ['C', 16, 36],
    ['width_mult', 0.5, 1],
  ])('a column of a few numbers whose name says nothing, as %s', async (column, a, b) => {
    const content = csv(`arch,${column},acc`, twice(a, b));
    expect(await refusal(content, 'acc')).toContain(`differ in ${column} (${a}, ${b})`);
    expect((await read(content, 'acc', where(`${column}=${b}`))).values).toEqual(at.map(i => 50 + i));
    expect((await read(content, 'acc', where(`${column}=*`))).values).toEqual(at.map(i => 25 + i));
  });

  it('figures beside the label never tell rows apart, be they whole numbers or equal for many', async () => {
    const content = csv(
      'arch,seed,acc,correct,params,top5_is_one,minutes',
      archs.flatMap((arch, i) =>
        [1, 2, 3].map(seed => [arch, seed, i + seed, 9000 + i + seed, 100 + i, seed % 2, (i + seed) % 7]),
      ),
    );
    expect((await read(content, 'acc')).values).toEqual(at.map(i => i + 2));
  });

  it.each(['name', 'group', 'file', 'tags'])('a %s that stands for a data set', async column => {
    const content = csv(`arch,${column},acc`, twice('cifar10', 'cifar100'));
    expect(await refusal(content, 'acc')).toContain(`differ in ${column} (cifar10, cifar100)`);
  });

  it.each(['host', 'gpu', 'date'])('a %s does not: it says where or when', async column => {
    expect((await read(csv(`arch,${column},acc`, twice('a', 'b')), 'acc')).values).toEqual(
      at.map(i => 25 + i),
    );
  });

  it('pandas melt: figures below each other', async () => {
    const content = csv('arch,variable,value', twice('acc', 'loss'));
    expect(await refusal(content, 'value')).toContain('differ in variable (acc, loss)');
  });
});

describe('Trials that failed', () => {
  it.each([
    ['failed', 'True', 'False'],
    ['crashed', '1', '0'],
    ['is_diverged', 'yes', 'no'],
    ['success', 'False', 'True'],
    ['converged', '0', '1'],
    ['is_valid', 'false', 'true'],
  ])('are told by %s = %s', async (column, bad, good) => {
    const content = csv(
      `arch,${column},acc`,
      archs.map((arch, i) => [arch, i % 5 === 0 ? bad : good, i % 5 === 0 ? 0.5 : i]),
    );
    const { values, report } = await read(content, 'acc');
    expect(values).toEqual(at.map(i => (i % 5 === 0 ? undefined : i)));
    expect(report.leftOut).toEqual([{ rows: 8, why: `with ${column} ${bad}` }]);
  });

  it('are named where the word for it is not known', async () => {
    const content = csv(
      'arch,status,acc',
      archs.map((arch, i) => [arch, i % 5 === 0 ? 'explodiert' : 'done', i]),
    );
    const { report } = await read(content, 'acc');
    expect(report.warnings).toEqual([
      expect.stringMatching(/8 rows of .* have status explodiert, .* --where "status!=explodiert"/),
    ]);
  });
});

describe('Where the cells are', () => {
  const other = (i: number) => archs[(i + 7) % 40]!;

  it('is asked for where two columns hold different cells', async () => {
    const content = csv(
      'parent,child,acc',
      archs.map((arch, i) => [other(i), arch, i]),
    );
    expect(await refusal(content, 'acc')).toMatch(/parent and child both hold cells.*--cells parent/);
    expect((await read(content, 'acc', { cells: 'child' })).values).toEqual(at);
    const named = content.replace('parent,child', 'parent,arch');
    expect((await read(named, 'acc')).values).toEqual(at);
  });

  it('JSON of two lists: cells of the one are none of the other', async () => {
    const rows = (of: (i: number) => string) => at.map(i => ({ arch: of(i), acc: i }));
    const content = JSON.stringify({ train: rows(i => archs[i]!), test: rows(other) });
    expect(await refusal(content, 'test/acc', {}, 'a.json')).toMatch(/both hold cells/);
  });

  it('is no column called cell that numbers them', async () => {
    for (const of of [(i: number) => String(i), () => 'normal']) {
      const content = csv(
        'cell,arch_str,acc',
        archs.map((arch, i) => [of(i), arch, i]),
      );
      expect((await read(content, 'acc')).values).toEqual(at);
    }
  });

  it('is said where it is an index, and by which numbering', async () => {
    const content = csv(
      'index,acc',
      cells.map((cell, i) => [archNames(space, cell)!.arch_index, i]),
    );
    const { values, notes } = await read(content, 'acc');
    expect(values).toEqual(at);
    expect(notes.join(' ')).toMatch(/Its cells are in index, read as the indices of NAS-Bench-201/);
  });

  it('is doubted where an index only counts the rows', async () => {
    const content = csv(
      'index,params,acc',
      at.map(i => [i, 100 + i, i]),
    );
    expect((await read(content, 'acc')).notes.join(' ')).toMatch(/index of .* counts the rows/);
    expect((await read(content, 'acc', { cells: 'index' })).notes.join(' ')).not.toMatch(/counts the rows/);
  });

  it('is said with the order of the choices', async () => {
    const content = csv(
      'params_Op0,params_Op1,params_Op2,params_Op3,params_Op4,params_Op5,value',
      operations.map((own, i) => [...own, i]),
    );
    expect((await read(content, 'value')).notes.join(' ')).toContain(
      'Its cells are in params_Op{i}, in the order of arch_str.',
    );
  });

  it('is said with the numbering of op indices', async () => {
    const names = ['skip_connect', 'none', 'nor_conv_3x3', 'nor_conv_1x1', 'avg_pool_3x3'];
    // arch_str has the edges 01 02 12 03 13 23, NASLib 01 02 03 12 13 23.
    const content = csv(
      'ops,acc',
      operations.map((own, i) => [
        `"[${[0, 1, 3, 2, 4, 5].map(edge => names.indexOf(own[edge]!)).join(', ')}]"`,
        i,
      ]),
    );
    const { values, notes } = await read(content, 'acc');
    expect(values).toEqual(at);
    expect(notes.join(' ')).toMatch(/NASLib's numbering/);
  });
});

describe('Numbers', () => {
  it('of thousands are no decimals: refused beside decimal points', async () => {
    const content = table(
      ';',
      'arch,acc,params',
      archs.map((arch, i) => [arch, (90 + i / 100).toFixed(2), `${70 + i},306`]),
    );
    expect(await refusal(content, 'params')).toMatch(/thousands separated, as 70,306 in line 2/);
    expect((await read(content, 'acc')).values[1]).toBe(90.01);
  });

  it('of thousands with points are refused beside decimal commas', async () => {
    const content = table(
      ';',
      'arch,acc,params',
      archs.map((arch, i) => [arch, `90,${10 + i}`, `${70 + i}.306`]),
    );
    expect(await refusal(content, 'params')).toMatch(/thousands separated, as 70\.306 in line 2/);
    expect((await read(content, 'acc')).values[1]).toBe(90.11);
  });

  it('with three decimals behind a comma are read, and the doubt is said', async () => {
    const content = table(
      ';',
      'arch,acc',
      archs.map((arch, i) => [arch, `90,${100 + i}`]),
    );
    const { values, notes } = await read(content, 'acc');
    expect(values[1]).toBe(90.101);
    expect(notes.join(' ')).toContain('are read as decimal signs, not as thousands: 90,100 in line 2');
  });

  it('of a LaTeX table have their deviation', async () => {
    const content = csv(
      'arch,acc',
      archs.map((arch, i) => [arch, String.raw`$${i}.5 \pm 0.3$`]),
    );
    const { values, deviations } = await read(content, 'acc');
    expect(values).toEqual(at.map(i => i + 0.5));
    expect(deviations['acc']![0]).toBe(0.3);
  });
});

describe('Files put together', () => {
  it('a header in the middle is no row, if it is the same', async () => {
    const half = (from: number, to: number) =>
      csv(
        'arch,acc,loss',
        archs.slice(from, to).map((arch, i) => [arch, from + i, 0]),
      );
    const { values, problems, notes } = await read(`${half(0, 20)}\n${half(20, 40)}`, 'acc');
    expect(values).toEqual(at);
    expect(problems).toEqual([]);
    expect(notes.join(' ')).toMatch(/header stands in line 22 again/);
  });

  it('a header in the middle with other columns: refused', async () => {
    const first = csv(
      'arch,acc,loss',
      archs.slice(0, 20).map((arch, i) => [arch, i, 0.5]),
    );
    const second = csv(
      'arch,loss,acc',
      archs.slice(20).map((arch, i) => [arch, 0.5, 20 + i]),
    );
    expect(await refusal(`${first}\n${second}`, 'acc')).toMatch(/line 22 is a header of other columns/);
  });
});

it.each([
  ['1-acc', 'min'],
  ['1 - accuracy', 'min'],
  ['100-top1', 'min'],
  ['one_minus_acc', 'min'],
  ['-val_loss', 'max'],
  ['1/latency', 'max'],
  ['inverse_latency', 'max'],
  ['acc_per_mflops', 'max'],
  ['accuracy_per_million_params', 'max'],
  ['images_per_second', 'max'],
  ['tokens/sec', 'max'],
  ['bits_per_byte', 'min'],
  ['seconds_per_epoch', 'min'],
  ['rank', 'min'],
  ['acc_rank', 'min'],
  ['acc_std', 'min'],
  ['acc_gap', 'min'],
  ['f', undefined],
  ['f1', 'max'],
  ['objective', undefined],
  ['error_reduction', 'max'],
  ['val_loss', 'min'],
] as const)('better values of %s are known: %s', (name, goal) => {
  expect(goalOfName(name)).toBe(goal);
});

it('a table that holds every row twice says so', async () => {
  const rows = archs.map((arch, i) => [arch, i]);
  const { values, notes } = await read(csv('arch,acc', [...rows, ...rows]), 'acc');
  expect(values).toEqual(at);
  expect(notes.join(' ')).toContain('rows of one cell are all equal, as copies are');
});

it('a row of a mean at the end of a small table is left out and told; one bad row in ten is too many', async () => {
  const rows = archs.slice(0, 20).map((arch, i) => [arch, i]);
  const { problems } = await read(csv('arch,acc', [...rows, ['Mean', 9.5]]), 'acc');
  expect(problems.map(({ line }) => line)).toEqual([22]);
  const bad = Array.from({ length: 3 }, () => ['Mean', 9.5]);
  expect(await refusal(csv('arch,acc', [...rows, ...bad]), 'acc')).toContain('3 of the 23 rows');
});

it('epochs and learning rates that change with them are of one trial', async () => {
  const content = csv(
    'arch,epoch,lr,acc',
    archs.flatMap((arch, i) =>
      Array.from({ length: 30 }, (_, epoch) => [arch, epoch, (0.1 * 0.9 ** epoch).toFixed(6), i + epoch]),
    ),
  );
  const { values, report } = await read(content, 'acc');
  expect(values).toEqual(at.map(i => i + 29));
  expect(report.epoch).toBe('the last epoch, 29');
});

it('a data set trained for fewer epochs is not dropped without a word', async () => {
  const content = csv(
    'arch,dataset,epoch,acc',
    archs.flatMap((arch, i) => [
      [arch, 'cifar10', 200, i],
      [arch, 'imagenet', 90, 50 + i],
    ]),
  );
  expect(await refusal(content, 'acc')).toContain('differ in dataset (cifar10, imagenet)');
  expect((await read(content, 'acc', where('dataset=imagenet'))).values).toEqual(at.map(i => 50 + i));
});
