import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { readDocument } from '../../../src/document/readDocument';
import { readRun } from '../../../src/runs/runReader';
import { bundlePrograms } from '../../bundle';
import { temporaryFolder } from '../runs/folders';

const bundle = path.resolve(import.meta.dirname, '../../.tmp/measure');
const dist = path.join(bundle, 'dist');
beforeAll(async () => {
  await bundlePrograms(dist, { cli: 'src/cli/main.ts' });
  // Where the program looks for what ships with it.
  rmSync(path.join(bundle, 'models'), { force: true });
  symlinkSync(path.resolve(import.meta.dirname, '../../../models'), path.join(bundle, 'models'));
}, 120_000);

let folder: string;
const started: ChildProcess[] = [];
beforeEach(() => {
  folder = temporaryFolder();
  writeFileSync(path.join(folder, 'a.cell'), source);
});
afterEach(() => {
  for (const each of started.splice(0)) each.kill('SIGKILL');
});

const source = `use nasbench201

cell small {
  n1 = conv1x1(input)
  n2 = none(input)
  output = skip(n1)
}

cell large {
  n1 = conv3x3(input)
  n2 = conv3x3(n1)
  output = conv3x3(n2) + skip(input)
  measured loss = 0.1
}
`;
const environment = () => ({ ...process.env, XDG_CONFIG_HOME: path.join(folder, 'config') });
const inFolder = (...names: string[]) => path.join(folder, ...names);
const inRun = (...names: string[]) => inFolder('run', ...names);

function renas(...args: string[]) {
  return spawnSync(process.execPath, [path.join(dist, 'cli.js'), ...args], {
    cwd: folder,
    env: environment(),
    encoding: 'utf8',
  });
}

function start(...args: string[]): ChildProcess {
  const child = spawn(process.execPath, [path.join(dist, 'cli.js'), ...args], {
    cwd: folder,
    env: environment(),
    stdio: 'ignore',
  });
  started.push(child);
  return child;
}

