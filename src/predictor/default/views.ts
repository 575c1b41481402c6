import type { Cell } from '../../cells/cell';
import type { SearchSpace } from '../../cells/space';
import { createFeatures, type GroupName } from './features/features';
import { type Scaling, scale, scalingOf, signedPowers } from './math/scaling';
import { type PackedGraphs, packGraphs } from './network/packedGraphs';
import type { Plan, View } from './plan';
import type { FeatureBlock } from './process/groupProcess';

/** Cells as each part of the teacher takes them. */
export interface TeacherView {
  readonly process: Float32Array;
  readonly processWidth: number;
  readonly blocks: readonly FeatureBlock[];
  readonly members: { readonly graphs: PackedGraphs; readonly features: Float32Array };
}

/** Makes views scaled by the training cells. Features beyond four deviations are held there for the networks. */
export function createTeacherView(
  space: SearchSpace,
  plan: Plan,
  training: readonly Cell[],
): (cells: readonly Cell[]) => TeacherView {
  const process = createView(space, plan.process, training);
  const members = createView(space, plan.members, training, 4);
  const blocks = (plan.grouped?.blocks ?? []).map(groups => createBlock(space, groups, training));
  return cells => ({
    process: process.matrix(cells),
    processWidth: process.width,
    blocks: blocks.map(block => block(cells)),
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

function createBlock(
  space: SearchSpace,
  groups: readonly GroupName[],
  training: readonly Cell[],
): (cells: readonly Cell[]) => FeatureBlock {
  const view = createView(space, { groups, powers: [1] }, training);
  const share = 1 / Math.sqrt(Math.max(1, view.width));
  return cells => ({ width: view.width, values: view.matrix(cells).map(value => value * share) });
}
