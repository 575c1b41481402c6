import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writePyTorch } from '../../../src/exchange/export/pytorch';
import { askPython, findPython } from '../../pythonOracle';
import { trainedCell } from './trainedCell';

const torch = findPython(['torch', 'numpy', 'PIL']);
const python = 'python' in torch ? torch.python : '';
const trainer = path.resolve(import.meta.dirname, '../../../src/measure/trainer/train.py');

const code = writePyTorch(
  {
    ...trainedCell,
    space: { ...trainedCell.space, skeleton: { ...trainedCell.space.skeleton, classes: 3 } },
  },
  false,
);

interface Event {
  readonly event: string;
  readonly values?: Readonly<Record<string, number>>;
  readonly why?: string;
  readonly text?: string;
  readonly images?: string;
  readonly [fact: string]: unknown;
}
interface Outcome {
  readonly code: number;
  readonly events: readonly Event[];
  readonly score?: number;
}
interface Case {
  readonly images: string;
  readonly code?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly arguments?: readonly string[];
  readonly stop?: boolean;
  readonly score?: boolean;
}

function train<N extends string>(cases: Readonly<Record<N, Case>>): Record<N, Outcome> {
  const outcomes = askPython(python, path.join(import.meta.dirname, 'trainerOracle.py'), {
    trainer,
    code,
    cases: Object.values(cases),
  }) as readonly Outcome[];
  return Object.fromEntries(Object.keys(cases).map((name, i) => [name, outcomes[i]!])) as Record<N, Outcome>;
}

const find = ({ events }: Outcome, name: string) => events.find(({ event }) => event === name);

