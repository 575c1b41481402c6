import type { Random } from '../../../../cells/random';
import { isPoint, noContext, type State, type TaskContext } from '../../../checkpoint';
import { createAdamW, type Schedule } from './adamW';
import { createMaskSource, type MaskSource } from './dropout';
import { createParameters, type ParameterShape, type Parameters } from './parameters';

export interface TrainingProblem<Name extends string> {
  readonly shapes: Readonly<Record<Name, ParameterShape>>;
  readonly schedule: Schedule;
  /** How many rows there are to learn from, and how many of them a step takes. */
  readonly rows: number;
  readonly batch: number;
  /** Sets `gradient` (laid out as the parameters) to that of the loss over some rows. */
  gradient(
    parameters: Parameters<Name>,
    rows: readonly number[],
    gradient: Float32Array,
    masks: MaskSource,
  ): Promise<void>;
  /** The loss over the rows of the last gradient. */
  loss?(): number;
  /** Start values other than the shapes'. */
  initialise?(parameters: Parameters<Name>): void;
}

/** Learns by steps of AdamW, each on other random rows. Stopped at any step and gone on with, it ends the same. */
export async function optimise<Name extends string>(
  lesson: TrainingProblem<Name>,
  random: Random,
  context: TaskContext = noContext,
): Promise<Parameters<Name>> {
  const { schedule, rows } = lesson;
  const parameters = createParameters(lesson.shapes, random);
  lesson.initialise?.(parameters);
  const masks = createMaskSource(random.integer(2 ** 31));
  const optimiser = createAdamW(parameters, schedule);
  const gradient = new Float32Array(parameters.values.length);
  const batch = Math.min(lesson.batch, rows);
  const order = Array.from({ length: rows }, (_, i) => i);
  let step = 0;

  const state = (): State => ({
    values: parameters.values.slice(),
    first: optimiser.first.slice(),
    second: optimiser.second.slice(),
    order: Int32Array.from(order),
    counters: Int32Array.of(step, masks.state()),
  });
  const goOnFrom = ({ values, first, second, order: rowOrder, counters }: State) => {
    if (!values || !first || !second || !rowOrder || !counters) return;
    if (values.length !== parameters.values.length || rowOrder.length !== rows) return;
    step = counters[0]!;
    parameters.values.set(values);
    optimiser.resume(first, second, step);
    masks.resume(counters[1]!);
    for (let i = 0; i < rows; i++) order[i] = rowOrder[i]!;
  };
  if (context.resumeFrom) goOnFrom(context.resumeFrom);
  while (step < schedule.steps) {
    await lesson.gradient(parameters, choose(order, batch, masks.integer), gradient, masks);
    optimiser.step(gradient, step);
    step++;
    if (lesson.loss && isPoint(step, schedule.steps)) context.metric?.(step, { loss: lesson.loss() });
    await context.step(step, state);
  }
  return parameters;
}

/** `count` different entries at random, from the front of `order`, which it shuffles as far as needed. */
function choose(order: number[], count: number, integer: (n: number) => number): number[] {
  for (let i = 0; i < count; i++) {
    const j = i + integer(order.length - i);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order.slice(0, count);
}
