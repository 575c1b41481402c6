import type { SearchSpace } from '../../../cells/space';
import { createFeatures } from '../../features/features';
import type { Weight, Weights } from '../../recipe';
import type { Calibration } from './calibration';
import { configFor } from './config';
import { type ParameterShape, viewsOf } from './gnn/parameters';
import type { DistilledModel } from './scorer';
import { studentShapes } from './student/student';
import { uncertaintyShapes } from './student/uncertaintyHead';

const calibrated = ['slope', 'low', 'high', 'sharpness', 'unlike'] as const satisfies (keyof Calibration)[];

/** A model as named arrays, to be saved. */
export function toWeights(model: DistilledModel): Weights {
  const inputs = model.columns.length;
  return {
    'inputs/columns': row(model.columns),
    'inputs/mean': row(model.mean),
    'inputs/deviation': row(model.deviation),
    ...networkWeights('student', studentShapes(inputs), model.student),
    ...networkWeights('spread', uncertaintyShapes(inputs), model.uncertainty),
    'curve/from': row(model.curve.from),
    'curve/to': row(model.curve.to),
    calibration: calibrationWeight(model.calibration),
  };
}

/** The model that `toWeights` made for the space. Throws, in half a sentence, if they do not fit. */
export function fromWeights(space: SearchSpace, weights: Weights): DistilledModel {
  const take = (name: string, shape: readonly number[]) => takeWeight(weights, name, shape);
  const lengthOf = (name: string) => weights[name]?.shape[0] ?? 0;
  const inputs = lengthOf('inputs/columns');
  const knots = lengthOf('curve/from');
  const columns = Uint16Array.from(take('inputs/columns', [inputs]));
  const spec = configFor(space, 0).student;
  const raw = createFeatures(space, spec.groups, spec.graphForm).names.length;
  if (columns.some(column => column >= raw))
    throw new Error(`it asks for feature ${Math.max(...columns)}, and its space has ${raw}`);
  const network = <Name extends string>(prefix: string, shapes: Record<Name, ParameterShape>) => {
    const total = (Object.values(shapes) as ParameterShape[]).reduce((sum, s) => sum + s.rows * s.columns, 0);
    const views = viewsOf(new Float32Array(total), shapes);
    for (const [name, { rows, columns: width }] of Object.entries(shapes) as [Name, ParameterShape][])
      views[name].set(take(`${prefix}/${name}`, [rows, width]));
    return views;
  };
  return {
    spec,
    columns,
    mean: take('inputs/mean', [inputs]),
    deviation: take('inputs/deviation', [inputs]),
    student: network('student', studentShapes(inputs)),
    uncertainty: network('spread', uncertaintyShapes(inputs)),
    curve: { from: take('curve/from', [knots]), to: take('curve/to', [knots]) },
    calibration: calibrationOf(weights),
  };
}

/** Throws, in half a sentence, where there are none of that shape. */
export function takeWeight(weights: Weights, name: string, shape: readonly number[]): Float32Array {
  const weight = weights[name];
  if (!weight) throw new Error(`it has no weights "${name}"`);
  if (weight.shape.join() !== shape.join())
    throw new Error(`its weights "${name}" are [${weight.shape}], and its space needs [${shape}]`);
  return weight.values;
}

export function calibrationWeight(calibration: Calibration): Weight {
  return row(calibrated.map(name => calibration[name]));
}

export function calibrationOf(weights: Weights): Calibration {
  const numbers = takeWeight(weights, 'calibration', [calibrated.length]);
  return Object.fromEntries(calibrated.map((name, k) => [name, numbers[k]!])) as unknown as Calibration;
}

export function row(values: ArrayLike<number>): Weight {
  return { shape: [values.length], values: Float32Array.from(values), precision: 'single' };
}

function networkWeights(
  prefix: string,
  shapes: Readonly<Record<string, ParameterShape>>,
  views: Readonly<Record<string, Float32Array>>,
): Weights {
  return Object.fromEntries(
    Object.entries(shapes).map(([name, { rows, columns }]) => [
      `${prefix}/${name}`,
      { shape: [rows, columns], values: views[name]!, precision: rows > 1 ? 'half' : 'single' },
    ]),
  );
}
