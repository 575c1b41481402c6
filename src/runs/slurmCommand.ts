import { execFile } from 'node:child_process';
import { type Cluster, parsePartitions, sinfoArguments } from '../protocol/slurm/partitions';
import { environment } from './environment';

/** How a command of Slurm ended. */
export interface SlurmEnd {
  /** Its exit code; `late`: it was ended before its time; else why it could not be started, as `ENOENT`. */
  readonly code: number | string;
  readonly out: string;
  readonly error: string;
}

/** Runs a command of Slurm, such as `sbatch`. `patience`: ms that it may take; `until`: it is ended once it says that. */
export function slurmCommand(
  program: string,
  args: readonly string[],
  {
    input = '',
    patience = 60_000,
    until,
  }: { readonly input?: string; readonly patience?: number; readonly until?: RegExp } = {},
): Promise<SlurmEnd> {
  return new Promise(resolve => {
    const child = execFile(
      program,
      args,
      { env: clusterEnvironment(), timeout: patience, maxBuffer: 1 << 26 },
      (failure, out, error) => {
        const code = failure === null ? 0 : failure.killed ? 'late' : (failure.code ?? 1);
        resolve({ code, out, error });
      },
    );
    child.stdin?.on('error', () => {}); // It has ended, which is told above.
    child.stdin?.end(input);
    child.stderr?.on('data', text => {
      if (until?.test(String(text))) child.kill();
    });
  });
}

/** What it says last of what is wrong, without its own name. */
export function lastError(error: string): string {
  const lines = error.split('\n').filter(line => line.trim() !== '');
  return (lines.at(-1) ?? '').replace(/^\w+(: (error: |fatal: )?| error: )/, '').replace(/[.\s]+$/, '');
}

/** Without what a job of Slurm, in which this process may be, says of itself, and what would make another job of a submission. */
function clusterEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(environment()).filter(
    ([name]) => !/^(SLURM_(?!CONF$)|SLURMD_|SBATCH_(ARRAY|WAIT|TEST|CLUSTERS)|SQUEUE_|SINFO_)/.test(name),
  );
  return { ...Object.fromEntries(kept), LC_ALL: 'C' };
}

/** The cluster that is reached from here, as `sinfo` tells of it; `undefined`: there is no `sinfo`. */
export async function readCluster(): Promise<Cluster | undefined> {
  const { code, out, error } = await slurmCommand('sinfo', sinfoArguments, { patience: 10_000 });
  if (code === 'ENOENT') return undefined;
  const partitions = code === 0 ? parsePartitions(out) : [];
  if (partitions.length > 0) return { partitions };
  const why = code === 'late' ? 'it does not answer' : lastError(error) || 'it names no partition';
  return { partitions, problem: `The cluster can't be asked for its partitions now (${why}).` };
}
