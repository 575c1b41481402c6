import type { Cell } from '../../../cells/cell';
import type { SearchSpace } from '../../../cells/space';
import { createFeatures } from '../../features/features';
import { beside, type Scaling, scale, scalingOf, signedPowers } from '../../math/scaling';
import type { Config, FeatureSpec } from './config';
import { type PackedGraphs, packGraphs } from './gnn/packedGraphs';
import { createEncoding } from './zeroCost/encode';

/** Cells as each part of the teacher takes them. */
export interface TeacherInputs {
  readonly gps: readonly Float32Array[];
  readonly gnns: { readonly graphs: PackedGraphs; readonly features: Float32Array };
}

/** How far from the mean a teacher's input may be; what is beyond is held there. */
export const teacherLimit = 4;

export interface TeacherEncoder {
  /** Of the inputs of the first process. */
  readonly scaling: Scaling;
  of(cells: readonly Cell[]): Promise<TeacherInputs>;
  /** The inputs of the first process alone. */
  first(cells: readonly Cell[]): Promise<Float32Array>;
}

/** Makes views scaled by the training cells. */
export async function createTeacherEncoder(
  space: SearchSpace,
  plan: Config,
  training: readonly Cell[],
): Promise<TeacherEncoder> {
  const views = new Map<string, FeatureEncoder>();
  const keys = plan.gps.map(({ graphForm, groups, powers, zeroCost = [] }) =>
    [graphForm, ...groups, ...powers, 'zeroCost', ...zeroCost].join(),
  );
  for (const [index, key] of keys.entries())
    if (!views.has(key)) views.set(key, await createEncoder(space, plan.gps[index]!, training, teacherLimit));
  const members = await createEncoder(space, plan.gnns, training, teacherLimit);
  const first = views.get(keys[0]!)!;
  return {
    scaling: first.scaling,
    first: first.matrix,
    async of(cells) {
      const inputs = new Map<string, Float32Array>();
      for (const [key, view] of views) inputs.set(key, await view.matrix(cells));
      return {
        gps: keys.map(key => inputs.get(key)!),
        gnns: {
          graphs: packGraphs(space, cells, plan.gnns.graphForm),
          features: await members.matrix(cells),
        },
      };
    },
  };
}

export interface FeatureEncoder {
  readonly width: number;
  readonly scaling: Scaling;
  /** `[cells, width]`. */
  matrix(cells: readonly Cell[]): Promise<Float32Array>;
}

/** A view scaled by the training cells. */
export async function createEncoder(
  space: SearchSpace,
  view: FeatureSpec,
  training: readonly Cell[],
  limit?: number,
): Promise<FeatureEncoder> {
  const { width, matrix } = rawFeatures(space, view);
  return restoreEncoder(space, view, scalingOf(await matrix(training), width), limit);
}

/** Throws, in half a sentence, if the scaling is of more features than the view has. */
export function restoreEncoder(
  space: SearchSpace,
  view: FeatureSpec,
  scaling: Scaling,
  limit?: number,
): FeatureEncoder {
  const raw = rawFeatures(space, view);
  if (scaling.columns.some(column => column >= raw.width))
    throw new Error(`it asks for feature ${Math.max(...scaling.columns)}, and its space has ${raw.width}`);
  return {
    width: scaling.columns.length,
    scaling,
    matrix: async cells => scale(await raw.matrix(cells), raw.width, scaling, limit),
  };
}

function rawFeatures(space: SearchSpace, { graphForm, groups, powers, zeroCost }: FeatureSpec) {
  const raised = createFeatures(space, groups, graphForm);
  const width = raised.names.length;
  const all = width * powers.length;
  const encoding = zeroCost ? createEncoding(space, zeroCost) : undefined;
  return {
    width: all + (encoding?.width ?? 0),
    async matrix(cells: readonly Cell[]) {
      const left = signedPowers(raised.matrix(cells), width, powers);
      return encoding?.width ? beside(left, await encoding.matrix(cells), all, encoding.width) : left;
    },
  };
}
