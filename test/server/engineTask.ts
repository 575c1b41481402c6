import type { GraphCell } from '../../src/cells/cell';
import { sampleCells } from '../../src/cells/enumerate';
import { createRandom } from '../../src/cells/random';
import type { GraphSpace } from '../../src/cells/space';
import { type EngineName, startEngine } from '../../src/engines/engine';
import { loadPredictor } from '../../src/predictor/predictor';
import { findRecipe } from '../../src/predictor/recipes';
import { builtInGraphs } from '../graphs';

/** What a child process is asked to compute: `node engineTask.js '<JSON>'` prints an `EngineAnswer`. */
export interface EngineTask {
  readonly engine: EngineName;
  /** Score this many cells of NAS-Bench-101 with the predictor in `model`. */
  readonly rank?: { readonly model: string; readonly cells: number };
  /** Train on this many cells of a small space, and score 50 others. */
  readonly train?: { readonly recipe: string; readonly cells: number; readonly epochs: number };
}

export interface EngineAnswer {
  readonly engine: string;
  readonly scores: readonly number[];
  readonly tops: readonly number[];
}

export const nasbench101 = builtInGraphs('nasbench101');

export function rankedCells(count: number): GraphCell[] {
  return sampleCells(nasbench101, count, createRandom(1));
}

/** More 3×3 convolutions and more edges are better. */
function quality(space: GraphSpace, cell: GraphCell): number {
  const conv3x3 = space.operations.findIndex(({ name }) => name === 'conv3x3');
  const edges = cell.edges.reduce((sum, edge) => sum + edge, 0);
  return 3 * cell.operations.filter(operation => operation === conv3x3).length + edges;
}

async function main(): Promise<void> {
  const { engine, rank, train } = JSON.parse(process.argv[2]!) as EngineTask;
  const { reason } = await startEngine(engine);
  const tell = (scores: Iterable<number>, tops: number[] = []) =>
    process.stdout.write(`${JSON.stringify({ engine: reason, scores: [...scores], tops })}\n`);
  if (rank) {
    const predictor = await loadPredictor(rank.model);
    const scores = await predictor.score(rankedCells(rank.cells));
    tell(
      scores,
      Array.from(scores, score => predictor.top(score)),
    );
  }
  if (train) {
    const space: GraphSpace = {
      ...nasbench101,
      name: 'small',
      vertices: 5,
      skeleton: { ...nasbench101.skeleton, stem: 16, stacks: 1, cells: 2 },
    };
    const cells = sampleCells(space, train.cells + 50, createRandom(5));
    const learned = cells.slice(0, train.cells);
    const recipe = findRecipe(train.recipe)!;
    const weights = await recipe.train(
      {
        space,
        cells: learned,
        labels: learned.map(cell => quality(space, cell)),
        random: createRandom(3),
        epochs: train.epochs,
        monitored: { cells: [], labels: [] },
      },
      () => {},
    );
    const scorer = recipe.restore(space, weights);
    tell(await scorer.score(cells.slice(train.cells, train.cells + 10)));
  }
}

if (process.argv[2]?.startsWith('{')) void main();
