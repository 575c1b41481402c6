import { durationOf, isSoFar, stateLine, stepName, titleOf } from '../protocol/describeRun';
import type { FoundCell, RunEvent } from '../protocol/events';
import type { RunRow } from '../protocol/run';
import { runNames } from '../protocol/runNames';
import { optionsOf, optionTitle } from '../protocol/runOptions';
import { formatAmount, formatCount, formatInterval, formatTopPlace } from '../protocol/words';
import { figuresOf } from './figures';
import { chartsOf } from './metrics';
import { paper, plotSvg } from './plotSvg';
import { addEvents, emptyRun, joinCurves, type RunModel, thinnedWords } from './runModel';

/** A run with what it takes to report it. */
export interface ReportedRun {
  readonly row: RunRow;
  readonly events: readonly RunEvent[];
  /** Bytes of events that these are a part of. */
  readonly thinnedFrom?: number;
}

export interface ReportContext {
  /** The line that repeats a run in a shell. */
  commandLine(row: RunRow): string;
  /** The git commit that the workspace stands at, with `, with changes` where it does not stand there cleanly. */
  readonly commit: string | undefined;
  /** ISO 8601. */
  readonly made: string;
}

/** A report as blocks, which a writer puts into HTML or Markdown. */
export type Block =
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | {
      readonly kind: 'table';
      readonly head: readonly string[];
      readonly rows: readonly (readonly string[])[];
    }
  /** An SVG document that this program has made. */
  | { readonly kind: 'picture'; readonly title: string; readonly svg: string };

/** One run, or several against each other: results, curves, cells found, and how to repeat each. */
export function report(runs: readonly ReportedRun[], context: ReportContext): readonly Block[] {
  const rows = runs.map(({ row }) => row);
  const names = runNames(rows);
  const known = runs.map(({ row, events, thinnedFrom }) => {
    const model = { ...emptyRun(), thinnedFrom };
    addEvents(model, events);
    return { row, model, name: names.get(row.id) ?? titleOf(row) };
  });
  const title = known.length === 1 ? (known[0]?.name ?? '') : `${known.length} runs compared`;
  return [
    { kind: 'heading', level: 1, text: title },
    {
      kind: 'text',
      text: `Reported ${context.made}${context.commit === undefined ? '' : ` at commit ${context.commit}`}.`,
    },
    ...(known.length > 1 ? comparison(known) : []),
    ...pictures(known),
    ...known.flatMap(run => aboutRun(run, known.length > 1, context)),
  ];
}

interface KnownRun {
  readonly row: RunRow;
  readonly model: RunModel;
  readonly name: string;
}

/** What the runs were asked that differs, and how each came out. */
function comparison(runs: readonly KnownRun[]): readonly Block[] {
  const options = runs.map(({ row }) => optionsOf(row.record));
  const names = [...new Set(options.flatMap(each => [...each.keys()]))].filter(
    name => name !== 'out' && new Set(options.map(each => each.get(name))).size > 1,
  );
  const figures = runs.map(
    ({ model }) => new Map(model.done ? figuresOf(model.done).map(f => [f.name, f.value]) : []),
  );
  const outcomes = [...new Set(figures.flatMap(each => [...each.keys()]))];
  const line = (name: string, of: (i: number) => string | undefined) => [
    name,
    ...runs.map((_, i) => of(i) ?? '–'),
  ];
  return [
    { kind: 'heading', level: 2, text: 'Comparison' },
    {
      kind: 'table',
      head: ['', ...runs.map(({ name }) => name)],
      rows: [
        ...names.map(name =>
          line(optionTitle(name, runs[0]?.row.record?.command), i => options[i]?.get(name)),
        ),
        line('State', i => runs[i]?.row.state),
        line('Result', i => runs[i]?.row.record?.figure),
        ...outcomes.map(name => line(name, i => figures[i]?.get(name))),
        line('Took', i => runs[i] && durationOf(runs[i].row)),
      ],
    },
  ];
}

