import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { readEnds, stopOf } from '../../../src/measure/executors/slurmAccounting';
import {
  isAnswerLost,
  isBusy,
  isHeldLaunch,
  isTransient,
  submitLimit,
} from '../../../src/measure/executors/slurmErrors';
import {
  isRunning,
  isWaiting,
  leaveQueue,
  listQueue,
  readQueue,
} from '../../../src/measure/executors/slurmQueue';
import { lastError } from '../../../src/runs/slurmCommand';
import { temporaryFolder } from '../runs/folders';

it('names of programs and functions before an error are left out', () => {
  const errors = [
    'slurm_load_jobs error: Unable to contact slurm controller (connect failure)\n',
    'sbatch: error: Batch job submission failed: Invalid partition name specified\n',
    'sinfo: fatal: Unable to process configuration file',
  ];
  expect(errors.map(lastError)).toEqual([
    'Unable to contact slurm controller (connect failure)',
    'Batch job submission failed: Invalid partition name specified',
    'Unable to process configuration file',
  ]);
});

/** What Slurm 22.05 and 26.05 say, as their sources have it (src/common/slurm_errno.c, src/sbatch/sbatch.c). */
describe('what sbatch and squeue complain of', () => {
  const kindOf = (error: string) =>
    submitLimit(error) ??
    (isBusy.test(error)
      ? 'busy'
      : isAnswerLost(error)
        ? 'answer lost'
        : isTransient(error)
          ? 'transient'
          : 'refused');
  it.each([
    ['sbatch: Slurm job queue full, sleeping and retrying', 'busy'],
    ['sbatch: Job creation temporarily disabled, retrying', 'busy'],
    ['sbatch: Slurm temporarily unable to accept job, sleeping and retrying', 'busy'],
    ['Socket timed out on send/recv operation', 'answer lost'],
    ['Unable to contact slurm controller (receive failure)', 'answer lost'],
    ['Unable to contact slurm controller (shutdown failure)', 'answer lost'],
    ['Connection timed out reading', 'answer lost'],
    ['Zero Bytes were transmitted or received', 'answer lost'],
    ['Unable to contact slurm controller (connect failure)', 'transient'],
    ['Unable to contact slurm controller (send failure)', 'transient'],
    ['Communication connection failure', 'transient'],
    ['Connection timed out establishing', 'transient'],
    ['Slurm backup controller in standby mode', 'transient'],
    ['Protocol authentication error', 'transient'],
    ['Unable to process configuration file', 'transient'],
    ['fatal: Could not establish a configuration source', 'transient'],
    ['Required partition not available (inactive or drain)', 'busy'],
    [
      'AssocMaxSubmitJobLimit: Job violates accounting/QOS policy (job submit limit)',
      'AssocMaxSubmitJobLimit',
    ],
    // Without its name, it may be a limit that never ends by waiting.
    ["Job violates accounting/QOS policy (job submit limit, user's size and/or time limits)", 'refused'],
    ['QOSMaxCpuPerUserLimit: Job violates accounting/QOS policy (job submit limit)', 'refused'],
    ['Batch job submission failed: Invalid partition name specified', 'refused'],
    ['Batch job submission failed: Invalid generic resource (gres) specification', 'refused'],
  ])('%s: %s', (error, kind) => expect(kindOf(error)).toBe(kind));

  it('jobs that Slurm holds since they could not be launched', () => {
    const held = ['launch failed requeued held', 'JobHoldMaxRequeue', 'JobHeldUser', 'JobHeldAdmin'];
    expect(held.map(isHeldLaunch)).toEqual([true, true, false, false]);
  });
});

describe('what squeue lists', () => {
  const stateOf = (state: string) => {
    const [listed] = readQueue(`7|job|${state}|n1|None\n`).values();
    return isWaiting(listed!) ? 'waits' : isRunning(listed!) ? 'runs' : 'is over';
  };
  it.each([
    [
      'waits',
      'PENDING CONFIGURING REQUEUED REQUEUE_HOLD REQUEUE_FED SPECIAL_EXIT RESV_DEL_HOLD EXPEDITING NEW',
    ],
    ['runs', 'RUNNING COMPLETING SUSPENDED STOPPED RESIZING SIGNALING STAGE_OUT'],
    [
      'is over',
      'COMPLETED FAILED CANCELLED TIMEOUT NODE_FAIL OUT_OF_MEMORY PREEMPTED BOOT_FAIL DEADLINE REVOKED',
    ],
  ])('%s: %s', (what, states) => {
    expect([...new Set(states.split(' ').map(stateOf))]).toEqual([what]);
  });

  it.skipIf(process.platform === 'win32')('of more jobs than fit into one command', async () => {
    const bin = temporaryFolder();
    const script =
      '#!/bin/sh\nfor A; do case $A in --name=*) echo "$A" | sed s/--name=// | tr , "\\n" | sed "s/.*/7|&|RUNNING|n1|None/";; esac; done\n';
    writeFileSync(path.join(bin, 'squeue'), script, { mode: 0o755 });
    vi.stubEnv('PATH', `${bin}:${process.env['PATH']}`);
    onTestFinished(() => void vi.unstubAllEnvs());
    const names = Array.from({ length: 2500 }, (_, i) => `${'a'.repeat(80)}-${i}`);
    const owner = {};
    const list = await listQueue(owner, names, 0);
    leaveQueue(owner);
    expect('failed' in list ? list.failed : [...list.jobs.keys()]).toEqual(names);
  });

  it('of two jobs of one name the one that is not over', () => {
    const list = readQueue('7|a|CANCELLED||None\n8|a|RUNNING|n2|None\n9|a|FAILED|n1|NonZeroExitCode\n');
    expect(list.get('a')).toEqual({ id: '8', state: 'RUNNING', node: 'n2', reason: 'None' });
  });
});

it('what sacct tells of a job, each time that it ran', () => {
  const ends = readEnds(
    'PREEMPTED|n1|None\nREQUEUED|n2|BeginTime\nNODE_FAIL|n1|\nCANCELLED by 1000|n3|None\nPENDING|None assigned|Priority\n',
  );
  expect(ends).toEqual([
    { state: 'PREEMPTED', node: 'n1', reason: 'None' },
    { state: 'REQUEUED', node: 'n2', reason: 'BeginTime' },
    { state: 'NODE_FAIL', node: 'n1', reason: '' },
    { state: 'CANCELLED', node: 'n3', reason: 'None' },
  ]);
  expect(ends.map(stopOf)).toEqual(['preemption', 'requeue', 'node failure', undefined]);
});
