import { summaries, type TableColumn } from '../binaryTable/binaryTable';
import { type GrowingColumn, growingColumn } from '../growingColumn';
import type { Figure } from './architecture';

/** Collects the figures of all cells into columns whose names say in full what they are of. */
export interface FigureColumns {
  /** A string says why the figures of the row can't be taken. */
  add(row: number, figures: readonly Figure[]): string | undefined;
  take(rows: number): TableColumn[];
}

/** NATS-Bench has about 110. */
const maxColumns = 1000;

const units: Readonly<Record<Figure['kind'], string>> = {
  accuracy: 'per cent',
  parameters: 'count',
  mflops: 'MFLOPs',
  latency: 'ms',
  seconds: 's',
};

/** What does not depend on the seed is kept once for each data set. */
const onceForDataset: readonly Figure['kind'][] = ['parameters', 'mflops'];

interface Collected {
  readonly prefix: string;
  readonly kind: Figure['kind'];
  readonly seed: number | undefined;
  readonly values: GrowingColumn;
}

export function createFigureColumns(): FigureColumns {
  const columns = new Map<string, Collected>();
  return {
    add(row, figures) {
      for (const figure of figures) {
        const prefix = prefixOf(figure);
        const seed = onceForDataset.includes(figure.kind) ? undefined : figure.seed;
        const name = seed === undefined ? prefix : `${prefix}.seed${seed}`;
        let column = columns.get(name);
        if (column === undefined) {
          if (columns.size === maxColumns) return `it has figures after ${maxColumns} other ones`;
          column = { prefix, kind: figure.kind, seed, values: growingColumn() };
          columns.set(name, column);
        }
        column.values.set(row, figure.value);
      }
      return undefined;
    },
    take(rows) {
      const byPrefix = new Map<string, Collected[]>();
      for (const column of columns.values())
        byPrefix.set(column.prefix, [...(byPrefix.get(column.prefix) ?? []), column]);
      return [...byPrefix]
        .sort(([, [a]], [, [b]]) => rank(a!) - rank(b!))
        .flatMap(([prefix, collected]) => columnsOf(prefix, collected, rows));
    },
  };
}

/** `cifar10-valid.x-valid.200`, `cifar10.parameters`, `cifar10.latency.200`, `cifar10.train_seconds.200`. */
function prefixOf({ kind, dataset, split, epochs }: Figure): string {
  if (kind === 'accuracy') return `${dataset}.${split}.${epochs}`;
  if (onceForDataset.includes(kind)) return `${dataset}.${kind}`;
  return `${dataset}.${kind === 'seconds' ? 'train_seconds' : kind}.${epochs}`;
}

/** The longest trainings' accuracies first: they are what most people look for. */
function rank({ kind, prefix }: Collected): number {
  return kind === 'accuracy' ? -Number(prefix.split('.')[2]) : 0;
}

function columnsOf(prefix: string, collected: readonly Collected[], rows: number): TableColumn[] {
  const { kind } = collected[0]!;
  const unit = units[kind];
  const sorted = [...collected].sort((a, b) => (a.seed ?? 0) - (b.seed ?? 0));
  const named = sorted.map(({ seed, values }) => ({
    kind: 'number' as const,
    name: seed === undefined ? prefix : `${prefix}.seed${seed}`,
    unit,
    values: values.take(rows),
  }));
  if (sorted[0]!.seed === undefined) return named;
  const hows = kind === 'accuracy' ? (['mean', 'best', 'spread'] as const) : (['mean'] as const);
  return [
    ...summaries(
      prefix,
      named.map(({ name }) => name),
      unit,
      hows,
    ),
    ...named,
  ];
}
