import type { ArgumentValue } from '../../network/network';
import type { Random } from '../../random';
import type { NetworkSpace } from '../../space';
import type { NetworkCell, NodeValue, OneNode } from './choices';
import { nodeKindOf } from './nodes/node';
import { contextOf, maxStates, optionAsValue, type Plan, planOf, type State, type Step, start } from './plan';
import { partText } from './residue';
import { combined, type Signature, weighted } from './signature';

/** One way to take a step: the signature of the node that is decided, or the option of a named choice. */
interface Move {
  readonly option: number | undefined;
  readonly own: Signature | undefined;
  readonly count: bigint;
  readonly state: State;
}

/** The ways to take a step that meet the conditions decidable then. */
function movesOf(plan: Plan, step: Step, state: State): Move[] {
  const { field, kind } = step;
  if (kind === 'node') {
    const context = contextOf(plan, field.name, state.values);
    return [...nodeKindOf(field.choices).profile(field.choices, context).values()].flatMap(
      ({ signature: own, count }) => {
        const signature = combined(state.signature, own, plan.counters.length);
        const next = { values: state.values, signature };
        return meets(step, next) ? [{ option: undefined, own, count, state: kept(step, next) }] : [];
      },
    );
  }
  const node = field.choices as OneNode;
  const reached =
    kind === 'always' || state.signature[plan.counters.length + plan.conditional.indexOf(field.name)] === 1;
  const options = reached ? node.of.length : 1;
  const moves: Move[] = [];
  // There may be millions of options that meet no condition: they share one map.
  const next = { values: new Map(state.values), signature: state.signature };
  for (let option = 0; option < options; option++) {
    next.values.set(field.name, optionAsValue(node, { option }));
    if (meets(step, next)) moves.push({ option, own: undefined, count: 1n, state: kept(step, next) });
  }
  return moves;
}

function meets({ tests }: Step, state: State): boolean {
  for (const test of tests) if (!test(state)) return false;
  return true;
}

function kept({ keeps }: Step, { values, signature }: State): State {
  const needed = new Map<string, ArgumentValue>();
  for (const name of keeps) {
    const value = values.get(name);
    if (value !== undefined) needed.set(name, value);
  }
  return { values: needed, signature };
}

/** More ways from one state to the next than this are not gone through. */
const maxMoves = 2_500_000;

interface Counted {
  readonly known: Map<string, bigint>;
  moves: number;
}

const counts = new WeakMap<Plan, Counted>();

/** How many ways there are to take the steps from `at` on. */
function countFrom(plan: Plan, at: number, state: State): bigint {
  const step = plan.steps[at];
  if (!step) return 1n;
  let counted = counts.get(plan);
  if (!counted) {
    counted = { known: new Map(), moves: 0 };
    counts.set(plan, counted);
  }
  const { known } = counted;
  const key = keyOf(plan, at, state);
  let count = known.get(key);
  if (count === undefined) {
    counted.moves += step.kind === 'node' ? 1 : (step.field.choices as OneNode).of.length;
    if (known.size >= maxStates || counted.moves > maxMoves)
      throw new RangeError(
        `The conditions of ${plan.space.name} relate too many choices to each other; relate fewer of them.`,
      );
    count = 0n;
    for (const move of movesOf(plan, step, state)) count += move.count * countFrom(plan, at + 1, move.state);
    known.set(key, count);
  }
  return count;
}

/** Equal for states that leave the same to decide. */
function keyOf({ steps }: Plan, at: number, { values, signature }: State): string {
  let key = `${at}:${signature.join()}`;
  const before = steps[at - 1];
  if (!before) return key;
  for (const name of before.reads) key += `:${values.get(name)}`;
  for (const part of before.parts) key += `:${partText(part, values)}`;
  return key;
}

export function countNetworks(space: NetworkSpace): bigint {
  const plan = planOf(space);
  return countFrom(plan, 0, start(plan));
}

/** Every canonical cell that meets the conditions, lazily and in the same order every time. */
export function* enumerateNetworks(space: NetworkSpace): Iterable<NetworkCell> {
  const plan = planOf(space);
  const fields = new Array<NodeValue>(plan.steps.length);
  function* from(at: number, state: State): Iterable<NetworkCell> {
    const step = plan.steps[at];
    if (!step) {
      yield { fields: fields.slice() };
      return;
    }
    const { choices, name } = step.field;
    if (step.kind !== 'node') {
      for (const { option, state: next } of movesOf(plan, step, state)) {
        if (!feasible(plan, at + 1, next)) continue;
        fields[step.index] = { option: option! };
        yield* from(at + 1, next);
      }
      return;
    }
    const context = contextOf(plan, name, state.values);
    const kind = nodeKindOf(choices);
    for (const value of kind.enumerate(choices, context)) {
      const own = kind.signatureOf(choices, value, context);
      const next = {
        values: state.values,
        signature: combined(state.signature, own, plan.counters.length),
      };
      if (!meets(step, next)) continue;
      const left = kept(step, next);
      if (!feasible(plan, at + 1, left)) continue;
      fields[step.index] = value;
      yield* from(at + 1, left);
    }
  }
  yield* from(0, start(plan));
}

/** Where there are no conditions, every way leads to a cell. */
function feasible(plan: Plan, at: number, state: State): boolean {
  return plan.space.where.length === 0 || countFrom(plan, at, state) > 0n;
}

/** Draws uniformly over `enumerateNetworks`; throws, in one sentence, where no cell meets the conditions. */
export function networkSampler(space: NetworkSpace, random: Random): () => NetworkCell {
  const plan = planOf(space);
  const known = new Map<string, readonly { move: Move; weight: bigint }[]>();
  const movesAt = (step: Step, at: number, state: State) => {
    const key = keyOf(plan, at, state);
    let moves = known.get(key);
    if (!moves) {
      moves = movesOf(plan, step, state).map(move => ({
        move,
        weight: move.count * countFrom(plan, at + 1, move.state),
      }));
      known.set(key, moves);
    }
    return moves;
  };
  if (countNetworks(space) === 0n)
    throw new RangeError(`No cell of ${space.name} meets all of its conditions.`);
  return () => {
    const fields = new Array<NodeValue>(plan.steps.length);
    let state = start(plan);
    for (const [at, step] of plan.steps.entries()) {
      const { move } = weighted(movesAt(step, at, state), ({ weight }) => weight, random);
      const { choices, name } = step.field;
      fields[step.index] =
        step.kind === 'node'
          ? nodeKindOf(choices).sample(choices, move.own!, contextOf(plan, name, state.values), random)
          : { option: move.option! };
      state = move.state;
    }
    return { fields };
  };
}
