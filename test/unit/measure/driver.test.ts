import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { messageOf } from '../../../src/cli/failure';
import { readDocument } from '../../../src/document/readDocument';
import { temporaryFolder } from '../runs/folders';
import { driverIn, filesOf, request, result } from './bench';

let folder: string;
beforeEach(() => {
  folder = path.join(temporaryFolder(), "a run's directory");
});
const inJob = (key: string, name: string) => path.join(folder, 'jobs', key, name);

describe('a measurement', () => {
  it('gives the command what the protocol says, each value as one word, and ends with its values', async () => {
    const command = `printf '%s|' {cell} "{network}" '{epochs}' {seed} "$RENAS_LABEL" {threads} '{unknown}' $(({seed} + 1)) > {folder}/given; ${result('{"accuracy": 91.5, "loss": 0.3}')}`;
    const { driver, journal } = driverIn(folder, command);
    const outcome = await driver.measure(request(5, { seed: 7 }));
    expect(outcome).toEqual({ kind: 'measured', values: { accuracy: 91.5, loss: 0.3 }, seconds: 1.5 });
    expect(readFileSync(inJob('m1', 'given'), 'utf8').split('|')).toEqual([
      ...[
        inJob('m1', 'cell.cell'),
        inJob('m1', 'network.py'),
        '3',
        '7',
        'accuracy',
        '1',
        '{unknown}',
        '8',
        '',
      ],
    ]);
    const { cells, diagnostics } = readDocument(readFileSync(inJob('m1', 'cell.cell'), 'utf8'));
    expect(diagnostics).toEqual([]);
    expect(cells.map(({ hash }) => hash)).toEqual([request(5).hash]);
    expect(readFileSync(inJob('m1', 'network.py'), 'utf8')).toContain('class Network');
    expect(JSON.parse(readFileSync(inJob('m1', 'job.json'), 'utf8'))).toMatchObject({
      protocol: 'renas-measure 1',
      epochs: 3,
      seed: 7,
      hash: request(5).hash,
    });
    expect(existsSync(inJob('m1', 'checkpoint'))).toBe(false);
    await driver.close();
    journal.close();
    const again = driverIn(folder, 'exit 1');
    expect(await again.driver.measure(request(5, { seed: 7 }))).toEqual(outcome);
    expect(again.journal.measurements.size).toBe(1);
  });

  it('that stops on request costs no try; its checkpoint is there when it is run again', async () => {
    const command = `echo x >> {checkpoint}/steps; if [ $(wc -l < {checkpoint}/steps) -lt 6 ]; then exit 75; fi; ${result('{"accuracy": 1}')}`;
    const { driver, journal } = driverIn(folder, command);
    expect(await driver.measure(request(1))).toMatchObject({ kind: 'measured' });
    expect(journal.measurements.get('m1')).toMatchObject({ submissions: 6, failures: 0 });
    expect(filesOf(folder, 'm1', '.ended')).toHaveLength(6);
  });

  it('that can not be trained is not tried again', async () => {
    const { driver, said } = driverIn(
      folder,
      `printf '{"event":"refused","why":"the loss is not a number."}\\n' >> {report}; exit 65`,
    );
    const why = 'the loss is not a number';
    expect(await driver.measure(request(1))).toEqual({ kind: 'refused', why });
    expect(said).toEqual([`c1 can't be measured: ${why}.`]);
    const nan = driverIn(`${folder}2`, result('{"accuracy": NaN, "loss": 1}'));
    expect(await nan.driver.measure(request(2))).toEqual({
      kind: 'refused',
      why: 'its accuracy is not a number',
    });
  });

  it('is given up after three failures of its own, once something was measured', async () => {
    const command = `case {cell} in */m1/*) ${result('{"accuracy": 1}')};; *) echo no luck; exit 3;; esac`;
    const { driver, said, journal } = driverIn(folder, command);
    expect(await driver.measure(request(1))).toMatchObject({ kind: 'measured' });
    expect(await driver.measure(request(2))).toEqual({ kind: 'given-up', why: 'exit code 3, 3 times' });
    expect(journal.measurements.get('m2')).toMatchObject({ submissions: 3, failures: 3 });
    expect(said[0]).toBe('c2 failed (exit code 3); the last it printed: no luck. It is tried again.');
  });
});

