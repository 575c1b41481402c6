import { formatDuration, tookSeconds } from '../../src/protocol/describeRun';
import type { RunRow } from '../../src/protocol/run';
import { optionsOf, optionTitle } from '../../src/protocol/runOptions';
import { metricColumns, stateText } from '../runs/columns';

/** One thing that can be said of each run. */
export interface ComparedFact {
  readonly name: string;
  /** One a run, in their order; empty where it does not apply. */
  readonly values: readonly string[];
  readonly differs: boolean;
  /** The file that it is the content of. */
  readonly input?: string;
  /** Whether two runs may differ in it without having been asked for anything else: when, how long, how it came out. */
  readonly outcome: boolean;
}

/** What was asked of the runs, side by side: command, options, versions, what they read; then how they came out. */
export function compareFacts(rows: readonly RunRow[], now: number): readonly ComparedFact[] {
  const options = rows.map(row => optionsOf(row.record));
  const names = [...new Set(options.flatMap(all => [...all.keys()]))];
  const inputs = [...new Set(rows.flatMap(row => row.record?.inputs?.map(input => input.path) ?? []))];
  const fact = (name: string, of: (row: RunRow, i: number) => string | undefined, outcome = false) => {
    const values = rows.map((row, i) => of(row, i) ?? '');
    return { name, values, differs: new Set(values).size > 1, outcome };
  };
  return [
    fact('Command', row => row.record?.command),
    fact('Space', row => row.record?.space),
    fact('Seed', row => row.record?.seed.toString()),
    ...names
      .filter(name => name !== 'space' && name !== 'seed' && name !== 'out')
      .map(name => fact(optionTitle(name, rows[0]?.record?.command), (_, i) => options[i]?.get(name))),
    ...inputs.map(path => ({
      ...fact(`Content of ${path}`, row =>
        row.record?.inputs?.find(i => i.path === path)?.sha256.slice(0, 12),
      ),
      input: path,
    })),
    fact('Engine', row => row.record?.versions.engine),
    fact('ReNAS', row => row.record?.versions.renas),
    fact('Node', row => row.record?.versions.node),
    fact('Machine', row => row.record?.host),
    fact('State', stateText, true),
    ...metricColumns(rows).map(column => fact(column.title, row => column.text(row, now), true)),
    ...(rows.some(row => row.record?.metrics) ? [] : [fact('Result', row => row.record?.figure, true)]),
    fact(
      'Took',
      row => {
        const took = row.state === 'interrupted' ? undefined : tookSeconds(row, now);
        return took === undefined ? undefined : formatDuration(took);
      },
      true,
    ),
  ].filter(({ values }) => values.some(value => value !== ''));
}
