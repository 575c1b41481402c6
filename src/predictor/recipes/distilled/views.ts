import type { Cell } from '../../../cells/cell';
import type { SearchSpace } from '../../../cells/space';
import { createFeatures } from '../../features/features';
import { type Scaling, scale, scalingOf, signedPowers } from '../../math/scaling';
import { type PackedGraphs, packGraphs } from './gnn/packedGraphs';
import type { Plan, View } from './plan';
import { createEncoding } from './zeroCost/encode';

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
  of(cells: readonly Cell[]): Promise<TeacherView>;
  /** The inputs of the first process alone. */
  first(cells: readonly Cell[]): Promise<Float32Array>;
}

/** Makes views scaled by the training cells. */
export async function createTeacherViews(
  space: SearchSpace,
  plan: Plan,
  training: readonly Cell[],
): Promise<TeacherViews> {
  const views = new Map<string, ScaledView>();
  const keys = plan.processes.map(({ reading, groups, powers, untrained = [] }) =>
    [reading, ...groups, ...powers, 'untrained', ...untrained].join(),
  );
  for (const [index, key] of keys.entries())
    if (!views.has(key))
      views.set(key, await createView(space, plan.processes[index]!, training, teacherLimit));
  const members = await createView(space, plan.members, training, teacherLimit);
  const first = views.get(keys[0]!)!;
  return {
    scaling: first.scaling,
    first: first.matrix,
    async of(cells) {
      const inputs = new Map<string, Float32Array>();
      for (const [key, view] of views) inputs.set(key, await view.matrix(cells));
      return {
        processes: keys.map(key => inputs.get(key)!),
        members: {
          graphs: packGraphs(space, cells, plan.members.reading),
          features: await members.matrix(cells),
        },
      };
    },
  };
}

export interface ScaledView {
  readonly width: number;
  readonly scaling: Scaling;
  /** `[cells, width]`. */
  matrix(cells: readonly Cell[]): Promise<Float32Array>;
}

/** A view scaled by the training cells. */
export async function createView(
  space: SearchSpace,
  view: View,
  training: readonly Cell[],
  limit?: number,
): Promise<ScaledView> {
  const { width, matrix } = rawView(space, view);
  return scaledView(space, view, scalingOf(await matrix(training), width), limit);
}

/** Throws, in half a sentence, if the scaling is of more features than the view has. */
export function scaledView(space: SearchSpace, view: View, scaling: Scaling, limit?: number): ScaledView {
  const raw = rawView(space, view);
  if (scaling.columns.some(column => column >= raw.width))
    throw new Error(`it asks for feature ${Math.max(...scaling.columns)}, and its space has ${raw.width}`);
  return {
    width: scaling.columns.length,
    scaling,
    matrix: async cells => scale(await raw.matrix(cells), raw.width, scaling, limit),
  };
}

function rawView(space: SearchSpace, { reading, groups, powers, untrained }: View) {
  const raised = createFeatures(space, groups, reading);
  const width = raised.names.length;
  const all = width * powers.length;
  const encoding = untrained ? createEncoding(space, untrained) : undefined;
  return {
    width: all + (encoding?.width ?? 0),
    async matrix(cells: readonly Cell[]) {
      const left = signedPowers(raised.matrix(cells), width, powers);
      return encoding?.width ? beside(left, await encoding.matrix(cells), all, encoding.width) : left;
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