/** The curves of all runs, one chart for each metric. */
function pictures(runs: readonly KnownRun[]): readonly Block[] {
  const metrics = new Set(runs.flatMap(({ model }) => [...model.curves.keys()]));
  const several = runs.length > 1;
  return [...chartsOf(metrics)].flatMap(([kind, own]) =>
    own.flatMap(({ name, label }): Block[] => {
      const having = runs.flatMap(run => {
        const curve = run.model.curves.get(name);
        return curve && curve.steps.length > 2 ? [{ ...run, curve }] : [];
      });
      if (having.length === 0) return [];
      const title = own.length > 1 ? `${kind.title}: ${label}` : kind.title;
      const data = joinCurves(
        having.map(({ curve }) => curve),
        'steps',
      );
      const spec = {
        title,
        scale: kind.scale,
        format: kind.format,
        xName: kind.stepName ?? (having[0] ? stepName(having[0].row) : 'steps'),
        formatX: (value: number) => formatCount(Math.round(value)),
        series: having.map(({ row, name: run }) => ({
          label: several ? run : label,
          color: runs.findIndex(each => each.row.id === row.id),
          stepped: isSoFar(row),
          hidden: false,
        })),
      };
      return [{ kind: 'picture', title, svg: plotSvg(spec, data, paper) }];
    }),
  );
}

function aboutRun(
  { row, model, name }: KnownRun,
  several: boolean,
  context: ReportContext,
): readonly Block[] {
  const { record } = row;
  const level = several ? 3 : 2;
  const figures = model.done ? figuresOf(model.done) : [];
  const found = model.done?.found ?? model.found?.found ?? [];
  return [
    ...(several ? [{ kind: 'heading', level: 2, text: name } as const] : []),
    {
      kind: 'text',
      text: `${stateLine(row, Date.now(), undefined)}.${row.problem === undefined ? '' : ` ${row.problem}`}`,
    },
    ...(model.thinnedFrom === undefined
      ? []
      : [{ kind: 'text', text: thinnedWords(model.thinnedFrom) } as const]),
    ...(row.notes?.note === undefined ? [] : [{ kind: 'text', text: row.notes.note } as const]),
    ...(figures.length === 0
      ? []
      : ([
          { kind: 'heading', level, text: 'Result' },
          {
            kind: 'table',
            head: ['Figure', 'Value', 'Measured on'],
            rows: figures.map(figure => [figure.name, figure.value, figure.note]),
          },
        ] as const)),
    ...(found.length === 0 ? [] : cellTable(found, level, model.done?.space_size ?? model.found?.space_size)),
    ...(record
      ? ([
          { kind: 'heading', level, text: 'How to repeat it' },
          { kind: 'code', text: context.commandLine(row) },
          {
            kind: 'table',
            head: ['', ''],
            rows: [
              ['Space', record.space],
              ['Seed', String(record.seed)],
              ['Started', record.started],
              ['Machine', record.host],
              ['Versions', `ReNAS ${record.versions.renas}, Node ${record.versions.node}`],
              ...(record.versions.engine === undefined ? [] : [['Engine', record.versions.engine]]),
              ...(record.inputs ?? []).map(({ path, sha256 }) => [`Read ${path}`, `SHA-256 ${sha256}`]),
            ],
          },
        ] as const)
      : []),
  ];
}

/** Cells listed, each with its source in the file of the run. */
const maxCells = 20;

function cellTable(
  found: readonly FoundCell[],
  level: 2 | 3,
  spaceSize: number | undefined,
): readonly Block[] {
  const measured = [...new Set(found.flatMap(cell => Object.keys(cell.measured ?? {})))];
  const shown = found.slice(0, maxCells);
  const [best] = found;
  return [
    {
      kind: 'heading',
      level,
      text:
        found.length > maxCells
          ? `The best ${maxCells} of ${formatCount(found.length)} cells found`
          : 'Cells found',
    },
    {
      kind: 'table',
      head: ['Cell', ...measured, 'Predicted top', '80 % interval', 'Parameters', 'FLOPs', 'Hash'],
      rows: shown.map(cell => [
        cell.name,
        ...measured.map(name => cell.measured?.[name]?.toString() ?? '–'),
        formatTopPlace(cell.top, spaceSize),
        formatInterval(cell) ?? '–',
        formatCount(cell.parameters),
        formatAmount(cell.flops),
        cell.hash,
      ]),
    },
    ...(best ? [{ kind: 'code', text: best.cell.trim() } as const] : []),
  ];
}
