import { formatDuration, tookSeconds } from '../../src/protocol/describeRun';
import { quoteWords } from '../../src/protocol/options/commandLine';
import type { RunRow } from '../../src/protocol/run';
import type { Fact } from './facts';

/** What a run was, when and where. */
export function detailsOf(row: RunRow): readonly Fact[] {
  const { record } = row;
  if (!record) return [{ name: 'Folder', value: row.id }];
  const took = tookSeconds(row, Date.now());
  const resumed = record.resumed ?? [];
  return [
    ...(row.notes?.name === undefined ? [] : [{ name: 'First called', value: record.title }]),
    { name: 'Space', value: record.space },
    { name: 'Started', value: timeOf(record.started) },
    ...(resumed.length === 0 ? [] : [{ name: 'Resumed', value: resumed.map(timeOf).join(', ') }]),
    ...(took === undefined || row.state === 'interrupted'
      ? []
      : [{ name: 'Took', value: formatDuration(took) }]),
    { name: 'Machine', value: record.host },
  ];
}

/** All that it takes to do the run over again. */
export function repeatFacts({ record }: RunRow): readonly Fact[] {
  if (!record) return [];
  const { engine, renas, node } = record.versions;
  return [
    { name: 'Command', value: quoteWords(['renas', ...record.arguments], 'posix'), code: true },
    ...(record.cwd === undefined ? [] : [{ name: 'In folder', value: record.cwd }]),
    { name: 'Seed', value: record.seed.toString() },
    ...(engine === undefined ? [] : [{ name: 'Engine', value: engine }]),
    { name: 'Versions', value: `ReNAS ${renas}, Node ${node}` },
    ...(record.inputs ?? []).map(({ path, sha256 }) => ({
      name: 'Read',
      value: path,
      note: `SHA-256 ${sha256.slice(0, 16)}…`,
      title: `SHA-256 ${sha256}`,
    })),
  ];
}

function timeOf(iso: string): string {
  return new Date(iso).toLocaleString();
}