async function until(holds: () => boolean): Promise<void> {
  const end = performance.now() + 30_000;
  while (!holds()) {
    if (performance.now() > end) throw new Error('It never came to that.');
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}

const ended = (child: ChildProcess) => new Promise(resolve => child.once('exit', resolve));

/** Measures how long the file of the network is and the seed; waits until `go` is there. */
const training = `while [ ! -e go ]; do sleep 0.05; done; printf '{"event":"result","values":{"ms":%d,"accuracy":%d.5},"seconds":2}\\n' $(wc -c < {network}) {seed} >> {report}`;
const measure = ['measure', 'a.cell', '--command', training, '--epochs', '3', '--run', 'run'];

it('writes the values of each cell into the file, and leaves out what has the label', () => {
  writeFileSync(inFolder('go'), '');
  const { status, stdout, stderr } = renas(...measure, '--seeds', '3', '--slots', '3');
  expect([status, stderr]).toEqual([0, 'Higher accuracy is better.\n']);
  expect(stdout).toContain('2 cells of a.cell have their measured lines.');
  const text = readFileSync(inFolder('a.cell'), 'utf8');
  const { cells, diagnostics } = readDocument(text);
  expect(diagnostics).toEqual([]);
  const accuracy = { metric: 'accuracy', value: 1.5, percent: false, epochs: 3, seeds: 3, deviation: 1 };
  expect(cells[0]!.measured).toEqual([accuracy, expect.objectContaining({ metric: 'ms', deviation: 0 })]);
  expect(cells[1]!.measured.slice(0, 2)).toEqual([{ metric: 'loss', value: 0.1, percent: false }, accuracy]);
  expect(text.split('\n').filter(line => !line.includes('(epochs: 3'))).toEqual(source.split('\n'));
  const [first] = readDocument(readFileSync(inRun('measured.cell'), 'utf8')).cells;
  expect(first!.measured[0]).toEqual(accuracy);
  const again = renas(...measure.slice(0, -2));
  expect([again.status, again.stderr]).toEqual([
    3,
    'renas: Every cell of a.cell has a measured accuracy already: name those to measure again with --cell.\n',
  ]);
});

it('says once what all trainings note', () => {
  writeFileSync(inFolder('go'), '');
  const noting = `echo '{"event":"note","text":"Half of the images are grey."}' >> {report}; ${training}`;
  const { status, stderr } = renas('measure', 'a.cell', '--command', noting, '--seeds', '2', '--run', 'run');
  expect([status, stderr]).toEqual([0, 'Higher accuracy is better.\nHalf of the images are grey.\n']);
});

it('gives a cell that was edited in the meantime no line, and keeps its result in the run', async () => {
  const child = start(...measure);
  await until(() => existsSync(inRun('jobs', 'm1', 'attempts', '1.claim')));
  const edited = source.replace('n1 = conv1x1', 'n1 = conv3x3');
  writeFileSync(inFolder('a.cell'), edited);
  writeFileSync(inFolder('go'), '');
  expect(await ended(child)).toBe(0);
  const { cells } = readDocument(readFileSync(inFolder('a.cell'), 'utf8'));
  expect(cells.map(({ measured }) => measured.length)).toEqual([0, 3]);
  const kept = readDocument(readFileSync(inRun('measured.cell'), 'utf8')).cells;
  expect(kept.map(({ name }) => name)).toEqual(['small', 'large']);
});

it('killed and resumed, trains no cell again that was measured or still runs', async () => {
  const command = `echo {key} >> trained; ${training}`;
  const child = start(
    'measure',
    'a.cell',
    '--command',
    command,
    '--epochs',
    '3',
    '--run',
    'run',
    '--slots',
    '2',
  );
  await until(() => existsSync(inFolder('trained')) && readFileSync(inFolder('trained'), 'utf8').length > 12);
  child.kill('SIGKILL');
  await ended(child);
  expect(await readRun(inRun())).toMatchObject({ state: 'interrupted', resumable: true });
  writeFileSync(inFolder('go'), '');
  const { status, stdout } = renas('resume', 'run');
  expect(status).toBe(0);
  expect(stdout).toContain('2 cells of a.cell have their measured lines.');
  expect(readFileSync(inFolder('trained'), 'utf8').split('\n').filter(Boolean).sort()).toEqual([
    'run-m1',
    'run-m2',
  ]);
  expect(await readRun(inRun())).toMatchObject({
    state: 'done',
    record: { figure: 'accuracy 0.5', metrics: { measured: 2, failed: 0 } },
  });
});

it('cancelled, asks what runs to stop and can be resumed; a run of somebody else changes no file', async () => {
  const child = start(...measure);
  await until(() => existsSync(inRun('jobs', 'm1', 'attempts', '1.claim')));
  child.kill('SIGTERM');
  expect(await ended(child)).toBe(130);
  const attempts = inRun('jobs', 'm1', 'attempts');
  const end = readdirSync(attempts).find(name => name.endsWith('.ended'))!;
  expect(readFileSync(path.join(attempts, end), 'utf8')).toBe('75\n');
  expect(await readRun(inRun())).toMatchObject({ state: 'cancelled', resumable: true });
  writeFileSync(inFolder('go'), '');
  const record = readFileSync(inRun('run.json'), 'utf8');
  writeFileSync(inRun('run.json'), record.replace(/.*"signature".*\n/, ''));
  const refused = renas('resume', 'run');
  expect(refused.status).toBe(3);
  expect(refused.stderr).toMatch(/leaves file\.cell unchanged: a\.cell\nexecutes --command: while/);
  const [, sha256 = ''] = /--record-sha256 (\w{64})\.$/m.exec(refused.stderr) ?? [];
  const allowed = renas('resume', 'run', '--allow-command', '--record-sha256', sha256);
  expect(allowed.status).toBe(0);
  expect(allowed.stdout).toContain('a.cell is left as it was');
  expect(readFileSync(inFolder('a.cell'), 'utf8')).toBe(source);
  expect(readDocument(readFileSync(inRun('measured.cell'), 'utf8')).cells).toHaveLength(2);
});

const mine = (more: string) => `space mine {
  operations on edges {
    none
    skip
    conv1x1
    conv3x3${more}
  }
  vertices = 3
  skeleton { image = 32x32x3
    stem = 16
    stacks = 2
    cells = 1
    classes = 10
    between = residual }
}
`;
/** Its value is the length of the network's text and, so that trainings of one cell differ, its seed. */
const noisy = `echo {key} >> trained; printf '{"event":"result","values":{"accuracy":%d.%d}}\\n' $(wc -l < {network}) $(( {seed} % 7 )) >> {report}`;
const loop = ['loop', '--space', 'mine.cell', '--command', noisy, '--epochs', '9', '--fidelity', 'epochs=2'];

it('a loop killed and resumed measures each cell once, and verifies the best with fresh seeds', {
  timeout: 200_000,
}, async () => {
  writeFileSync(inFolder('mine.cell'), mine(''));
  const child = start(...loop, '--budget', '12', '--slots', '3', '--verify', '2', '--run', 'run');
  await until(
    () => existsSync(inFolder('trained')) && readFileSync(inFolder('trained'), 'utf8').split('\n').length > 6,
  );
  child.kill('SIGKILL');
  await ended(child);
  const { status, stdout } = renas('resume', 'run');
  expect(status).toBe(0);
  expect(stdout).toMatch(
    /^The best of 12 cells measured: accuracy \d+\.\d+\.\nTwo trainings of one cell differ/,
  );
  expect(stdout).toMatch(/\nVerified with 9 epochs and 3 seeds:\n {2}= measured\d+ +[\d.]+ ± [\d.]+\n/);
  expect(stdout).toContain('"=" marks those that can\'t be told from the best (90 % interval');
  const begun = readFileSync(inFolder('trained'), 'utf8').split('\n').filter(Boolean);
  expect(new Set(begun).size).toBe(begun.length);
  // Twelve cells, three of them again, and two verified with three seeds.
  expect(begun).toHaveLength(12 + 3 + 2 * 3);
  expect(await readRun(inRun())).toMatchObject({
    state: 'done',
    record: { metrics: { measured: 12, failed: 0 }, results: { found: 'measured.cell', model: 'model' } },
  });
  // The predictor that it leaves ranks the cells as they were measured.
  const card = JSON.parse(readFileSync(inRun('model', 'card.json'), 'utf8'));
  expect(card).toMatchObject({ trained: 12, label: 'accuracy', data: { file: 'measured.cell' } });
  const found = renas('rank', inRun('measured.cell'), '--predictor', inRun('model'), '--json');
  expect(found.status, found.stderr).toBe(0);
  const scores = Object.fromEntries(
    found.stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
      .map(({ cell, score }) => [cell, score]),
  );
  const ordered = readDocument(readFileSync(inRun('measured.cell'), 'utf8')).cells.map(cell => ({
    score: scores[cell.name] as number,
    value: cell.measured.find(({ epochs }) => epochs === 2)!.value,
  }));
  ordered.sort((a, b) => b.value - a.value);
  expect(ordered[0]!.score).toBeGreaterThan(ordered.at(-1)!.score);
  const { cells, diagnostics } = readDocument(readFileSync(inRun('measured.cell'), 'utf8'));
  expect(diagnostics).toEqual([]);
  expect(cells).toHaveLength(12);
  const full = cells[0]!.measured.find(({ epochs }) => epochs === 9);
  expect(full).toMatchObject({ metric: 'accuracy', seeds: 3 });
  const table = readFileSync(inRun('verified.csv'), 'utf8').trim().split('\n');
  expect(table[0]).toBe('name,hash,"accuracy",deviation,seeds,like_the_best');
  expect(table).toHaveLength(3);
  expect(table[1]).toContain(`,${full!.value},`);
  expect(existsSync(inRun('jobs', 'm1', 'checkpoint'))).toBe(false);

  // The space grows, and another operation is taken out: what fits counts, and is not measured again.
  const grown = mine('\n    avgpool3x3').replace('    none\n', '');
  writeFileSync(inFolder('mine.cell'), grown);
  const next = renas(
    ...loop,
    '--data',
    path.join('run', 'measured.cell'),
    '--budget',
    '4',
    '--verify',
    '0',
    '--run',
    'next',
  );
  expect(next.status).toBe(0);
  const fits = cells.filter(
    ({ declaration }) =>
      declaration.body?.kind === 'block' &&
      !/none/.test(readFileSync(inRun('measured.cell'), 'utf8').slice(declaration.start, declaration.end)),
  ).length;
  expect(fits).toBeGreaterThan(0);
  expect(next.stderr).toContain(`count as measured, ${fits} of them from before mine was changed.`);
  if (fits < 12) expect(next.stderr).toMatch(/no longer fits? mine/);
  const known = new Set(cells.map(({ hash }) => hash));
  const others = readDocument(readFileSync(inFolder('next', 'measured.cell'), 'utf8')).cells;
  expect(others.length).toBeGreaterThanOrEqual(4);
  for (const { hash } of others) expect(known.has(hash)).toBe(false);
});

it('with two fidelities chooses the next cell to verify once the one before is measured in full', () => {
  writeFileSync(inFolder('mine.cell'), mine(''));
  const { status, stderr } = renas(
    ...loop,
    ...['--budget', '6', '--repeat', '0', '--verify', '3', '--verify-seeds', '1', '--run', 'run'],
  );
  expect(status, stderr).toBe(0);
  const journal = readFileSync(inRun('measurements.jsonl'), 'utf8').trim().split('\n');
  const entries = journal.map(line => JSON.parse(line));
  const verifying = new Set(entries.filter(({ verify }) => verify).map(({ key }) => key));
  const told = entries.filter(
    ({ key, event }) => verifying.has(key) && ['asked', 'measured'].includes(event),
  );
  expect(told.map(({ event }) => event)).toEqual([
    'asked',
    'measured',
    'asked',
    'measured',
    'asked',
    'measured',
  ]);
  // Those that were verified stand first, best first.
  const { cells } = readDocument(readFileSync(inRun('measured.cell'), 'utf8'));
  const full = cells.map(({ measured }) => measured.find(({ epochs }) => epochs === 9)?.value);
  expect(full.slice(3)).toEqual([undefined, undefined, undefined]);
  expect([...full.slice(0, 3)].sort((a, b) => b! - a!)).toEqual(full.slice(0, 3));
});

it('says how well the predictor of a loop ranks, where that is measured', () => {
  writeFileSync(inFolder('mine.cell'), mine(''));
  const { status, stderr } = renas(
    ...[
      'loop',
      '--space',
      'mine.cell',
      '--command',
      noisy,
      '--epochs',
      '2',
      '--budget',
      '12',
      '--slots',
      '4',
    ],
    ...['--repeat', '1', '--verify', '0', '--run', 'run'],
  );
  expect(status, stderr).toBe(0);
  const told =
    /A predictor has learned from the 12 cells that were measured: τ (-?[\d.]+) by cross-validation/;
  expect(stderr).toMatch(told);
  const card = JSON.parse(readFileSync(inRun('model', 'card.json'), 'utf8'));
  expect(card.kendallTau).toBeCloseTo(Number(told.exec(stderr)![1]), 2);
  expect(card).toMatchObject({ recipe: 'transfer', folds: 5, trained: 12 });
});

it('a loop that is cancelled leaves a predictor of what it has measured, and can be resumed', async () => {
  writeFileSync(inFolder('mine.cell'), mine(''));
  const some = `[ {seed} -gt 0 ] || [ $(wc -l < trained 2>/dev/null || echo 0) -lt 8 ] || [ -e go ] || sleep 60; ${noisy}`;
  const budget = ['--epochs', '2', '--budget', '10', '--repeat', '0', '--verify', '0', '--run', 'run'];
  const child = spawn(
    process.execPath,
    [path.join(dist, 'cli.js'), 'loop', '--space', 'mine.cell', '--command', some, ...budget],
    { cwd: folder, env: environment(), stdio: ['ignore', 'pipe', 'ignore'] },
  );
  started.push(child);
  let printed = '';
  child.stdout.on('data', data => {
    printed += data;
  });
  const told = () => readFileSync(inRun('events.jsonl'), 'utf8');
  await until(() => existsSync(inRun('events.jsonl')) && told().includes('"round":8'));
  child.kill('SIGTERM');
  expect(await ended(child)).toBe(130);
  expect(printed).toMatch(/\nCancelled; `renas resume .*run` goes on with it\.\n$/);
  expect(told()).toContain('A predictor has learned from the 8 cells that were measured.');
  expect(await readRun(inRun())).toMatchObject({
    state: 'cancelled',
    resumable: true,
    record: { results: { found: 'measured.cell', model: 'model' } },
  });
  const card = () => JSON.parse(readFileSync(inRun('model', 'card.json'), 'utf8'));
  expect(card()).toMatchObject({ recipe: 'transfer', trained: 8 });
  writeFileSync(inFolder('mine.cell'), mine('\n    avgpool3x3'));
  expect(renas('resume', 'run').stderr).toMatch(
    /mine\.cell has changed, so .*; to run it again with what it has measured: renas loop .* --data run\/measured\.cell\n$/,
  );
  writeFileSync(inFolder('mine.cell'), mine(''));
  writeFileSync(inFolder('go'), '');
  expect(renas('resume', 'run').status).toBe(0);
  expect(card()).toMatchObject({ recipe: 'transfer', trained: 10, folds: 5 });
}, 120_000);

it('a loop whose cells are all alike trains no predictor, and says so', () => {
  writeFileSync(inFolder('mine.cell'), mine(''));
  const { status, stderr } = renas(
    ...[
      'loop',
      '--space',
      'mine.cell',
      '--command',
      `echo '{"event":"result","values":{"accuracy":7}}' >> {report}`,
    ],
    ...['--budget', '3', '--repeat', '0', '--verify', '0', '--run', 'run'],
  );
  expect(status, stderr).toBe(0);
  expect(stderr).toContain('No predictor was trained on what was measured. The table has 3 different cells');
  expect(existsSync(inRun('model'))).toBe(false);
});

it('checks a command on the smallest and the largest cell, and begins nothing', () => {
  writeFileSync(inFolder('go'), '');
  const { status, stdout } = renas(...measure.slice(0, -2), '--check');
  expect(status).toBe(0);
  expect(stdout).toMatch(
    /^small \(smallest, [\d,]+ parameters\) reported ms \d+, accuracy 0\.5; the check took \d/,
  );
  expect(stdout).toMatch(/\nlarge \(largest, /);
  expect(stdout).toMatch(/About \d+ s a training of 3 epochs, and about \d+ s for 2 trainings\./);
  expect(readFileSync(inFolder('a.cell'), 'utf8')).toBe(source);
  const loop = renas(
    ...['loop', '--space', 'nasbench201', '--command', training, '--budget', '10'],
    ...['--fidelity', 'epochs=3', '--verify-epochs', '30', '--repeat', '1', '--verify', '2', '--check'],
  );
  expect(loop.status, loop.stderr).toBe(0);
  // Ten cells and one repetition for 3 epochs, then two cells with three seeds for 30.
  expect(loop.stdout).toMatch(
    /\d s a training of 3 epochs, .+ a training of 30 epochs that verifies, and .+ for 17 trainings\./,
  );
  // Of a trainer that says how long it takes: 11 × (1 + 3 · 2) s and 6 × (1 + 30 · 2 + 10) s.
  const told = `printf '%s\\n' '{"event":"check","seconds":{"start":1,"epoch":2,"test":10}}' '{"event":"result","values":{"accuracy":5}}' >> {report}`;
  const known = renas(
    ...['loop', '--space', 'nasbench201', '--command', told, '--budget', '10'],
    ...[
      '--fidelity',
      'epochs=3',
      '--verify-epochs',
      '30',
      '--repeat',
      '1',
      '--verify',
      '2',
      '--check',
      '--json',
    ],
  );
  expect(known.status, known.stderr).toBe(0);
  expect(JSON.parse(known.stdout)).toMatchObject({ seconds_per_cell: 7, seconds: 503, trainings: 17 });
  const shown = renas(...measure.slice(0, -2), '--dry-run');
  expect(shown.stdout).toContain("export RENAS_EPOCHS='3'\n");
  expect(shown.stdout).toContain('wc -c < "$');
  expect(readdirSync(folder).sort()).toEqual(['a.cell', 'go']);
});

it('ends at once where nothing can be trained, says why once, and goes on when that is mended', () => {
  const command = `if [ -e mended ]; then ${training}; else echo 'There are no images at photos.' >&2; exit 78; fi`;
  const { status, stderr } = renas(
    'measure',
    'a.cell',
    '--command',
    command,
    '--epochs',
    '3',
    '--run',
    'run',
  );
  expect(status).toBe(3);
  expect(stderr.split('\n').filter(line => line.includes('no images'))).toHaveLength(1);
  expect(stderr).toContain('renas: There are no images at photos: mend that, and `renas resume ');
  expect(stderr).not.toContain('tried again');
  for (const name of ['mended', 'go']) writeFileSync(inFolder(name), '');
  expect(renas('resume', 'run').status).toBe(0);
  expect(readDocument(readFileSync(inFolder('a.cell'), 'utf8')).cells[0]!.measured).toHaveLength(2);
});

it('a check that is interrupted ends at once, with what it had begun', async () => {
  const check = start(...measure.slice(0, -2), '--check');
  await new Promise(resolve => setTimeout(resolve, 3000));
  check.kill('SIGTERM');
  expect(await ended(check)).toBe(130);
});

it.each([
  [['a.cell'], 2, 'What measures a cell is not said: name it with --command, --evaluator or --images.'],
  [['a.cell', '--command', 'x', '--images', 'y'], 2, '--command and --images are both given, and cells are'],
  [['a.cell', '--command', 'x', '--slurm', '-c 2'], 2, '--slurm needs --on slurm.'],
  [
    ['a.cell', '--command', 'x', '--on', 'slurm', '--slurm', '-J x'],
    2,
    '--slurm can’t have -J: a run sets --job-name itself',
  ],
  [['b.cell', '--command', 'x'], 3, 'b.cell cannot be read: there is no such file.'],
  [['a.cell', '--command', 'x', '--cell', 'none'], 2, 'a.cell has no cell none.'],
  [
    ['a.cell', '--images', 'no-such', '--epochs', '1'],
    3,
    'There are no images at no-such: check the name of the folder or file.',
  ],
  [
    ['a.cell', '--images', '.', '--epochs', '1', '--python', 'no-python'],
    3,
    'The built-in trainer needs Python with PyTorch, and no-python can',
  ],
])('%j: one sentence', (args, status, sentence) => {
  const ran = renas('measure', ...args);
  expect([ran.status, ran.stderr.split('\n')]).toEqual([
    status,
    [expect.stringContaining(`renas: ${sentence}`), ''],
  ]);
});