describe('a command that never works', () => {
  it('ends the run after three failures, with what it printed last; mended, the run goes on', async () => {
    const broken = driverIn(
      folder,
      `echo one; printf '\\033[31mNo module\\033[0m named torch\\n' >&2; exit 1`,
      {
        slots: 1,
      },
    );
    const asked = [1, 2, 3].map(i => broken.driver.measure(request(i)));
    for (const each of await Promise.allSettled(asked))
      expect(each).toMatchObject({
        status: 'rejected',
        reason: {
          message: `Measuring failed 3 times in a row before anything was measured, the last time c1 (exit code 1); the last it printed: one · No module named torch: mend that, and \`renas resume '${folder.replaceAll("'", "'\\''")}'\` goes on.`,
        },
      });
    await broken.driver.close();
    broken.journal.close();
    const mended = driverIn(folder, result('{"accuracy": 2}'));
    mended.journal.add({ event: 'afresh' });
    const outcomes = await Promise.all([1, 2, 3].map(i => mended.driver.measure(request(i))));
    expect(outcomes.map(({ kind }) => kind)).toEqual(['measured', 'measured', 'measured']);
    expect(mended.journal.measurements.size).toBe(3);
  });

  it.each([
    [
      'reports another label',
      result('{"loss": 1, "top5": 2}'),
      /but reported loss, top5, and no accuracy; name what is meant with --label: mend/,
    ],
    ['prints nothing', ':', /but neither reported nor printed a value of accuracy/],
    ['is no program', 'no-such-program', /exit code 127, there is no such program/],
    [
      'can not train any cell',
      'exit 65',
      /3 cells in a row could not be trained before anything was measured/,
    ],
  ])('%s: one sentence', async (_, command, sentence) => {
    const { driver } = driverIn(folder, command, { slots: 1 });
    const asked = [1, 2, 3].map(i => driver.measure(request(i)));
    const settled = await Promise.allSettled(asked);
    expect(settled[2]).toMatchObject({
      status: 'rejected',
      reason: { message: expect.stringMatching(sentence) },
    });
    await expect(driver.measure(request(4))).rejects.toThrow(sentence);
  });
});

