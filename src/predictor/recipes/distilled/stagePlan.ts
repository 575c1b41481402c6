import type { SearchSpace } from '../../../cells/space';
import { featureKindOf } from '../../features/kinds/featureKind';
import type { Config } from './config';
import type { Stage } from './stageRunner';
import { uncertaintySchedule } from './student/uncertaintyHead';

interface Sizes {
  /** Measured cells that are learned from. */
  readonly cells: number;
  /** Cells that the teacher is asked about. */
  readonly asked: number;
}

/**
 * The parts of a training, each with the time it takes: milliseconds on one core with the engine wasm, as measured. What
 * counts is that they are in proportion.
 */
export function stagesOf(space: SearchSpace, plan: Config, { cells, asked }: Sizes, workers: number) {
  const width = featureKindOf(space).traits(space).fixedGraph ? 700 : 800;
  const anchors = (k: number) => Math.min(cells, plan.gps[k]!.settings.maxInducingPoints);
  const processes = plan.gps.map(({ settings }, k): Stage => {
    const n = Math.min(settings.batch, Math.ceil(settings.fitShare * cells));
    return {
      name: `process ${k + 1}`,
      phase: 'Gaussian processes',
      curve: `process_${k + 1}_likelihood`,
      steps: settings.steps,
      cost: settings.steps * (productCost(n, n, width) * 2 + solveCost(n)),
    };
  });
  const predictions = plan.gps.map(
    (_, k): Stage => ({
      name: `prediction ${k + 1}`,
      phase: 'labels',
      steps: 1,
      cost: conditioningCost(cells, anchors(k), width) + productCost(asked, anchors(k), width + anchors(k)),
    }),
  );
  const first: Stage = {
    name: 'first process',
    phase: 'Gaussian processes',
    steps: 1,
    cost: solveCost(Math.min(600, cells)),
    urgent: true,
  };
  const { settings, count } = plan.gnns;
  const members = Array.from(
    { length: count },
    (_, m): Stage => ({
      name: `network ${m + 1}`,
      phase: 'graph networks',
      curve: `network_${m + 1}_loss`,
      steps: settings.steps,
      cost: (settings.steps * Math.min(cells, settings.batch) * 3 + asked) * cellCost,
    }),
  );
  const { student: taught } = plan;
  const student: Stage = {
    name: 'student',
    phase: 'student',
    curve: 'student_loss',
    steps: taught.settings.steps,
    cost: workers * taught.settings.steps * taught.settings.batch * studentCost,
  };
  const spread: Stage = { name: 'spread', phase: 'student', steps: uncertaintySchedule.steps, cost: 0 };
  return {
    processes,
    predictions,
    first,
    members,
    student,
    spread,
    /** Without the first model, which not everybody waits for. */
    all: [...processes, ...members, ...predictions, student, spread],
  };
}

/** ms for a cell in one pass of a graph network; a step takes three. */
const cellCost = 0.11;
/** ms for a row in one step of the student. */
const studentCost = 0.011;

/** ms for a product of `[a, inner]` and `[inner, b]`. */
function productCost(a: number, b: number, inner: number): number {
  return (a * b * inner) / 7e6;
}

/** ms for a process to know its rows. */
function conditioningCost(rows: number, anchors: number, width: number): number {
  if (rows <= anchors) return solveCost(rows);
  return 2 * solveCost(anchors) + productCost(rows, anchors, width + 2 * anchors);
}

/** ms for the inverse of `[n, n]`. */
function solveCost(n: number): number {
  return n ** 3 / 1e6;
}
