import { canonicalHash } from '../cells/canonical';
import type { Cell } from '../cells/cell';
import type { Goal } from '../cells/goal';
import type { SearchSpace } from '../cells/space';
import { checkCell } from '../language/checkCell';
import { type Diagnostic, shiftDiagnostic } from '../language/diagnostic';
import type { CellDeclaration, Span } from '../language/syntax';
import { withEdgeLimitFix } from './edgeLimitFix';
import { lowerCell } from './lower';
import { withUnusedVertexFixes } from './unusedVertexFixes';

/** All that the text of one declaration and its space say of a cell. */
export interface ReadCell {
  /** `undefined` if the declaration has an error. */
  readonly cell: Cell | undefined;
  /** `canonicalHash` of the cell. */
  readonly hash: string | undefined;
  /** Of the cell's vertices, `input` and `output` included. */
  readonly names: readonly string[];
  /** Where the operation of each vertex or edge is named; see `LoweredCell`. */
  readonly sites: readonly (Span | undefined)[];
  /** Each figure, in the order of the text. */
  readonly measured: readonly MeasuredFigure[];
  readonly diagnostics: readonly Diagnostic[];
}

/** `measured cifar10-valid = 91.61 %` is the value 91.61 with `percent`. */
export interface MeasuredFigure {
  readonly metric: string;
  readonly value: number;
  readonly percent: boolean;
  /** Sample standard deviation over the seeds, in the unit of the value. */
  readonly deviation?: number;
  /** How many epochs the cell was trained for. */
  readonly epochs?: number;
  /** How many trainings the value is the mean of. */
  readonly seeds?: number;
  /** Which values of the metric are better, where the line says so. */
  readonly goal?: Goal;
}

/**
 * Checks and lowers one declaration. `broken`: it has syntax errors, which are told elsewhere, and so no cell. A pure
 * function of the declaration's own text and the space, but for the offset of every span.
 */
export function readCell(
  text: string,
  declaration: CellDeclaration,
  space: SearchSpace | undefined,
  broken: boolean,
): ReadCell {
  const found = checkCell(text, declaration, space);
  const wrong = broken || found.some(each => each.severity === 'error');
  const measured = measuredOf(declaration);
  if (!space || wrong)
    return { cell: undefined, hash: undefined, names: [], sites: [], measured, diagnostics: found };
  const { cell, names, sites, diagnostics } = lowerCell(declaration, space);
  return {
    cell,
    hash: cell && canonicalHash(space, cell),
    names,
    sites,
    measured,
    diagnostics: found.concat(
      withEdgeLimitFix(declaration, withUnusedVertexFixes(text, declaration, diagnostics)),
    ),
  };
}

/** What was found in a declaration, told of a text in which it stands `by` code units further on. */
export function shiftedDiagnostics(found: readonly Diagnostic[], by: number): readonly Diagnostic[] {
  if (by === 0 || found.length === 0) return found;
  return found.map(each => shiftDiagnostic(each, by));
}

function measuredOf({ body }: CellDeclaration): MeasuredFigure[] {
  const statements = body?.kind === 'block' ? body.statements : [];
  return statements.flatMap(statement => {
    if (statement.kind !== 'measured' || !statement.metric || statement.value === undefined) return [];
    const { metric, value, percent } = statement;
    const figure: { -readonly [K in keyof MeasuredFigure]: MeasuredFigure[K] } = {
      metric: metric.text,
      value,
      percent,
    };
    if (statement.deviation?.value !== undefined) figure.deviation = statement.deviation.value;
    for (const { name, value: number, word } of statement.arguments) {
      if (name.text === 'goal' && (word?.text === 'max' || word?.text === 'min')) figure.goal = word.text;
      if (
        number !== undefined &&
        (name.text === 'epochs' || name.text === 'seeds' || name.text === 'deviation')
      )
        figure[name.text] = number;
    }
    return [figure];
  });
}
