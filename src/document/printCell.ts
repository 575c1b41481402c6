import type { Cell } from '../cells/cell';
import type { SearchSpace } from '../cells/space';
import { writeSpelling } from '../cells/spelling';
import { writeMetricName } from '../language/metricName';
import { documentKindOf } from './kinds/documentKind';
import type { MeasuredFigure } from './readCell';

export interface PrintOptions {
  readonly name: string;
  /** Lines of documentation, without markers. */
  readonly doc?: string;
  /** Of the vertices, `input` and `output` included. */
  readonly names?: readonly string[];
  readonly measured?: readonly PrintedFigure[];
}

type PrintedFigure = Omit<MeasuredFigure, 'percent'> & { readonly percent?: boolean };

/** A `measured` line, without its indentation. */
export function printMeasured({ metric, value, percent, ...given }: PrintedFigure): string {
  const args = (['epochs', 'seeds', 'deviation', 'goal'] as const).flatMap(name =>
    given[name] === undefined ? [] : `${name}: ${given[name]}`,
  );
  return `measured ${writeMetricName(metric)} = ${value}${percent ? ' %' : ''}${args.length > 0 ? ` (${args.join(', ')})` : ''}`;
}

/** One formatted `cell` declaration that reads back to the same cell, its vertices in the same order. */
export function printCell(space: SearchSpace, cell: Cell, options: PrintOptions): string {
  const lines = (options.doc?.split(/\r\n|\r|\n/) ?? []).map(line => `/// ${line}`.trimEnd());
  const bindings = documentKindOf(space).printCell(space, cell, options.names);
  const head = `cell ${options.name} : ${space.name}`;
  if (!bindings) return `${[...lines, `${head} = "${writeSpelling(space, cell)}"`].join('\n')}\n`;
  const measured = (options.measured ?? []).map(printMeasured);
  const body = [...bindings, ...measured].map(line => `  ${line}`);
  return `${[...lines, `${head} {`, ...body, '}'].join('\n')}\n`;
}
