import type { Cell } from '../../cells/cell';
import type { SearchSpace } from '../../cells/space';
import { createFeatures } from './features/features';
import { type Scaling, scale, scalingOf, signedPowers } from './math/scaling';
import { type PackedGraphs, packGraphs } from './network/packedGraphs';
import type { Plan, View } from './plan';

/** Cells as each part of the teacher takes them. */
export interface TeacherView {
  readonly processes: readonly Float32Array[];
  readonly members: { readonly graphs: PackedGraphs; readonly features: Float32Array };
}

/** How far from the mean a teacher's input may be; what is beyond is held there. */
export const teacherLimit = 4;

export interface TeacherViews {
  /** Of the inputs of the first process. */
  readonly scaling: Scaling;
  of(cells: readonly Cell[]): TeacherView;
  /** The inputs of the first process alone. */
  first(cells: readonly Cell[]): Float32Array;
}

/** Makes views scaled by the training cells. */
export function createTeacherViews(space: SearchSpace, plan: Plan, training: readonly Cell[]): TeacherViews {
  const views = new Map<string, ScaledView>();
  const keys = plan.processes.map(({ reading, groups, powers, plain = [] }) =>
    [reading, ...groups, ...powers, ...plain].join(),
  );
  for (const [index, key] of keys.entries())
    if (!views.has(key)) views.set(key, createView(space, plan.processes[index]!, training, teacherLimit));
  const members = createView(space, plan.members, training, teacherLimit);
  const first = views.get(keys[0]!)!;
  return {
    scaling: first.scaling,
    first: first.matrix,
    of: cells => ({
      processes: eachOnce(keys, key => views.get(key)!.matrix(cells)),
      members: { graphs: packGraphs(space, cells, plan.members.reading), features: members.matrix(cells) },
    }),
  };
}

export interface ScaledView {
  readonly width: number;
  readonly scaling: Scaling;
  /** `[cells, width]`. */
  matrix(cells: readonly Cell[]): Float32Array;
}

/** A view scaled by the training cells. */
export function createView(
  space: SearchSpace,
  view: View,
  training: readonly Cell[],
  limit?: number,
): ScaledView {
  const { width, matrix } = rawView(space, view);
  return scaledView(space, view, scalingOf(matrix(training), width), limit);
}

/** Throws, in half a sentence, if the scaling is of more features than the view has. */
export function scaledView(space: SearchSpace, view: View, scaling: Scaling, limit?: number): ScaledView {
  const raw = rawView(space, view);
  if (scaling.columns.some(column => column >= raw.width))
    throw new Error(`it asks for feature ${Math.max(...scaling.columns)}, and its space has ${raw.width}`);
  return {
    width: scaling.columns.length,
    scaling,
    matrix: cells => scale(raw.matrix(cells), raw.width, scaling, limit),
  };
}

export function rawView(space: SearchSpace, { reading, groups, powers, plain = [] }: View) {
  const raised = createFeatures(space, groups, reading);
  const asTheyAre = createFeatures(space, plain, reading);
  const width = raised.names.length;
  const all = width * powers.length;
  const others = asTheyAre.names.length;
  return {
    width: all + others,
    matrix(cells: readonly Cell[]) {
      const left = signedPowers(raised.matrix(cells), width, powers);
      return others === 0 ? left : beside(left, asTheyAre.matrix(cells), all, others);
    },
  };
}

/** Two matrices with `left` and `right` columns, side by side. */
function beside(a: Float32Array, b: Float32Array, left: number, right: number): Float32Array {
  const out = new Float32Array(a.length + b.length);
  for (let row = 0, at = 0; at < out.length; row++, at += left + right) {
    out.set(a.subarray(row * left, (row + 1) * left), at);
    out.set(b.subarray(row * right, (row + 1) * right), at + left);
  }
  return out;
}

/** A value for each key, made once for those that are equal. */
function eachOnce<T>(keys: readonly string[], make: (key: string) => T): T[] {
  const made = new Map([...new Set(keys)].map(key => [key, make(key)]));
  return keys.map(key => made.get(key)!);
}