describe('a driver', () => {
  it('stops what runs when it is interrupted, and another goes on from the checkpoints', async () => {
    const command = `trap 'echo stopped >> "$RENAS_CHECKPOINT/told"; exit 75' TERM; echo begun >> {checkpoint}/told; if [ $(grep -c begun {checkpoint}/told) -gt 1 ]; then cp {checkpoint}/told {folder}/kept; ${result('{"accuracy": 1}')}; exit; fi; while :; do sleep 0.05; done`;
    const stop = new AbortController();
    const first = driverIn(folder, command, { signal: stop.signal });
    const asked = [1, 2].map(i => first.driver.measure(request(i)));
    for (const result of asked) result.catch(() => {});
    await until(() => ['m1', 'm2'].every(key => existsSync(inJob(key, 'checkpoint/told'))));
    stop.abort();
    for (const result of await Promise.allSettled(asked)) expect(result.status).toBe('rejected');
    expect(filesOf(folder, 'm1', '.ended')).toHaveLength(1);
    await first.driver.close();
    first.journal.close();
    const second = driverIn(folder, command);
    for (const i of [1, 2])
      expect(await second.driver.measure(request(i))).toMatchObject({ kind: 'measured' });
    expect(readFileSync(inJob('m1', 'kept'), 'utf8')).toBe('begun\nstopped\nbegun\n');
  });

  it('ends the processes of a command that does not stop', async () => {
    const stop = new AbortController();
    const { driver } = driverIn(folder, `trap '' TERM; echo $$ > {folder}/pid; sleep 100 & sleep 100`, {
      signal: stop.signal,
      grace: 300,
    });
    const asked = driver.measure(request(1));
    asked.catch(() => {});
    await until(() => existsSync(inJob('m1', 'pid')) && readFileSync(inJob('m1', 'pid'), 'utf8') !== '');
    const pid = Number(readFileSync(inJob('m1', 'pid'), 'utf8'));
    stop.abort();
    await expect(asked).rejects.toThrow();
    await until(() => !isAlive(pid));
  });

  it('waits for what a command has started, though its shell has ended', async () => {
    // The shell dies of the signal, and the program behind it takes its time.
    const program = `process.on('SIGTERM', () => setTimeout(() => { require('fs').writeFileSync(process.env.RENAS_FOLDER + '/late', ''); process.exit(75); }, 1500)); require('fs').writeFileSync(process.env.RENAS_FOLDER + '/up', ''); setInterval(() => {}, 1000);`;
    const stop = new AbortController();
    const { driver } = driverIn(folder, `'${process.execPath}' -e "${program}"; :`, {
      signal: stop.signal,
      grace: 15_000,
    });
    const asked = driver.measure(request(1));
    asked.catch(() => {});
    await until(() => existsSync(inJob('m1', 'up')));
    stop.abort();
    await expect(asked).rejects.toThrow();
    expect(existsSync(inJob('m1', 'late'))).toBe(true);
    expect(filesOf(folder, 'm1', '.ended')).toHaveLength(1);
  });

  it('adopts what another one has left running, and waits for it', async () => {
    const command = `echo >> {folder}/begun; while [ ! -e {folder}/go ]; do sleep 0.02; done; ${result('{"accuracy": 4}')}`;
    const first = driverIn(folder, command);
    void first.driver.measure(request(1)).catch(() => {});
    await until(() => existsSync(inJob('m1', 'begun')));
    // As if it had been killed: nothing is closed, nobody is told.
    const second = driverIn(folder, command);
    const asked = second.driver.measure(request(1));
    writeFileSync(inJob('m1', 'go'), '');
    expect(await asked).toMatchObject({ values: { accuracy: 4 } });
    expect(readFileSync(inJob('m1', 'begun'), 'utf8')).toBe('\n');
    expect(second.journal.measurements.get('m1')!.submissions).toBe(1);
  });

  it('begins again what was submitted and never began', async () => {
    const { driver, journal } = driverIn(folder, result('{"accuracy": 4}'));
    const lost = driverIn(folder, result('{"accuracy": 4}'), {
      executor: {
        submit: async () => ({ id: 'lost' }),
        look: async () => 'unknown',
        cancel: async () => {},
      },
    });
    void lost.driver.measure(request(1)).catch(() => {});
    await until(() => lost.journal.measurements.get('m1')?.open === true);
    await driver.close();
    journal.close();
    const next = driverIn(folder, result('{"accuracy": 4}'));
    expect(await next.driver.measure(request(1))).toMatchObject({ values: { accuracy: 4 } });
    expect(next.journal.measurements.get('m1')).toMatchObject({ submissions: 2, failures: 0 });
  });

  it('does not take a torn line of its journal for an entry', async () => {
    const first = driverIn(folder, result('{"accuracy": 4}'));
    await first.driver.measure(request(1));
    first.journal.close();
    const file = path.join(folder, 'measurements.jsonl');
    writeFileSync(file, readFileSync(file, 'utf8').slice(0, -30));
    const second = driverIn(folder, 'exit 1');
    expect(await second.driver.measure(request(1))).toMatchObject({ values: { accuracy: 4 } });
    expect(
      readFileSync(file, 'utf8')
        .split('\n')
        .filter(line => line.includes('"measured"')),
    ).toHaveLength(2);
    expect(second.journal.settled()).toHaveLength(1);
    rmSync(folder, { recursive: true });
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function until(holds: () => boolean): Promise<void> {
  const end = performance.now() + 20_000;
  while (!holds()) {
    if (performance.now() > end) throw new Error('It never came to that.');
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}

it.each([
  ['result.jsonl', "can't be read, since it is not a regular file: move it away, and resume the run."],
  ['job.json', 'is a folder, and a file is needed there: name a file.'],
])('a folder in place of %s is named in a sentence, with the way on', async (name, sentence) => {
  mkdirSync(inJob('m1', name), { recursive: true });
  const { driver } = driverIn(folder, result('{"accuracy": 1}'));
  const told = await driver.measure(request(1)).then(
    () => 'measured',
    (error: unknown) => messageOf(error),
  );
  expect(told).toBe(`${inJob('m1', name)} ${sentence}`);
});
