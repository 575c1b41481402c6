import { expect, test } from 'vitest';
import type {
  Choices,
  LoopFormSettings,
  MeasureFormSettings,
  MeasuringPlace,
  RunForm,
  RunSettings,
  SearchFormSettings,
  TrainFormSettings,
} from '../../src/protocol/runForms';
import type { Cluster } from '../../src/protocol/slurm/partitions';
import { choices, cluster, fileCells, previewed, row } from './samples';
import { describePanel } from './usePanel';

const loopDefaults = {
  slots: 1,
  threads: 1,
  trainOn: 'auto' as const,
  on: 'local' as const,
  repeat: 3,
  verify: 3,
  verifySeeds: 3,
};

describePanel('the forms of the panel', undefined, panel => {
  const show = async (form: RunForm, more: Partial<Choices> = {}) => {
    await panel.send({ kind: 'choices', choices: { ...choices, ...more } });
    await panel.send({ kind: 'show', view: 'new', form });
  };
  const button = (name: string) => panel.page.getByRole('button', { name, exact: true });
  const field = (name: string) => panel.page.getByRole('textbox', { name, exact: true });
  const cifar = { table: 'data/cifar.csv', space: 'nasbench201', label: 'validation_accuracy' };

  test('a table shows its first rows and says that every row can be read', async () => {
    await show('train', { tables: [previewed, ...choices.tables.slice(1)] });
    const first = panel.page.getByRole('region', { name: 'First rows of data/cifar.csv' });
    expect(await first.getByRole('columnheader').allInnerTexts()).toEqual([
      ...['arch_str', 'cost', 'validation_accuracy', 'test_accuracy'],
    ]);
    expect(await first.getByRole('row').nth(1).getByRole('cell').nth(2).innerText()).toBe('84.88');
    expect(await panel.said('checkTable')).toEqual([{ kind: 'checkTable', ...cifar }]);
    await panel.page.getByText('Reading its rows as cells of nasbench201…').waitFor();
    await panel.send({ kind: 'checked', ...cifar, check: { readable: 15_625, unreadable: 0, problems: [] } });
    await panel.page
      .getByText('Every row is a cell of nasbench201 with a number in validation_accuracy.')
      .waitFor();
  });

  test('rows that cannot be read are told with their line, and read again when they are mended', async () => {
    await show('train', { tables: [previewed, ...choices.tables.slice(1)] });
    const problems = [{ line: 17, message: 'it has no number in validation_accuracy' }];
    await panel.send({ kind: 'checked', ...cifar, check: { readable: 15_600, unreadable: 25, problems } });
    await panel.page.getByText('25 of 15,625 rows can’t be read and are left out:').waitFor();
    const lines = panel.page.getByRole('list', { name: 'Rows that can’t be read' }).getByRole('listitem');
    expect(await lines.allInnerTexts()).toEqual([
      'line 17: it has no number in validation_accuracy',
      'and 24 more',
    ]);
    expect(await button('Train Predictor').isEnabled()).toBe(true);
    await field('Cells to learn from').fill('15600');
    await panel.page.getByText('Enter at most 15,599: the table has 15,600 cells').waitFor();
    await button('Read the table again').click();
    expect((await panel.sent()).slice(-2)).toEqual([
      { kind: 'readTable', table: cifar.table },
      { kind: 'checkTable', ...cifar },
    ]);
  });

  test('a table with too many bad rows holds the launch, and another one is checked by itself', async () => {
    await show('train');
    const failure = '3 of the 60 rows of cifar.csv can’t be read, the first in line 2.';
    const problems = [2, 3, 4].map(line => ({ line, message: 'it has no arch_str' }));
    await panel.send({ kind: 'checked', ...cifar, check: { readable: 0, unreadable: 3, problems, failure } });
    await panel.page.getByText(failure).waitFor();
    await panel.page.getByText('lines 2, 3, 4: it has no arch_str').waitFor();
    expect(await button('Train Predictor').isEnabled()).toBe(false);
    await panel.choose('Table', 'small.csv');
    expect(await panel.last()).toEqual({
      kind: 'checkTable',
      table: 'small.csv',
      space: 'nasbench201',
      label: 'accuracy',
    });
    await expect.poll(() => button('Train Predictor').isEnabled()).toBe(true);
  });

  test('what was understood names the fields that change it, and they offer what is suggested', async () => {
    await show('train', { tables: [previewed, ...choices.tables.slice(1)] });
    const warning =
      '9 of the 90 rows of cifar.csv have exactly 0 in acc: if that is how a failure is written, leave them out with --where "acc!=0".';
    const notes = [
      '90 of the 100 rows of cifar.csv are used, the last epoch, 12; left out: 10 with status crash. --epoch last|best|N and --where COLUMN=VALUE choose others.',
      warning,
    ];
    const goalSentence =
      'Higher acc is taken to be better, as its name does not say: --goal min says otherwise.';
    const check = { readable: 90, unreadable: 0, cells: 30, problems: [], notes, warnings: [warning] };
    await panel.send({
      kind: 'checked',
      ...cifar,
      check: { ...check, goalSentence, epoch: 'the last epoch, 12', suggested: ['acc!=0', 'status=*'] },
    });
    await panel.page.getByText('10 with status crash. Epoch and Rows choose others.').waitFor();
    await panel.page.getByText('leave them out with Rows “acc!=0”.').waitFor();
    await panel.page.getByText('does not say: Better “Lower” says otherwise.').waitFor();
    // Four fifths of the cells that were found, not of the rows.
    expect(await field('Cells to learn from').inputValue()).toBe('24');
    await panel.choose('Rows', 'all, whatever their status');
    expect(await panel.last()).toEqual({ kind: 'checkTable', ...cifar, where: ['status=*'] });
    await panel.choose('Rows', 'acc is not 0');
    expect(await panel.last()).toEqual({ kind: 'checkTable', ...cifar, where: ['acc!=0'] });
  });

  test('a direction that the table states stands in Better', async () => {
    await show('train', { tables: [previewed, ...choices.tables.slice(1)] });
    const better = () =>
      panel.page
        .getByRole('combobox', { name: 'Better', exact: true })
        .locator('[part="selected-value"]')
        .innerText();
    const check = { readable: 90, unreadable: 0, cells: 30, problems: [] };
    await panel.send({ kind: 'checked', ...cifar, check: { ...check, goal: 'max' } });
    await expect.poll(better).toContain('Higher, as the name does not say');
    await panel.send({ kind: 'checked', ...cifar, check: { ...check, goal: 'min' } });
    await expect.poll(better).toContain('Lower, as the table says');
  });

  test('a table is of the space that fits it, though the workspace declares it', async () => {
    const own = { name: 'ours', argument: 'lab/ours.cell:ours', predicted: false };
    const table = { ...choices.tables[0]!, path: 'ours.csv', cells: 'arch', spaces: ['ours'] };
    await show('train', { tables: [table], spaces: [...choices.spaces, own] });
    expect((await panel.said('checkTable')).at(-1)).toMatchObject({ space: 'lab/ours.cell:ours' });
  });

  test('the column of the cells can be chosen where none was found, one or a column a choice', async () => {
    const columns = ['trial', 'params_Op1', 'params_Op2', 'net', 'accuracy'];
    const unknown = {
      path: 'trials.csv',
      columns: ['accuracy'],
      rows: 60,
      cells: undefined,
      problem: 'No column of it holds cells that are recognised.',
      preview: { columns, rows: [['0', 'skip', 'none', '|a|', '71.8']] },
    };
    const trials = { table: 'trials.csv', space: 'nasbench201', label: 'accuracy' };
    await show('train', { tables: [unknown, choices.tables.at(-1)!] });
    await panel.page.getByRole('alert').getByText('No column of it holds cells').waitFor();
    expect(await button('Train Predictor').isEnabled()).toBe(false);
    expect(await panel.said('checkTable')).toEqual([]);
    await panel.choose('Cells', 'net');
    expect(await panel.last()).toEqual({ kind: 'checkTable', ...trials, cells: 'net' });
    await panel.page.getByText('60 rows, their cells given by net.').waitFor();
    const failure = 'No row of trials.csv is a cell of nasbench201.';
    const check = { readable: 0, unreadable: 60, problems: [], failure };
    await panel.send({ kind: 'checked', ...trials, cells: 'net', check });
    await panel.page.getByRole('alert').getByText(failure).waitFor();
    await panel.choose('Cells', 'params_Op{i}');
    const asked = { ...trials, cells: 'params_Op{i}' };
    expect(await panel.last()).toEqual({ kind: 'checkTable', ...asked });
    await panel.send({ kind: 'checked', ...asked, check: { readable: 60, unreadable: 0, problems: [] } });
    await button('Train Predictor').click();
    expect(await panel.last()).toMatchObject({
      kind: 'train',
      settings: { data: 'trials.csv', label: 'accuracy', cells: 'params_Op{i}' },
    });
    // Another table has other columns.
    await panel.choose('Table', 'small.csv');
    expect(await panel.last()).toEqual({ kind: 'checkTable', ...trials, table: 'small.csv' });
  });

  test('an engine and a test label go with the training; the label is no test label', async () => {
    await show('train');
    expect(await panel.said('listEngines')).toHaveLength(1);
    await panel.send({ kind: 'engines', engines: [{ name: 'wasm', text: 'wasm (1,600 cells/s)' }] });
    await panel.choose('Test label column', 'validation_accuracy');
    await panel.page.getByText('Choose another column than the label, or none.').waitFor();
    await panel.choose('Test label column', 'test_accuracy');
    await panel.choose('Engine', 'wasm (1,600 cells/s)');
    await button('Train Predictor').click();
    expect(await panel.last()).toMatchObject({
      kind: 'train',
      settings: { label: 'validation_accuracy', testLabel: 'test_accuracy', engine: 'wasm' },
    });
  });

  test('a search keeps to a latency, weighs it, and starts from a cell of the open file', async () => {
    await show('search');
    await panel.choose('Space', 'nasbench101');
    await panel.page.getByText('To move on from one, open a .cell file with cells of nasbench101.').waitFor();
    expect(await panel.said('watchCells')).toEqual([{ kind: 'watchCells', watch: true }]);
    await panel.send({ kind: 'cells', cells: fileCells });
    await panel.choose('Start cell', 'inception (top 1.2 %)');
    await panel.choose('Weigh the rank against', 'Latency');
    await panel.page.getByText('Choose a table of latencies first').waitFor();
    expect(await button('Search').isEnabled()).toBe(false);
    await panel.choose('Latency table', 'data/cifar.csv');
    await panel.choose('Device', 'cost');
    await field('Longest latency').fill('soon');
    await panel.page.getByText('Enter milliseconds such as 4.5').waitFor();
    await field('Longest latency').fill('4.5');
    await button('Search').click();
    expect(await panel.last()).toMatchObject({
      kind: 'search',
      settings: {
        start: 'nets/cells.cell:inception',
        latency: 'data/cifar.csv',
        device: 'cost',
        maxLatency: 4.5,
        pareto: 'latency',
      },
    });
  });

  test('a loop says what it needs, and no more cells than the table has', async () => {
    await show('loop');
    await panel.page.getByText('Each measurement is looked up in it.').waitFor();
    await field('Cells to measure').fill('20,000');
    await panel.page.getByText('Enter at most 15,625: the table has no more cells to measure.').waitFor();
    await field('Cells to measure').fill('50');
    await panel.choose('Test label column', 'test_accuracy');
    await button('Measure').click();
    expect(await panel.last()).toEqual({
      kind: 'loop',
      settings: {
        space: 'nasbench201',
        oracle: 'data/cifar.csv',
        label: 'validation_accuracy',
        testLabel: 'test_accuracy',
        budget: 50,
        seed: 0,
      },
    });
    await panel.send({ kind: 'refused', form: 'loop', message: 'The disk is full.' });
    await panel.page.getByRole('alert').getByText('The disk is full.').waitFor();
  });

  test('a loop trains the cells where that is chosen, and images are browsed to', async () => {
    await show('loop');
    await panel.choose('Source', 'Built-in trainer');
    for (const name of ['Table', 'Test label column'])
      expect(await panel.page.getByRole('combobox', { name, exact: true }).isVisible()).toBe(false);
    expect(await button('Measure').isEnabled()).toBe(false);
    expect(await panel.page.locator('.wrong:visible').count()).toBe(0);
    await button('Browse…').last().click();
    expect(await panel.last()).toEqual({ kind: 'browseImages', form: 'loop' });
    await panel.send({ kind: 'pickedImages', form: 'loop', images: 'data/photos' });
    await field('Fidelity').fill('few');
    await panel.page.getByText('Enter a whole number of at least 1, or nothing for in full.').waitFor();
    await field('Fidelity').fill('12');
    await field('Epochs').fill('');
    await field('Seconds per cell').fill('60');
    await panel.page.getByText('Say how many epochs are full, at Epochs or Epochs to verify.').waitFor();
    await field('Epochs to verify').fill('200');
    await field('At once').fill('4');
    await button('Measure').click();
    expect(await panel.last()).toEqual({
      kind: 'loop',
      settings: {
        ...loopDefaults,
        ...{ space: 'nasbench201', images: 'data/photos', label: 'accuracy', budget: 50, seed: 0, slots: 4 },
        ...{ secondsPerCell: 60, fidelity: 'epochs=12', verifyEpochs: 200 },
      },
    });
    await panel.choose('Source', 'Table of measured cells');
    expect(await field('Fidelity').isVisible()).toBe(false);
    await button('Measure').click();
    expect(await panel.last()).toMatchObject({ kind: 'loop', settings: { oracle: 'data/cifar.csv' } });
  });

  test('the cells of the open file are measured by what is chosen, and a command is checked as it is typed', async () => {
    await show('measure');
    await panel.page.getByText('Open the .cell file whose cells are to be measured.').waitFor();
    expect(await button('Measure').isEnabled()).toBe(false);
    await panel.send({ kind: 'cells', cells: fileCells });
    expect(await panel.page.locator('.wrong:visible').count()).toBe(0);
    expect(await button('Measure').isEnabled()).toBe(false);
    await field('Images').fill('photos');
    await field('Epochs').fill('');
    await panel.page.getByText('Enter the epochs of a training, or its seconds.').waitFor();
    await field('Epochs').fill('12');
    await button('Measure').click();
    const common = {
      ...{ label: 'accuracy', slots: 1, threads: 1, trainOn: 'auto', on: 'local', seeds: 1, seed: 0 },
    };
    expect(await panel.last()).toEqual({
      kind: 'measure',
      settings: { ...common, file: 'nets/cells.cell', images: 'photos', epochs: 12 },
    });

    await panel.choose('Source', 'Training command');
    expect(await field('Images').isVisible()).toBe(false);
    await field('Training command').fill('python train.py {epoch');
    await expect.poll(() => button('Measure').isEnabled()).toBe(true);
    await field('Training command').fill('python train.py {epoch}');
    await panel.page.getByText('There is no {epoch}, but there is {epochs}.').waitFor();
    await field('Training command').fill("python train.py '{network}");
    await panel.page.getByText("The quote ' is not closed.").waitFor();
    expect(await button('Measure').isEnabled()).toBe(false);
    await field('Training command').fill("python train.py '{network}'");
    await field('Pattern of the result').fill('acc (');
    await panel.page.getByText('This is no regular expression.').waitFor();
    await field('Pattern of the result').fill('acc (\\d+)');
    await panel.choose('Cells', 'mine');
    await panel.choose('Better', 'Lower is better');
    await button('Measure').click();
    expect(await panel.last()).toEqual({
      kind: 'measure',
      settings: {
        ...common,
        file: 'nets/cells.cell',
        cell: ['mine'],
        command: "python train.py '{network}'",
        pattern: 'acc (\\d+)',
        epochs: 12,
        goal: 'min',
      },
    });
  });

  const measureForm = async (cluster?: Cluster, remembered?: MeasuringPlace) => {
    await show('measure');
    await panel.send({ kind: 'cells', cells: fileCells });
    await panel.send({ kind: 'cluster', ...(cluster && { cluster }), ...(remembered && { remembered }) });
    await panel.choose('Source', 'Training command');
    await field('Training command').fill('python train.py');
  };
  const where = () => panel.page.getByRole('combobox', { name: 'Where', exact: true });

  test('where there is no Slurm one sentence says so, and nothing else asks', async () => {
    await measureForm();
    expect(await panel.said('askCluster')).toHaveLength(1);
    await panel.page
      .getByRole('form', { name: 'Measure cells' })
      .getByText('With VS Code connected to the login node of a cluster')
      .waitFor();
    expect(await where().isVisible()).toBe(false);
    expect(await field('Slurm options').isVisible()).toBe(false);
    await field('Setup').fill('source venv/bin/activate');
    await button('Measure').click();
    expect(await panel.last()).toMatchObject({
      settings: { on: 'local', setup: 'source venv/bin/activate' },
    });
  });

  test('a workspace that is not trusted asks for no cluster', async () => {
    await show('measure', { disabled: 'Runs wait until you trust this workspace.' });
    expect(await panel.said('askCluster')).toEqual([]);
  });

  test('cells are measured on a cluster: its partitions are offered, and the options are checked as typed', async () => {
    await measureForm(cluster);
    await panel.choose('Where', 'Slurm cluster');
    await panel.page.getByText('3 of 12 nodes idle, 1 out of service, at most 7 days.').waitFor();
    await panel.choose('Partition', 'gpu');
    await expect.poll(() => field('Slurm options').inputValue()).toBe('--partition=gpu');
    await panel.page.getByText('0 of 4 nodes idle, at most 24 h, GPUs: gpu:a100, gpu:v100.').waitFor();
    await field('Slurm options').fill('-p gpu --gres=gpu:a100:1 --time=2-0');
    await panel.page
      .getByText('Jobs of gpu may take 24 h at most: with this --time they would wait for ever.')
      .waitFor();
    expect(await button('Measure').isEnabled()).toBe(true);
    await field('Slurm options').fill('--partition=gpuu');
    await panel.page.getByText('sinfo shows no partition gpuu, but cpu, gpu, old.').waitFor();
    await field('Slurm options').fill('--gres=gpu:1');
    await panel.page.getByText('sinfo shows no GPUs in cpu.').waitFor();
    await field('Slurm options').fill('--partition=gpu --requeue');
    await panel.page.getByText('This can’t have --requeue: a run sets --requeue itself.').waitFor();
    await expect.poll(() => button('Measure').isEnabled()).toBe(false);
    await field('Slurm options').fill('--partition=gpu --gres=gpu:1 --time=4:00:00');
    await field('Setup').fill("module load 'cuda");
    await panel.page.getByText("The quote ' is not closed.").waitFor();
    await field('Setup').fill('module load cuda');
    await field('At once').fill('16');
    expect(await panel.page.locator('.doubt:visible').count()).toBe(0);
    await button('Measure').click();
    expect(await panel.last()).toMatchObject({
      kind: 'measure',
      settings: {
        ...{ on: 'slurm', slots: 16, setup: 'module load cuda' },
        slurm: '--partition=gpu --gres=gpu:1 --time=4:00:00',
      },
    });
    // An evaluator stays alive on this machine.
    await panel.choose('Source', 'Evaluator that stays alive');
    expect(await where().isVisible()).toBe(false);
    await field('Evaluator').fill('python supernet.py');
    await button('Measure').click();
    const { settings } = (await panel.said('measure')).at(-1)!;
    expect(settings).not.toHaveProperty('slurm');
    expect(settings.on).not.toBe('slurm');
  });

  test('the form begins with where cells were measured last, and keeps what was changed since', async () => {
    const remembered = {
      on: 'slurm',
      slots: 8,
      slurm: '--partition=gpu',
      setup: 'module load cuda',
    } as const;
    await measureForm(cluster, remembered);
    expect(await field('Slurm options').inputValue()).toBe('--partition=gpu');
    expect(await field('At once').inputValue()).toBe('8');
    await field('At once').fill('4');
    // Looked at anew.
    await panel.send({ kind: 'cluster', cluster, remembered });
    expect(await field('At once').inputValue()).toBe('4');
  });

  test('a cluster that does not answer says why, and can be chosen all the same', async () => {
    const problem = 'The cluster can’t be asked for its partitions now (it does not answer).';
    await measureForm({ partitions: [], problem });
    await panel.choose('Where', 'Slurm cluster');
    await panel.page.getByText(problem).waitFor();
    await field('Slurm options').fill('--partition=gpu');
    expect(await button('Measure').isEnabled()).toBe(true);
  });

  test('a benchmark is imported from the form, and a table browsed to goes into the form that asked', async () => {
    await show('loop');
    await button('Import Benchmark…').click();
    expect(await panel.last()).toEqual({ kind: 'importBenchmark', form: 'loop' });
    await button('Browse…').click();
    expect(await panel.last()).toEqual({ kind: 'browseData', form: 'loop' });
    await panel.send({ kind: 'picked', form: 'loop', table: 'small.csv' });
    await button('Measure').click();
    expect(await panel.last()).toMatchObject({ kind: 'loop', settings: { oracle: 'small.csv' } });
  });

  test('a workspace without tables says how to get one, and is no mistake of the user', async () => {
    await show('train', { tables: [] });
    await panel.page.getByText('There is no table in this workspace yet').waitFor();
    expect(await panel.page.locator('.wrong:visible').count()).toBe(0);
    expect(await button('Train Predictor').isEnabled()).toBe(false);
  });

  test('the form that is not seen asks for nothing', async () => {
    await panel.send({ kind: 'choices', choices });
    await panel.send({ kind: 'show', view: 'runs', form: 'train' });
    expect((await panel.sent()).map(message => message.kind)).toEqual(['ready']);
    await show('search');
    expect(await panel.said('checkTable')).toEqual([]);
    expect(await panel.said('listEngines')).toEqual([]);
    await panel.page.getByRole('radio', { name: 'Measure in a loop' }).click();
    await panel.page.getByRole('radio', { name: 'Train a predictor' }).click();
    expect(await panel.said('checkTable')).toEqual([{ kind: 'checkTable', ...cifar }]);
  });

  test('what was chosen survives a reload, columns and start cell among it', async () => {
    await show('train');
    await panel.choose('Label column', 'cost');
    await panel.page.getByRole('radio', { name: 'Search for cells' }).click();
    await panel.choose('Space', 'nasbench101');
    await panel.send({ kind: 'cells', cells: fileCells });
    await panel.choose('Start cell', 'plain (top 46 %)');
    await panel.page.reload();
    await panel.send({ kind: 'choices', choices });
    await panel.send({ kind: 'cells', cells: fileCells });
    await button('Search').click();
    expect(await panel.last()).toMatchObject({ settings: { start: 'nets/cells.cell:plain' } });
    await panel.page.getByRole('radio', { name: 'Train a predictor' }).click();
    await button('Train Predictor').click();
    expect(await panel.last()).toMatchObject({ kind: 'train', settings: { label: 'cost' } });
  });

  test('the size of the space stands at its field, and caps how many cells are scored', async () => {
    const spaces = choices.spaces.map((space, i) => ({ ...space, cells: [423_624, 15_625, 120][i]! }));
    await show('search', { spaces, models: [{ folder: 'm', space: 'lab', title: 'mine' }] });
    await panel.page.getByText('Where to look: 15,625 cells.').waitFor();
    expect(await field('Cells to score').inputValue()).toBe('2000');
    await panel.choose('Space', 'lab');
    await panel.page.getByText('Where to look: 120 cells.').waitFor();
    expect(await field('Cells to score').inputValue()).toBe('120');
    await panel.choose('Space', 'nasbench201');
    await expect.poll(() => field('Cells to score').inputValue()).toBe('2000');
    await field('Cells to score').fill('15626');
    await panel.page.getByText('Enter at most 15,625: the space has no more cells.').waitFor();
    expect(await button('Search').isEnabled()).toBe(false);
    await field('Cells to score').fill('15625');
    await expect.poll(() => button('Search').isEnabled()).toBe(true);
    // What was typed stays.
    await panel.choose('Space', 'nasbench101');
    expect(await field('Cells to score').inputValue()).toBe('15625');
  });

  test('a form that is asked for has the focus in its first field, and says which folder keeps the run', async () => {
    await show('train', { keptIn: 'lab' });
    const focused = () => panel.page.evaluate(() => document.activeElement?.textContent?.trim());
    await expect.poll(focused).toBe('Train a predictor');
    await panel.page.getByText('Kept in lab, the folder of the file edited last.').waitFor();
    await field('Cells to learn from').focus();
    // News of what can be chosen take no focus.
    await panel.send({ kind: 'choices', choices });
    expect(await panel.page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(
      'Cells to learn from',
    );
    await panel.page.getByText('Kept in lab').waitFor({ state: 'hidden' });
  });

  test('how long the last run like it took is told, and follows the number of cells', async () => {
    const args = ['search', '--space', 'nasbench201', '--budget', '2000'];
    const ended = { started: '2026-01-01T10:00:00Z', ended: '2026-01-01T10:00:20Z' };
    const metrics = { scored: 2000 };
    await panel.send({
      kind: 'runs',
      runs: [row({ id: 'a', space: 'nasbench201', arguments: args, ...ended, metrics })],
    });
    await show('search');
    await panel.page.getByText('Expected: about 20 s, as last time.').waitFor();
    await field('Cells to score').fill('6000');
    await panel.page.getByText('Expected: about 1 min. Last time, 2,000 cells took 20 s.').waitFor();
    await panel.send({
      kind: 'changed',
      runs: [row({ id: 'a', space: 'nasbench201', arguments: args, state: 'failed' })],
    });
    await panel.page.getByText('Expected: about').waitFor({ state: 'hidden' });
  });

  test('a duplicate says of what it is, and marks what differs from it', async () => {
    await show('search');
    const fill: RunSettings = {
      form: 'search',
      settings: { space: 'nasbench201', strategy: 'evolution', budget: 2000, top: 10, seed: 0 },
    };
    await panel.send({ kind: 'show', view: 'new', fill, duplicateOf: 'Search nasbench201 · seed 0' });
    const note = panel.page.getByRole('status');
    await expect
      .poll(() => note.innerText())
      .toBe('Duplicate of “Search nasbench201 · seed 0”. Nothing is changed yet.');
    await field('Cells to score').fill('400');
    await panel.choose('Strategy', 'exhaustive');
    await expect.poll(() => note.innerText()).toMatch(/Changed: Strategy, Cells to score\.$/);
    await panel.page.getByText('Was evolution').waitFor();
    await panel.choose('Strategy', 'evolution');
    await expect.poll(() => note.innerText()).toMatch(/Changed: Cells to score\.$/);
    await panel.page.getByText('Was 2000').waitFor();
    await panel.page.getByRole('button', { name: 'Do Not Compare' }).click();
    await note.waitFor({ state: 'hidden' });
    await panel.page.getByText('Was 2000').waitFor({ state: 'hidden' });
    expect(await field('Cells to score').inputValue()).toBe('400');
  });

  test('Duplicate with Changes fills the forms in with what started a run, and starts the same from them', async () => {
    const train: TrainFormSettings = {
      space: 'nasbench201',
      data: 'data/cifar.csv',
      label: 'cost',
      samples: 77,
      recipe: 'renas',
      seed: 5,
      testLabel: 'test_accuracy',
      engine: 'cuda',
    };
    const search: SearchFormSettings = {
      space: 'nasbench201',
      predictor: '/w/.renas/runs/train-done/model',
      strategy: 'evolution',
      budget: 500,
      top: 3,
      seed: 9,
      maxParameters: 5_000_000,
      maxFlops: undefined,
      start: 'elsewhere.cell:mine',
      latency: 'data/cifar.csv',
      device: 'cost',
      maxLatency: 12,
      pareto: 'flops',
    };
    const byTable = { space: 'nasbench201', oracle: 'small.csv', label: 'accuracy', budget: 20, seed: 3 };
    const loop: LoopFormSettings = { ...loopDefaults, ...byTable };
    const trained: LoopFormSettings = {
      ...loopDefaults,
      space: 'nasbench201',
      command: 'python train.py',
      label: 'val_loss',
      goal: 'min',
      budget: 60,
      seed: 0,
      epochs: 200,
      fidelity: 'epochs=12',
      slots: 4,
      verify: 5,
      verifyEpochs: 300,
      data: 'before/measured.cell',
      max: ['memory=64KiB'],
    };
    const measure: MeasureFormSettings = {
      file: 'nets/others.cell',
      cell: ['deep', 'wide'],
      evaluator: 'python supernet.py',
      label: 'val_loss',
      slots: 2,
      threads: 4,
      trainOn: 'cuda',
      on: 'local',
      seeds: 3,
      seed: 7,
    };
    const all: readonly (readonly [RunSettings, string, object?])[] = [
      [{ form: 'train', settings: train }, 'Train Predictor'],
      [{ form: 'search', settings: search }, 'Search'],
      // What is of trainings does not go with a table.
      [{ form: 'loop', settings: loop }, 'Measure', byTable],
      [{ form: 'loop', settings: trained }, 'Measure'],
      [{ form: 'measure', settings: measure }, 'Measure'],
    ];
    await panel.send({ kind: 'choices', choices });
    for (const [fill, launch, started = fill.settings] of all) {
      await panel.send({ kind: 'show', view: 'new', fill });
      await button(launch).click();
      expect(await panel.last()).toEqual({ kind: fill.form, settings: started });
    }
  });
});
