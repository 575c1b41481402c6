import { describe, expect, it } from 'vitest';
import { askedStart, processRuns, type Run, startOf } from '../../../src/runs/processes';

/** Answers of the system's tools, by program. */
const tools =
  (answers: Readonly<Record<string, string>>, calls: string[][] = []): Run =>
  (file, args) => {
    calls.push([file, ...args]);
    const answer = answers[file];
    if (answer === undefined) throw Object.assign(new Error('spawn ENOENT'), { code: 'ENOENT' });
    return answer;
  };
/** Each test asks of a process of its own, since answers are kept. */
let next = 1000;
const pid = () => next++;

describe('when a process began', () => {
  it('is told by ps on macOS, in one form', () => {
    const calls: string[][] = [];
    const own = pid();
    const run = tools({ ps: '  Mon Nov 30 23:11:28 2026    \n' }, calls);
    expect(askedStart(own, 'darwin', run)).toBe('Mon Nov 30 23:11:28 2026');
    expect(calls).toEqual([['ps', '-o', 'lstart=', '-p', String(own)]]);
    expect(askedStart(pid(), 'darwin', tools({ ps: 'Tue Dec  1 03:04:05 2026\n' }))).toBe(
      'Tue Dec 1 03:04:05 2026',
    );
  });

  it('is told by wmic on Windows, and by PowerShell where wmic is gone, alike', () => {
    const wmic = 'CreationDate               \r\r\n20261201001128.123456+060  \r\r\n\r\r\n';
    expect(askedStart(pid(), 'win32', tools({ wmic }))).toBe('2026-11-30T23:11:28');
    const powershell = '20261130231128.654321\r\n';
    expect(askedStart(pid(), 'win32', tools({ powershell }))).toBe('2026-11-30T23:11:28');
    expect(askedStart(pid(), 'win32', tools({ wmic: 'No Instance(s) Available.', powershell }))).toBe(
      '2026-11-30T23:11:28',
    );
  });

  it('is not known where no tool is there, or none answers', () => {
    expect(askedStart(pid(), 'darwin', tools({}))).toBeUndefined();
    expect(askedStart(pid(), 'darwin', tools({ ps: '' }))).toBeUndefined();
    expect(askedStart(pid(), 'win32', tools({}))).toBeUndefined();
    expect(askedStart(pid(), 'win32', tools({ wmic: '', powershell: '\u001b[31merror' }))).toBeUndefined();
  });

  it('is asked only for what is a number of a process', () => {
    const calls: string[][] = [];
    for (const wrong of [0, -1, 1.5, Number.NaN, 1e300])
      expect(askedStart(wrong, 'darwin', tools({ ps: 'x' }, calls))).toBeUndefined();
    expect(calls).toEqual([]);
  });

  it('is of no matter where the number is that of a group of processes', () => {
    expect([process.pid, 0, -1, 2 ** 52].map(processRuns)).toEqual([true, false, false, false]);
  });

  it('is asked once in ten seconds', () => {
    const calls: string[][] = [];
    const own = pid();
    const run = tools({ ps: 'Mon Nov 30 23:11:28 2026' }, calls);
    for (const now of [0, 5000, 9000, 11_000]) askedStart(own, 'darwin', run, now);
    expect(calls).toHaveLength(2);
  });

  it.runIf(process.platform !== 'win32')('is told by the ps of this machine', () => {
    expect(askedStart(process.pid, 'darwin')).toMatch(/^\w{3} \w{3} \d+ [\d:]{8} \d{4}$/);
    expect(startOf(process.pid)).toBe(startOf(process.pid));
  });
});