describe.skipIf(!python)(`the built-in trainer${'why' in torch ? ` (${torch.why})` : ''}`, () => {
  it('reads every form of the same images alike, and says how it adapted them', () => {
    const { npz, idx, packed, folders, floats } = train({
      npz: { images: 'npz' },
      idx: { images: 'idx' },
      packed: { images: 'idx-packed' },
      folders: { images: 'folders' },
      floats: { images: 'npz-floats' },
    });
    for (const outcome of [npz, idx, packed, folders, floats]) {
      expect(outcome.code).toBe(0);
      expect(find(outcome, 'began')).toMatchObject({ classes: 4, parameters: expect.any(Number) });
      expect(
        outcome.events.filter(({ event }) => event === 'epoch').map(({ epoch, of }) => [epoch, of]),
      ).toEqual([
        [1, 2],
        [2, 2],
      ]);
    }
    const values = find(npz, 'result')!.values!;
    expect(Object.keys(values)).toEqual(['accuracy', 'loss']);
    for (const outcome of [idx, packed, folders]) expect(find(outcome, 'result')!.values).toEqual(values);
    expect(find(npz, 'began')).toMatchObject({
      images: 'padded from 12×12 to 16×16; grey repeated to 3 channels',
      training: 192,
      validation: 48,
    });
    expect(find(npz, 'note')!.text).toBe(
      'Images: padded from 12×12 to 16×16; grey repeated to 3 channels; 4 classes, where the space has 3.',
    );
    expect(find(folders, 'began')!.images).toBe('padded to 16×16');
    expect(find(floats, 'began')).toMatchObject({
      images: 'padded from 12×12 to 16×16; no test set, so a fifth of the images is held back',
      training: 154,
      validation: 38,
    });
  }, 300_000);

  it('reads the test set to verify alone, and keeps weights that load without it', () => {
    const weights = {
      RENAS_WEIGHTS: '{folder}/weights.pt',
      RENAS_VERIFY: '1',
      RENAS_EPOCHS: '8',
      RENAS_TRAINING: '{"batch":16,"augment":"crop"}',
    };
    const { kept, held, tornUnread, torn } = train({
      kept: { images: 'npz', environment: weights, score: true },
      held: { images: 'idx-alone', environment: { RENAS_VERIFY: '1' } },
      tornUnread: { images: 'idx-torn-test' },
      torn: { images: 'idx-torn-test', environment: { RENAS_VERIFY: '1' } },
    });
    const { values } = find(kept, 'result')!;
    expect(values!['test_accuracy']).toBeCloseTo(kept.score!, 6);
    expect(values!['test_accuracy']).toBeGreaterThan(60);
    expect(find(held, 'result')!.values).toHaveProperty('test_accuracy');
    expect(tornUnread.code).toBe(0);
    expect(torn.code).toBe(78);
    expect(find(torn, 'failed')!.why).toMatch(/t10k-images-idx3-ubyte\.gz cannot be read/);
  }, 300_000);

  it('says in one sentence what is wrong with the images', () => {
    const wrong = {
      missing: [{ images: 'none' }, /^There are no images at /],
      empty: [{ images: 'empty' }, /neither a folder for each class, nor idx files, nor one \.npz file\.$/],
      oneClass: [{ images: 'one-class' }, /two or more classes, and has 1\.$/],
      objects: [{ images: 'npz-objects' }, /cannot be read: Object arrays cannot be loaded/],
      unnamed: [{ images: 'npz-unnamed' }, /has kinds, pictures, but no x_train and y_train/],
      short: [{ images: 'npz-short' }, /has 240 images but 239 labels\.$/],
      damaged: [{ images: 'npz-damaged' }, /images\.npz cannot be read: /],
      nan: [{ images: 'npz-nan' }, /values that are not numbers\.$/],
      torn: [{ images: 'idx-torn' }, /train-images-idx3-ubyte is torn: its head promises 34,560 bytes\.$/],
      bad: [
        { images: 'folders-bad' },
        /^2 of 2 image files cannot be read; the first is .*1\.png: cannot identify/,
      ],
      facts: [
        { images: 'npz', environment: { RENAS_TRAINING: '{"rat":1}' } },
        /^The trainer knows no 'rat'; it knows rate, batch, /,
      ],
      fact: [
        { images: 'npz', environment: { RENAS_TRAINING: '{"rate":"high"}' } },
        /^'rate' of the training must be a number of at least 0, not 'high'\.$/,
      ],
      epochs: [
        { images: 'npz', environment: { RENAS_EPOCHS: 'x' } },
        /^RENAS_EPOCHS must be a number of at least 1/,
      ],
      device: [
        { images: 'npz', environment: { RENAS_DEVICE: 'tpu' } },
        /^RENAS_DEVICE must be auto, cpu, cuda or mps/,
      ],
      alone: [{ images: 'npz', code: 'x = 1\n' }, /has no Network on images; export the cell/],
      syntax: [{ images: 'npz', code: 'class\n' }, /network\.py cannot be read: /],
    } satisfies Record<string, readonly [Case, RegExp]>;
    const outcomes = train(
      Object.fromEntries(Object.entries(wrong).map(([name, [asked]]) => [name, asked])) as Record<
        string,
        Case
      >,
    );
    for (const [name, [, sentence]] of Object.entries(wrong)) {
      expect(outcomes[name]!.code, name).toBe(78);
      expect(find(outcomes[name]!, 'failed')?.why, name).toMatch(sentence);
    }
  }, 300_000);

  it('leaves out a few bad files, and says so', () => {
    const { few } = train({ few: { images: 'folders-few-bad' } });
    expect(few.code).toBe(0);
    expect(find(few, 'note')!.text).toMatch(
      /^1 of 241 image files cannot be read and are left out; the first is .*0001-bad\.png/,
    );
  }, 300_000);

  it('refuses a cell that cannot be trained, stops when asked, and ends when its time is over', () => {
    const wrongShape = code.replace('return self.classifier(features.mean((2, 3)))', 'return features');
    expect(wrongShape).not.toBe(code);
    const outcomes = train({
      diverged: { images: 'npz', environment: { RENAS_TRAINING: '{"rate":1e30}' } },
      wrongShape: { images: 'npz', code: wrongShape },
      wrongWidth: {
        images: 'npz',
        code: code.replaceAll('nn.Conv2d(\n            inputs,', 'nn.Conv2d(\n            inputs + 1,'),
      },
      stopped: { images: 'npz', stop: true },
      timed: { images: 'npz', environment: { RENAS_EPOCHS: '', RENAS_SECONDS: '1' } },
      checked: { images: 'npz', arguments: ['--check'] },
      checkedToVerify: { images: 'npz', arguments: ['--check'], environment: { RENAS_VERIFY: '1' } },
    });
    expect(outcomes.diverged.code).toBe(65);
    expect(find(outcomes.diverged, 'refused')!.why).toMatch(/not a number in epoch 1 at a rate of 1e\+30\.$/);
    expect(find(outcomes.diverged, 'result')).toBeUndefined();
    expect(outcomes.wrongShape.code).toBe(65);
    expect(find(outcomes.wrongShape, 'refused')!.why).toBe(
      'The network returns a tensor of (2, 8, 8, 8), not of (2, 4).',
    );
    expect(outcomes.wrongWidth.code).toBe(65);
    expect(find(outcomes.wrongWidth, 'refused')!.why).toMatch(/^The network cannot be computed: /);
    expect(outcomes.stopped.code).toBe(75);
    expect(outcomes.timed.code).toBe(0);
    expect(find(outcomes.timed, 'result')!['seconds']).toBeGreaterThanOrEqual(1);
    expect(find(outcomes.timed, 'epoch')).not.toHaveProperty('of');
    expect(find(outcomes.checked, 'check')).toMatchObject({
      seconds: { cell: expect.any(Number), epoch: expect.any(Number), worked: expect.any(Number) },
      memory: expect.any(Number),
    });
    expect(find(outcomes.checked, 'check')!['seconds']).not.toHaveProperty('test');
    expect(find(outcomes.checked, 'result')).toBeUndefined();
    expect(find(outcomes.checkedToVerify, 'check')).toMatchObject({ seconds: { test: expect.any(Number) } });
  }, 300_000);

  it('says what to install where NumPy or PyTorch is missing', () => {
    // -S: without the packages that are installed.
    const { status, stderr } = spawnSync(python, ['-S', trainer], { encoding: 'utf8' });
    expect(status).toBe(78);
    expect(stderr).toMatch(
      /^NumPy is missing in .* \(Python 3\..*-m pip install torch numpy\), or name another Python\.\n$/,
    );
  });
});

