import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readSmall } from '../../files/regularFile';
import { quoted } from '../../measure/command';
import type { Finding } from '../../protocol/schemas/doctorLines';
import { slurmOptions } from '../../protocol/slurm/options';
import { describePartition } from '../../protocol/slurm/partitions';
import { lastError, readCluster, slurmCommand } from '../../runs/slurmCommand';
import { usageError } from '../failure';
import { lastLine, pythonAfter } from './here';
import { judgeDisk, judgeNode, judgePython } from './judge';
import { type Answers, diskProbe, pythonProbe, readAnswers } from './probes';

export interface ClusterRequest {
  readonly folder: string;
  readonly python: string | undefined;
  readonly setup: string | undefined;
  /** Options of sbatch. */
  readonly options: string;
  /** s that the job may wait in the queue. */
  readonly wait: number;
}

const programs = ['sbatch', 'squeue', 'scancel', 'scontrol', 'sinfo'];

/** The commands of Slurm, and its partitions. `needed`: it is to be used. */
export async function* checkSlurm(needed: boolean): AsyncGenerator<Finding, boolean> {
  const check = 'Slurm';
  const versions = await Promise.all(programs.map(program => slurmCommand(program, ['--version'])));
  const missing = programs.filter((_, i) => versions[i]!.code === 'ENOENT');
  if (missing.length > 0) {
    const all = missing.length === programs.length;
    yield {
      ...{ check, state: needed ? 'failed' : 'absent' },
      text: all ? 'its commands are not here' : `without ${missing.join(', ')}`,
      help: 'To measure on a cluster, start this where the commands of Slurm are, such as its login node.',
    };
    return false;
  }
  const broken = programs.find((_, i) => versions[i]!.code !== 0);
  const cluster = broken === undefined ? await readCluster() : undefined;
  const why =
    broken === undefined
      ? cluster?.problem
      : `${broken} fails (${lastError(versions[programs.indexOf(broken)]!.error) || 'it says nothing'}).`;
  if (why !== undefined) {
    yield {
      ...{ check, state: needed ? 'failed' : 'absent', text: why.replace(/\.$/, '') },
      help: '`scontrol ping` says whether the controller answers.',
    };
    return false;
  }
  const version = versions[0]!.out.trim();
  const some = (cluster?.partitions ?? []).map(
    each => `${each.name}${each.default ? ' (the default)' : ''}: ${describePartition(each)}`,
  );
  yield {
    ...{ check, state: 'ok', text: [version, ...some].join('; ') },
    ...(needed ? {} : { help: '`renas doctor --on slurm` sends a test job of a second to a node.' }),
  };
  return true;
}

