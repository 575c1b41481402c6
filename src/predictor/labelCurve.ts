import { type Goal, oriented } from '../cells/goal';
import { along } from './math/curve';

/**
 * What scores say in the label's own unit, so that a predicted latency can be limited and weighed as any cost: the value at
 * each of some rising scores, straight between them and beyond. The values never turn: a better score has no worse value.
 */
export interface LabelCurve {
  readonly scores: readonly number[];
  readonly values: readonly number[];
  /** Mean absolute error in the label's unit on cells not trained on; absent where there were too few. */
  readonly error?: number;
}

/** Blocks of equally many cells that the curve is made of at most. */
const maxBlocks = 100;
/** Fewer cells in a block would follow their noise. */
const minInBlock = 5;

/** `undefined` where there are too few cells, or all have one score. */
export function fitLabelCurve(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  goal: Goal,
): LabelCurve | undefined {
  const order = Array.from({ length: scores.length }, (_, i) => i).filter(i => Number.isFinite(labels[i]));
  order.sort((a, b) => scores[a]! - scores[b]!);
  const count = Math.min(maxBlocks, Math.floor(order.length / minInBlock));
  const blocks: Block[] = [];
  for (let block = 0; block < count; block++) {
    const rows = order.slice(
      Math.floor((block * order.length) / count),
      Math.floor(((block + 1) * order.length) / count),
    );
    const mean = (of: ArrayLike<number>) => rows.reduce((sum, row) => sum + of[row]!, 0) / rows.length;
    pool(blocks, { score: mean(scores), value: oriented(mean(labels), goal), size: rows.length });
  }
  if (blocks.length < 2) return undefined;
  return {
    scores: blocks.map(({ score }) => score),
    values: blocks.map(({ value }) => oriented(value, goal)),
  };
}

interface Block {
  readonly score: number;
  readonly value: number;
  readonly size: number;
}

/** Adds a block; those whose values would fall, or whose scores are equal, become one (isotonic regression). */
function pool(blocks: Block[], added: Block): void {
  let last = added;
  for (let before = blocks.at(-1); before; before = blocks.at(-1)) {
    if (before.value < last.value && before.score < last.score) break;
    blocks.pop();
    const size = before.size + last.size;
    const mean = (a: number, b: number) => (a * before.size + b * last.size) / size;
    last = { score: mean(before.score, last.score), value: mean(before.value, last.value), size };
  }
  blocks.push(last);
}

export function labelAt({ scores, values }: LabelCurve, score: number): number {
  return along({ from: scores, to: values }, score);
}

/** A curve of cells not trained on, with its error: each half of them is held against a curve of the other half. */
export function testedLabelCurve(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  goal: Goal,
): LabelCurve | undefined {
  const half = (parity: number) =>
    Array.from({ length: scores.length }, (_, i) => i).filter(
      i => i % 2 === parity && Number.isFinite(labels[i]),
    );
  let sum = 0;
  let count = 0;
  for (const parity of [0, 1]) {
    const own = half(parity);
    const curve = fitLabelCurve(
      own.map(i => scores[i]!),
      own.map(i => labels[i]!),
      goal,
    );
    if (!curve) continue;
    for (const i of half(1 - parity)) {
      sum += Math.abs(labelAt(curve, scores[i]!) - labels[i]!);
      count++;
    }
  }
  const curve = fitLabelCurve(scores, labels, goal);
  return curve && { ...curve, ...(count > 0 ? { error: sum / count } : {}) };
}
