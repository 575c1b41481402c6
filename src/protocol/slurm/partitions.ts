import { formatDuration } from '../describeRun';
import { formatCount } from '../words';
import { slurmSeconds } from './options';

/** A partition of a Slurm cluster, as `sinfo` tells of it. */
export interface Partition {
  readonly name: string;
  /** Jobs that name none go there. */
  readonly default: boolean;
  /** `up`; jobs are queued but do not start while it is `down`; it takes none while it is `drain` or `inactive`. */
  readonly state: string;
  /** The longest a job may take, s; `null`: without a limit (a message holds no infinity). `undefined`: not told. */
  readonly timeLimit: number | null | undefined;
  /** Nodes that jobs have to themselves or share, that have nothing to do, and that can't be used now. */
  readonly nodes: { readonly busy: number; readonly idle: number; readonly away: number };
  /** Of the GPUs of its nodes, as `--gres` names them: `gpu`, `gpu:a100`. */
  readonly gpus: readonly string[];
}

/** A Slurm cluster that is reached from here. */
export interface Cluster {
  readonly partitions: readonly Partition[];
  /** Why they are not known, a sentence. */
  readonly problem?: string;
}

/** What `sinfo` is asked for; its own options and variables for the form of its output are overruled by it. */
export const sinfoArguments: readonly string[] = ['-h', '--noconvert', '-o', '%P|%a|%l|%F|%G'];

const aLine = /^([^|\s]+?)(\*?)\s*\|\s*(\w[\w/]*)\s*\|([^|]*)\|\s*(\d+)\/(\d+)\/(\d+)\/\d+\s*\|(.*)$/;

/** The partitions in an output of `sinfo`, which has a line for each group of equal nodes. Other lines are passed over. */
export function parsePartitions(output: string): readonly Partition[] {
  const found = new Map<string, Partition>();
  for (const line of output.split('\n')) {
    const [, name, star, state = '', limit = '', busy, idle, away, gres = ''] = aLine.exec(line) ?? [];
    if (name === undefined || name === 'n/a') continue;
    const before = found.get(name);
    const { nodes, gpus } = before ?? { nodes: { busy: 0, idle: 0, away: 0 }, gpus: [] };
    found.set(name, {
      name,
      default: star === '*',
      state,
      timeLimit: limitOf(limit.trim()),
      nodes: {
        busy: nodes.busy + Number(busy),
        idle: nodes.idle + Number(idle),
        away: nodes.away + Number(away),
      },
      gpus: [...new Set([...gpus, ...gpusIn(gres)])],
    });
  }
  return [...found.values()];
}

/** `gpu:a100:4(S:0-1),craynetwork:2` has `gpu:a100`. Types that are made of counts alone (`gpu:4`) have no name. */
function gpusIn(gres: string): readonly string[] {
  return gres
    .replace(/\([^)]*\)/g, '')
    .split(',')
    .flatMap(each => {
      const [kind, type] = each.trim().split(':');
      if (kind !== 'gpu') return [];
      return type === undefined || /^\d+[KMG]?$/i.test(type) ? 'gpu' : `gpu:${type}`;
    });
}

function limitOf(text: string): Partition['timeLimit'] {
  const seconds = slurmSeconds(text);
  return seconds === Number.POSITIVE_INFINITY ? null : seconds;
}

/** `2 of 8 nodes idle, at most 1 d, GPUs: gpu:a100`. */
export function describePartition({ state, nodes, timeLimit, gpus }: Partition): string {
  const all = nodes.busy + nodes.idle + nodes.away;
  const words = [
    state === 'up' ? undefined : (stateWords[state] ?? state),
    `${formatCount(nodes.idle)} of ${formatCount(all)} ${all === 1 ? 'node' : 'nodes'} idle`,
    nodes.away > 0 ? `${formatCount(nodes.away)} out of service` : undefined,
    timeLimit === undefined
      ? undefined
      : timeLimit === null
        ? 'no time limit'
        : `at most ${daysOr(timeLimit)}`,
    gpus.length > 0 ? `GPUs: ${gpus.join(', ')}` : undefined,
  ];
  return words.filter(word => word !== undefined).join(', ');
}

/** `7 days`, `4 h`. */
export function daysOr(seconds: number): string {
  const days = Math.floor(seconds / 86_400);
  if (days < 2) return formatDuration(seconds);
  const rest = seconds - days * 86_400;
  return rest < 60 ? `${days} days` : `${days} days ${formatDuration(rest)}`;
}

const stateWords: Readonly<Record<string, string>> = {
  down: 'down: its jobs wait',
  drain: 'takes no new jobs',
  inactive: 'takes no jobs',
  inact: 'takes no jobs',
};