/** Runs a job that does on a node what was done here, and looks for its answer on the disk. */
export async function* checkJob(request: ClusterRequest): AsyncGenerator<Finding> {
  const { folder, options } = request;
  const words = slurmOptions(options, '--slurm');
  if (typeof words === 'string') throw usageError(words);
  const own = mkdtempSync(path.join(folder, '.renas-doctor-'));
  const name = `renas-doctor-${randomBytes(4).toString('hex')}`;
  try {
    writeFileSync(path.join(own, 'seen'), name);
    const args = [
      ...words,
      ...['--parsable', `--job-name=${name}`, '--no-requeue'],
      `--output=${path.join(own, 'log').replaceAll('%', '%%')}`,
    ];
    const { code, out, error } = await slurmCommand('sbatch', args, { input: jobScript(own, name, request) });
    const id = /^(\d+)/m.exec(out)?.[1];
    if (code !== 0 || id === undefined)
      return yield {
        ...{ check: 'Test job', state: 'failed', text: `sbatch refuses it (${lastError(error) || code})` },
        help: options === '' ? 'Name what your cluster asks for with --slurm.' : 'Mend --slurm.',
      };
    try {
      yield* await awaitJob(own, id, request);
    } finally {
      await slurmCommand('scancel', [id]);
    }
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
}

function jobScript(own: string, name: string, { python = 'python3', setup }: ClusterRequest): string {
  const probed =
    setup === undefined
      ? `${quoted(python)} -c ${quoted(pythonProbe)}`
      : `bash -l -c ${quoted(pythonAfter(setup, python))}`;
  const setupProbe =
    setup === undefined
      ? []
      : [
          `bash -l -c ${quoted(`{ ${setup}\n} > /dev/null`)} 2> complaint && echo setup=yes || echo "nosetup=$(tail -n 1 complaint)"`,
        ];
  const node = `node -p ${quoted('"node=" + process.versions.node')}`;
  const nodeProbe =
    setup === undefined ? node : `bash -l -c ${quoted(`{ ${setup}\n} > /dev/null && ${node}`)}`;
  return [
    '#!/bin/sh',
    // The setup may be what makes these programs found.
    `cd ${quoted(own)} || exit 66`,
    '{',
    'echo "host=$(uname -n)"; echo "slurmnode=$SLURMD_NODENAME"; echo "clock=$(date +%s)"',
    `[ "$(cat seen)" = ${quoted(name)} ] && echo seen=yes`,
    `sh -c ${quoted(diskProbe)} sh ${quoted(path.dirname(own))}`,
    ...setupProbe,
    `E=$(${probed} 2> complaint) && echo "$E" || echo "complaint=$(tail -n 1 complaint)"`,
    `${nodeProbe} 2> /dev/null`,
    'echo end=yes',
    '} > answer.part 2> /dev/null; mv answer.part answer',
    '',
  ].join('\n');
}

async function awaitJob(
  own: string,
  id: string,
  { folder, python, wait, options }: ClusterRequest,
): Promise<readonly Finding[]> {
  const check = 'Test job';
  const began = performance.now();
  const submitted = Date.now();
  let ran: number | undefined;
  let last = { state: '', reason: '', node: '' };
  for (;;) {
    const answers = await answersIn(own);
    if (answers) return judgeJob(answers, folder, python, options, submitted);
    const { code, out } = await slurmCommand('squeue', ['-h', '-t', 'all', '-j', id, '-o', '%T|%r|%N']);
    const [state = '', reason = '', node = ''] = code === 0 ? out.trim().split('|') : ['UNKNOWN'];
    if (state !== 'UNKNOWN') last = { state, reason, node: node || last.node };
    const now = performance.now();
    if (last.state !== 'PENDING') ran ??= now;
    const over = !['PENDING', 'CONFIGURING', 'RUNNING', 'COMPLETING'].includes(last.state);
    const on = last.node === '' ? 'a node' : `node ${last.node}`;
    // A network drive may show the answer a minute late.
    if (over && ran !== undefined && now - ran > 90_000)
      return [
        {
          ...{ check, state: 'failed' },
          text: `it ran on ${on} (${last.state || 'ended'}), and nothing of it is to be seen in ${folder}`,
          help: 'The nodes do not see this folder: choose one on the disk that they share.',
        },
      ];
    if (ran !== undefined && !over && now - ran > 600_000)
      return [
        {
          ...{ check, state: 'failed', text: `it runs on ${on} for ten minutes without an answer` },
          help: 'See whether the setup or Python hangs there.',
        },
      ];
    if (last.state === 'PENDING' && now - began > wait * 1000)
      return [
        {
          ...{ check, state: 'failed' },
          text: `it still waits after ${wait} s${last.reason === '' ? '' : ` (${last.reason})`}`,
          help: 'Ask for less in --slurm, or wait longer with --wait SECONDS.',
        },
      ];
    await new Promise(resolve => setTimeout(resolve, 1000));
  }
}

const mostAnswerBytes = 2 ** 20;

async function answersIn(own: string): Promise<Answers | undefined> {
  try {
    const answers = readAnswers(await readSmall(path.join(own, 'answer'), mostAnswerBytes));
    return answers.has('end') ? answers : undefined;
  } catch {
    return undefined;
  }
}

function judgeJob(
  answers: Answers,
  folder: string,
  python: string | undefined,
  options: string,
  submitted: number,
): readonly Finding[] {
  const node = answers.get('slurmnode')?.[0] || answers.get('host')?.[0] || 'a node';
  const where = ` on ${node}`;
  // It was read there after the submission, and before the answer was seen, which a network drive may show late.
  const clock = Number(answers.get('clock')?.[0]);
  const skew = Math.max(submitted / 1000 - clock, clock - Date.now() / 1000);
  const seen = answers.has('seen');
  const late = skew > 60 ? `; its clock is ${Math.round(skew)} s off, which costs nothing` : '';
  const complaint = answers.get('complaint')?.[0] ?? '';
  const noSetup = answers.get('nosetup')?.[0];
  const setup: readonly Finding[] =
    noSetup !== undefined
      ? [
          {
            ...{ check: `Setup${where}`, state: 'failed', text: `fails (${lastLine(noSetup)})` },
            help: 'Mend --setup.',
          },
        ]
      : answers.has('setup')
        ? [{ check: `Setup${where}`, state: 'ok', text: 'works' }]
        : [];
  const judged = judgePython(answers, where, python ?? 'python3', complaint, python !== undefined);
  const asksNoGpu = !/(gres|gpus?)/.test(options);
  return [
    seen
      ? { check: 'Test job', state: 'ok', text: `ran on ${node} and sees ${folder}${late}` }
      : {
          ...{ check: 'Test job', state: 'failed', text: `ran on ${node}, which sees another ${folder}` },
          help: 'Choose a folder on the disk that the nodes share.',
        },
    judgeDisk(answers, where, folder, ''),
    ...setup,
    ...judged.flatMap((finding): readonly Finding[] => {
      if (!finding.check.startsWith('GPU') || finding.state !== 'absent') return [finding];
      const help =
        'The job has asked for one: PyTorch there may be built without CUDA, or need a module in --setup.';
      return asksNoGpu ? [] : [{ ...finding, help }];
    }),
    judgeNode(answers.get('node')?.[0], where, false),
  ];
}
