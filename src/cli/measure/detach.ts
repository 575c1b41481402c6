import { closeSync, existsSync, openSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { quoted } from '../../measure/command';
import { writeArguments } from '../../protocol/options/arguments';
import { resumeCommand } from '../../protocol/options/commandLine';
import type { Asked, CommandDeclaration, Options } from '../../protocol/options/option';
import { slurmOptions } from '../../protocol/slurm/options';
import { makeFolder } from '../../runs/durable';
import { endedEarly, runFiles } from '../../runs/runFolder';
import { lastError, slurmCommand } from '../../runs/slurmCommand';
import { safeText } from '../../text/safeText';
import { writeJson, writeOut } from '../../text/terminal';
import { exitCodes, UserError, usageError } from '../failure';
import type { SourceFlags } from './source';

type Flags = SourceFlags & { readonly json?: boolean | undefined };

export function checkDetach({ detach, detachOptions }: SourceFlags): void {
  if (detachOptions === undefined) return;
  if (detach === undefined) throw usageError('--detach-options needs --detach slurm.');
  const words = slurmOptions(detachOptions, '--detach-options');
  if (typeof words === 'string') throw usageError(words);
}

/**
 * `--detach slurm`: submits the command itself as a job of the cluster, which writes the run into `run`, and ends. The job
 * looks for Node first; when its time is up, or it was begun again elsewhere, it goes on with the run.
 */
export async function detachRun<O extends Options>(
  command: CommandDeclaration<O>,
  flags: Flags & Asked<O>,
  run: string,
): Promise<void> {
  const folder = path.resolve(run);
  if (existsSync(path.join(folder, runFiles.record)))
    throw new UserError(
      `${run} holds a run already, which is left as it is: name another directory by --run, or go on with that run (renas resume).`,
    );
  makeFolder(folder);
  const log = path.join(folder, runFiles.log);
  closeSync(openSync(log, 'a'));
  const args = [command.name, ...writeArguments<O>(command, flags), `--run=${folder}`];
  const words = slurmOptions(flags.detachOptions ?? '', '--detach-options');
  const { code, out, error } = await slurmCommand(
    'sbatch',
    [
      ...words,
      ...['--parsable', `--job-name=renas-${path.basename(folder)}`, '--requeue', '--open-mode=append'],
      ...[`--signal=B:USR1@${secondsBefore}`, `--output=${log.replaceAll('%', '%%')}`],
    ],
    { input: driverScript(args, folder, flags.setup) },
  );
  const id = /^(\d+)/m.exec(out)?.[1];
  if (code !== 0 || id === undefined)
    throw new UserError(
      code === 'ENOENT'
        ? 'There is no sbatch here: use --detach slurm where the commands of Slurm are.'
        : `sbatch refuses the job of the run: ${lastError(error) || `it ended with ${code}`}; mend --detach-options.`,
    );
  writeFileSync(path.join(folder, runFiles.job), `${id}\n`);
  const text = `The run is job ${id} of the cluster, and is in ${run}. \`scancel ${id}\` cancels it; should it end before its time, \`${resumeCommand(run)}\` goes on with it.`;
  if (flags.json) writeJson({ event: 'message', text, seconds: 0 });
  else writeOut(safeText(`${text}\n`, 'terminal'));
}

/** s before its time limit at which the job is told. */
const secondsBefore = 120;

/** For a node: POSIX sh, until it has found Node. */
export function driverScript(args: readonly string[], folder: string, setup?: string): string {
  const cli = path.join(__dirname, 'cli.js');
  const at = (name: string) => quoted(path.join(folder, name));
  return `${setup === undefined ? '#!/bin/sh' : '#!/bin/bash -l'}
# Written by ReNAS: a run as a job of Slurm.
early() { [ -e ${at(runFiles.record)} ] || printf '\\n${endedEarly}%s\\n' "$1"; }
cd ${quoted(process.cwd())} || { early "node $(uname -n) does not see the folder in which the run was started"; exit 66; }
${setup === undefined ? '' : `{ ${setup}\n} || { echo "the setup failed"; early "exit code 1"; exit 1; }\n`}NODE=
for N in ${quoted(process.execPath)} node; do
  if [ "$("$N" -p 'process.versions.node.split(".")[0] >= 20' 2> /dev/null)" = true ]; then NODE=$N; break; fi
done
if [ -z "$NODE" ]; then
  echo "There is no Node.js 20 on node $(uname -n): install it where the nodes see it, or load it in --setup."
  early "exit code 69"; exit 69
fi
if [ ! -r ${quoted(cli)} ]; then
  echo "Node $(uname -n) does not see "${quoted(cli)}": install ReNAS on a disk that the nodes share."
  early "exit code 69"; exit 69
fi
# Cancelled while it waited.
if [ ! -e ${at(runFiles.record)} ] && [ -e ${at(runFiles.cancel)} ]; then early "cancelled"; exit 0; fi
GOT=; P=
tell() { GOT=1; [ -n "$P" ] && kill "-$1" "$P" 2> /dev/null; }
trap 'tell USR2' USR1
trap 'tell TERM' TERM INT
# Begun again, on this node or another: the run goes on.
if [ -e ${at(runFiles.record)} ]; then set -- resume ${quoted(folder)}
else set -- ${args.map(quoted).join(' ')}; fi
"$NODE" ${quoted(cli)} "$@" &
P=$!
wait "$P"; RC=$?
# A trap interrupts "wait".
while [ -n "$GOT" ]; do GOT=; wait "$P"; RC=$?; done
if [ "$RC" = ${exitCodes.left} ]; then
  echo "The time of job $SLURM_JOB_ID is nearly up: it is queued again, and goes on."
  scontrol requeue "$SLURM_JOB_ID" || echo "It can't be queued again: renas resume goes on with the run."
  # The requeue ends this script.
  sleep 60
fi
early "exit code $RC"
exit "$RC"
`;
}
