import type { Goal } from '../../cells/goal';
import { goalOfName } from '../../cells/goal';
import type { MeasuredFigure } from '../../document/readCell';
import type { Values } from '../../protocol/measurement';

/** One training of a cell. */
export interface Training {
  readonly epochs?: number | undefined;
  readonly values: Values;
}

/** What the trainings of one cell say: of each value and number of epochs the mean, and how far trainings differ. */
export function figuresOf(
  trainings: readonly Training[],
  label: { readonly name: string; readonly goal: Goal },
): readonly MeasuredFigure[] {
  const groups = new Map<number | undefined, Training[]>();
  for (const each of trainings) groups.set(each.epochs, [...(groups.get(each.epochs) ?? []), each]);
  return [...groups].flatMap(([epochs, some]) => {
    const names = [...new Set(some.flatMap(({ values }) => Object.keys(values)))];
    // The label first, whatever order they were reported in.
    names.sort((a, b) => Number(b === label.name) - Number(a === label.name));
    return names.map((metric): MeasuredFigure => {
      const values = some.flatMap(({ values }) => values[metric] ?? []);
      const { mean, deviation } = spread(values);
      return {
        metric,
        value: rounded(mean),
        percent: false,
        ...(epochs === undefined ? {} : { epochs }),
        ...(values.length > 1 ? { seeds: values.length, deviation: Number(deviation.toPrecision(3)) } : {}),
        ...(metric === label.name && (goalOfName(metric) ?? 'max') !== label.goal
          ? { goal: label.goal }
          : {}),
      };
    });
  });
}

/** Mean and sample standard deviation; of one value that is NaN. */
export function spread(values: readonly number[]): { readonly mean: number; readonly deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / (values.length - 1)) };
}

export function rounded(value: number): number {
  return Number(value.toPrecision(7));
}

/** Three significant figures. */
export function short(value: number): string {
  return Number(value.toPrecision(3)).toString();
}
