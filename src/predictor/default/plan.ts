import type { SearchSpace } from '../../cells/space';
import type { GroupName } from './features/features';
import type { MemberSettings } from './network/trainMember';
import type { ProcessSettings } from './process/gaussianProcess';
import type { StudentSettings } from './student/student';

/** Which features a part of the predictor sees: `sign(x)·|x|ᵖ` of each, for each power. */
export interface View {
  readonly groups: readonly GroupName[];
  readonly powers: readonly number[];
}

/** How the recipe goes about a table: docs/predictor.md says what each choice is worth. */
export interface Plan {
  readonly process: View & { readonly settings: ProcessSettings };
  /** A second process, on groups of features; none where it lowers the ensemble. */
  readonly grouped:
    | { readonly blocks: readonly (readonly GroupName[])[]; readonly settings: ProcessSettings }
    | undefined;
  readonly members: View & { readonly count: number; readonly settings: MemberSettings };
  /** What each counts for in the teacher's score, each standardised over the space. */
  readonly shares: { readonly process: number; readonly grouped: number; readonly members: number };
  readonly student: View & {
    readonly settings: StudentSettings;
    /** Cells of the space that the teacher labels for it. */
    readonly unlabelled: number;
  };
}

const base: readonly GroupName[] = ['cheap', 'power', 'counts', 'reach', 'entropy'];
const whole: readonly GroupName[] = ['cheap', 'paths', 'sums', 'power', 'counts'];
const quick: readonly GroupName[] = ['cheap', 'power', 'counts', 'reach'];

/** From this many cells on, paths and their like say more than the signal's flow alone. */
const many = 600;

/**
 * The plan for so many measured cells. Where operations stand on vertices and cells are few, the flow of the signal and
 * one process over it are all that is needed. Where they stand on edges a space is small and regular, so that which
 * edges and paths there are can be learned one by one; and so it can with many cells.
 */
export function planFor(space: SearchSpace, cells: number): Plan {
  const onEdges = space.operationsOn === 'edges';
  const rich = onEdges || cells > many;
  const early: ProcessSettings = { rate: 0.02, steps: 60, mostRows: many };
  const late: ProcessSettings = { rate: 0.1, steps: 40, mostRows: many };
  return {
    process: rich
      ? { groups: whole, powers: [1], settings: cells > 200 ? late : early }
      : { groups: base, powers: [0.25, 0.5, 1], settings: early },
    grouped: rich
      ? {
          blocks: [
            [...whole, 'walks'],
            ['strings', 'channelPairs'],
            ['triples', 'siblings'],
            ...(onEdges ? [['pathOperations'] as const, ['edgeOperations'] as const] : []),
          ],
          settings: late,
        }
      : undefined,
    members: {
      ...(rich ? { groups: whole, powers: [1] } : { groups: base, powers: [1, 0.5] }),
      count: cells > 700 ? 3 : 2,
      settings: memberSettings(cells),
    },
    shares: rich ? { process: 1, grouped: 1, members: 2 } : { process: 2, grouped: 0, members: 1 },
    student: {
      groups: onEdges ? [...quick, 'entropy', 'paths', 'sums', 'edgeOperations'] : quick,
      powers: [0.5],
      unlabelled: 10_000,
      settings: { steps: 3000, rate: 3e-3, warmUp: 50, decay: 0.01, batch: 256, temperature: 0.1 },
    },
  };
}

function memberSettings(cells: number): MemberSettings {
  const common = {
    channels: 48,
    rate: 5e-3,
    warmUp: 20,
    decay: 0.1,
    temperature: 0.05,
    hiddenDropout: 0.1,
    featureDropout: 0.3,
    batch: 128,
    steps: cells <= 100 ? 300 : 400,
  };
  if (cells > 2000) return { ...common, steps: 1500, batch: 256, featureDropout: 0.1, decay: 0.03 };
  if (cells > 700) return { ...common, steps: 800, batch: 192, featureDropout: 0.2 };
  return common;
}