describe.skipIf(!python)('a training that was interrupted', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'renas-trainer-'));
  const images = path.join(folder, 'images.npz');
  beforeAll(() => {
    writeFileSync(path.join(folder, 'network.py'), code);
    const made = spawnSync(
      python,
      [
        '-c',
        `import numpy as np
r = np.random.RandomState(3)
y = np.arange(2560) % 4
x = r.randint(0, 120, (2560, 16, 16)) + 30 * y[:, None, None]
np.savez(${JSON.stringify(images)}, x=x.astype(np.uint8), y=y)`,
      ],
      { encoding: 'utf8' },
    );
    if (made.status !== 0) throw new Error(made.stderr);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function start(name: string) {
    const own = path.join(folder, name);
    mkdirSync(own, { recursive: true });
    const child = spawn(python, [trainer], {
      cwd: own,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        ...process.env,
        RENAS_NETWORK: path.join(folder, 'network.py'),
        RENAS_DATA: images,
        RENAS_EPOCHS: '4',
        RENAS_SEED: '11',
        RENAS_DEVICE: 'cpu',
        RENAS_TRAINING: '{"batch":16}',
        RENAS_REPORT: path.join(own, 'report.jsonl'),
        RENAS_CHECKPOINT: path.join(own, 'checkpoint'),
        RENAS_WEIGHTS: path.join(own, 'weights.pt'),
        RENAS_VERIFY: '1',
      },
    });
    return { child, own, ended: once(child, 'exit') as Promise<[number | null, string | null]> };
  }
  const report = (own: string): Event[] => {
    const file = path.join(own, 'report.jsonl');
    if (!existsSync(file)) return [];
    return readFileSync(file, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map(line => JSON.parse(line) as Event);
  };
  async function until(own: string, seen: (events: readonly Event[]) => boolean) {
    while (!seen(report(own))) await new Promise(resolve => setTimeout(resolve, 10));
  }
  /** What a training says of its epochs and its result, but for how long it took; a repeated epoch counts once. */
  const said = (own: string) =>
    new Map(
      report(own)
        .filter(({ event }) => event === 'epoch' || event === 'result')
        .map(({ event, epoch, values }) => [`${event} ${epoch ?? ''}`, values]),
    );

  it('equals an undisturbed one digit by digit', async () => {
    const undisturbed = start('undisturbed');
    expect(await undisturbed.ended).toEqual([0, null]);
    expect([...said(undisturbed.own).keys()]).toEqual([
      'epoch 1',
      'epoch 2',
      'epoch 3',
      'epoch 4',
      'result ',
    ]);

    // Killed in the second epoch, stopped by a signal in the third, by the file as soon as it goes on, then left alone.
    let disturbed = start('disturbed');
    await until(disturbed.own, events => events.some(({ epoch }) => epoch === 1));
    disturbed.child.kill('SIGKILL');
    expect(await disturbed.ended).toEqual([null, 'SIGKILL']);

    disturbed = start('disturbed');
    await until(disturbed.own, events => events.some(({ epoch }) => epoch === 2));
    disturbed.child.kill('SIGTERM');
    expect(await disturbed.ended).toEqual([75, null]);

    disturbed = start('disturbed');
    await until(disturbed.own, events => events.filter(({ event }) => event === 'began').length === 3);
    writeFileSync(path.join(disturbed.own, 'RENAS_STOP'), '');
    expect(await disturbed.ended).toEqual([75, null]);
    rmSync(path.join(disturbed.own, 'RENAS_STOP'));

    disturbed = start('disturbed');
    expect(await disturbed.ended).toEqual([0, null]);
    const resumed = report(disturbed.own)
      .filter(({ event }) => event === 'began')
      .map(began => began['resumed']);
    expect(resumed[0]).toEqual({ epoch: 0, step: 0 });
    for (const { epoch } of resumed.slice(1) as { epoch: number }[]) expect(epoch).toBeGreaterThan(0);

    expect(said(disturbed.own)).toEqual(said(undisturbed.own));
    const compared = spawnSync(
      python,
      [
        '-c',
        `import sys, torch
a, b = (torch.load(file, weights_only=True) for file in sys.argv[1:])
assert list(a) == list(b) and len(a) > 10
assert all(torch.equal(a[name], b[name]) for name in a)`,
        path.join(undisturbed.own, 'weights.pt'),
        path.join(disturbed.own, 'weights.pt'),
      ],
      { encoding: 'utf8' },
    );
    expect(compared.stderr).toBe('');
    expect(compared.status).toBe(0);
  }, 300_000);

  it('starts again from a checkpoint that is damaged or of another training', async () => {
    const own = path.join(folder, 'damaged');
    mkdirSync(path.join(own, 'checkpoint'), { recursive: true });
    writeFileSync(path.join(own, 'checkpoint', 'trainer.pt'), 'no checkpoint');
    expect(await start('damaged').ended).toEqual([0, null]);
    expect(report(own).find(({ event }) => event === 'note')!.text).toMatch(/^The checkpoint cannot be read/);

    const other = path.join(folder, 'other');
    mkdirSync(path.join(other, 'checkpoint'), { recursive: true });
    copyFileSync(path.join(own, 'checkpoint', 'trainer.pt'), path.join(other, 'checkpoint', 'trainer.pt'));
    writeFileSync(path.join(folder, 'network.py'), `${code}\n# changed\n`);
    expect(await start('other').ended).toEqual([0, null]);
    expect(report(other).find(({ event }) => event === 'note')!.text).toMatch(
      /^The checkpoint is of another training/,
    );
  }, 300_000);
});
