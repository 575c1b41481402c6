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

/** Makes views scaled by the training cells. Features beyond four deviations are held there. */
export function createTeacherView(
  space: SearchSpace,
  plan: Plan,
  training: readonly Cell[],
): (cells: readonly Cell[]) => TeacherView {
  const views = new Map<string, ScaledView>();
  const keys = plan.processes.map(({ groups, powers }) => [...groups, ...powers].join());
  for (const [index, key] of keys.entries())
    if (!views.has(key)) views.set(key, createView(space, plan.processes[index]!, training, 4));
  const members = createView(space, plan.members, training, 4);
  return cells => ({
    processes: eachOnce(keys, key => views.get(key)!.matrix(cells)),
    members: { graphs: packGraphs(space, cells), features: members.matrix(cells) },
  });
}

export interface ScaledView {
  readonly width: number;
  readonly scaling: Scaling;
  /** `[cells, width]`. */
  matrix(cells: readonly Cell[]): Float32Array;
}

export function createView(
  space: SearchSpace,
  view: View,
  training: readonly Cell[],
  limit?: number,
): ScaledView {
  const raw = rawView(space, view);
  const scaling = scalingOf(raw.matrix(training), raw.width);
  return {
    width: scaling.columns.length,
    scaling,
    matrix: cells => scale(raw.matrix(cells), raw.width, scaling, limit),
  };
}

export function rawView(space: SearchSpace, { groups, powers }: View) {
  const features = createFeatures(space, groups);
  const width = features.names.length;
  return {
    width: width * powers.length,
    matrix: (cells: readonly Cell[]) => signedPowers(features.matrix(cells), width, powers),
  };
}

/** A value for each key, made once for those that are equal. */
function eachOnce<T>(keys: readonly string[], make: (key: string) => T): T[] {
  const made = new Map([...new Set(keys)].map(key => [key, make(key)]));
  return keys.map(key => made.get(key)!);
}
