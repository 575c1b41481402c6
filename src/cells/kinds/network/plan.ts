import type { ArgumentValue } from '../../network/network';
import { type Size, sizeOf } from '../../network/size';
import type { Random } from '../../random';
import type { NetworkSpace } from '../../space';
import type {
  ChoiceNode,
  Condition,
  Count,
  Field,
  ListNode,
  NetworkCell,
  NodeValue,
  OneNode,
} from './choices';
import { type NodeContext, nodeKindOf } from './nodes/node';
import { keepsShape, optionPasses, type StageShape } from './passes';
import { combined, type Signature, weighted } from './signature';
import { choicesIn, choicesInBlock, choicesInCondition } from './sizes';

/**
 * The fields of a space in the order in which they are decided: named choices that are always reached, then stages and
 * graphs, then named choices that are reached with some options alone. Conditions are held against a cell as soon as all that
 * they speak of is decided.
 */
export interface Plan {
  readonly space: NetworkSpace;
  readonly steps: readonly Step[];
  readonly counters: readonly Count[];
  readonly conditional: readonly string[];
}

interface Step {
  readonly field: Field;
  /** Index of the field in the cell. */
  readonly index: number;
  readonly kind: 'always' | 'node' | 'sometimes';
  /** Named choices that later steps still need. */
  readonly keeps: readonly string[];
  /** Decidable once this step is taken. */
  readonly conditions: readonly Condition[];
}

/** What the steps so far leave to know. */
interface State {
  readonly values: ReadonlyMap<string, ArgumentValue>;
  readonly signature: Signature;
}

const plans = new WeakMap<NetworkSpace, Plan>();

export function planOf(space: NetworkSpace): Plan {
  let plan = plans.get(space);
  if (!plan) {
    plan = makePlan(space);
    plans.set(space, plan);
  }
  return plan;
}

function makePlan(space: NetworkSpace): Plan {
  const { choices, network, training } = space;
  const where = comparisonsOf(space);
  const { fields } = choices;
  const isNamed = (choice: ChoiceNode): choice is OneNode => choice.kind === 'one';
  const always = new Set([
    ...choicesInBlock(network.main),
    ...[network.input.channels, ...network.input.extent].flatMap(choicesIn),
    ...fields.flatMap(field => choicesOfNode(field.choices)),
    ...where.flatMap(choicesInCondition),
    ...training.settings,
  ]);
  const sometimes = new Set(
    fields.flatMap(field => optionsOf(field.choices).flatMap(option => option.uses ?? [])),
  );
  const kindOf = ({ name, choices: choice }: Field): Step['kind'] =>
    !isNamed(choice) ? 'node' : !always.has(name) && sometimes.has(name) ? 'sometimes' : 'always';
  const declared = (['always', 'node', 'sometimes'] as const).flatMap(kind =>
    fields.flatMap((field, index) => (kindOf(field) === kind ? [{ field, index, kind }] : [])),
  );
  const order = mostKept(space, where, declared) > maxStates ? reordered(space, where, declared) : declared;
  const counters = where.flatMap(({ operands }) => operands.flatMap(each => (isCount(each) ? [each] : [])));
  const decided = where.map(condition => decidedAt(condition, order));
  const keeps = keptIn(space, where, order);
  const steps = order.map(
    (step, i): Step => ({
      ...step,
      keeps: keeps[i]!,
      conditions: where.filter((_, c) => decided[c] === i),
    }),
  );
  const conditional = order.flatMap(({ field, kind }) => (kind === 'sometimes' ? [field.name] : []));
  return { space, steps, counters, conditional };
}

type Ordered = Pick<Step, 'field' | 'index' | 'kind'>;
type Where = readonly Condition[];

/** `a <= b <= c` as `a <= b` and `b <= c`, each of which is decided as early as it can be. */
function comparisonsOf({ where }: NetworkSpace): Where {
  return where.flatMap(condition => {
    const { operands, comparisons } = condition;
    if (operands.some(isCount)) return [condition];
    return comparisons.map((comparison, i) => ({
      ...condition,
      operands: operands.slice(i, i + 2),
      comparisons: [comparison],
    }));
  });
}

/** The choices that later fields or conditions read, after each step. */
function keptIn(space: NetworkSpace, where: Where, order: readonly Ordered[]): string[][] {
  const decided = where.map(condition => decidedAt(condition, order));
  return order.map((_, i) => {
    const later = order.slice(i + 1).flatMap(({ field }) => dependencies(space, field));
    const pending = where.flatMap((condition, c) => (decided[c]! > i ? choicesInCondition(condition) : []));
    return [...new Set([...later, ...pending])];
  });
}

/** At most so many combinations of kept choices are there after any step. */
function mostKept(space: NetworkSpace, where: Where, order: readonly Ordered[]): number {
  const keeps = keptIn(space, where, order);
  return Math.max(1, ...keeps.map((kept, i) => combinationsOf(kept, order, i)));
}

/** Combinations of those kept choices that are decided by then. */
function combinationsOf(kept: readonly string[], order: readonly Ordered[], step: number): number {
  return order.slice(0, step + 1).reduce((product, { field: { name, choices } }) => {
    const isKept = choices.kind === 'one' && kept.includes(name);
    return isKept ? product * (choices as OneNode).of.length : product;
  }, 1);
}

/**
 * The named choices in another order, so that conditions are decided early: those of the stages last, since they are kept
 * until then; of the others, the next is the one that leaves least to keep. The order as it is where that is no better.
 */
function reordered(space: NetworkSpace, where: Where, declared: readonly Ordered[]): readonly Ordered[] {
  const ofStages = new Set(space.choices.fields.flatMap(field => dependencies(space, field)));
  const always = declared.filter(({ kind }) => kind === 'always');
  const rest = declared.filter(({ kind }) => kind !== 'always');
  const order: Ordered[] = [];
  for (const last of [false, true]) {
    const left = always.filter(({ field }) => ofStages.has(field.name) === last);
    while (left.length > 0) {
      const costs = left.map(next => {
        const others = always.filter(each => each !== next && !order.includes(each));
        const whole = [...order, next, ...others, ...rest];
        return combinationsOf(keptIn(space, where, whole)[order.length]!, whole, order.length);
      });
      const best = costs.indexOf(Math.min(...costs));
      order.push(...left.splice(best, 1));
    }
  }
  const changed = [...order, ...rest];
  return mostKept(space, where, changed) < mostKept(space, where, declared) ? changed : declared;
}

function decidedAt(condition: Condition, order: readonly Pick<Step, 'field' | 'kind'>[]): number {
  const names = choicesInCondition(condition);
  const counts = condition.operands.filter(isCount);
  let last = 0;
  for (const [i, { field, kind }] of order.entries()) {
    const counted = counts.some(({ within }) => kind === 'node' && (within ?? field.name) === field.name);
    if (counted || names.includes(field.name)) last = i;
  }
  return last;
}

/** Named choices on which the values of a field depend. */
function dependencies(space: NetworkSpace, { name, choices }: Field): string[] {
  if (choices.kind !== 'list') return [];
  const shape = stageShape(space, name);
  const passes = optionsOf(choices).some(option => optionPasses(space, option));
  return [
    ...('size' in choices.lengths ? choicesIn(choices.lengths.size) : []),
    ...(passes && shape ? [shape.from, shape.channels, shape.stride].flatMap(choicesIn) : []),
  ];
}

/** Named choices that a node reads whatever is chosen in it. */
function choicesOfNode(node: ChoiceNode): string[] {
  return node.kind === 'list' && 'size' in node.lengths ? choicesIn(node.lengths.size) : [];
}

function optionsOf(node: ChoiceNode): OneNode['of'] {
  const each = node.kind === 'list' ? (node as ListNode).each : node;
  return each.kind === 'one' ? each.of : [];
}

function stageShape({ network }: NetworkSpace, field: string): StageShape | undefined {
  for (const node of network.main.nodes) if (node.kind === 'stage' && node.path[0] === field) return node;
  return undefined;
}

/** What a node of the tree needs to know, for a cell whose named choices have these values. */
export function contextOf(
  { space, counters, conditional }: Plan,
  field: string,
  values: ReadonlyMap<string, ArgumentValue>,
): NodeContext {
  const shape = stageShape(space, field);
  const node = space.choices.fields.find(({ name }) => name === field)!.choices;
  const needed = shape && optionsOf(node).some(option => optionPasses(space, option));
  return {
    counters,
    conditional,
    field,
    layers: false,
    values,
    passes: option => optionPasses(space, option),
    firstKeepsShape: needed ? keepsShape(shape, values) : false,
  };
}

/** Values of the named choices of a cell, by name. */
export function namedValues(
  { choices }: Pick<NetworkSpace, 'choices'>,
  { fields }: NetworkCell,
): Map<string, ArgumentValue> {
  const values = new Map<string, ArgumentValue>();
  for (const [i, { name, choices: choice }] of choices.fields.entries())
    if (choice.kind === 'one') values.set(name, optionAsValue(choice, fields[i] as { option: number }));
  return values;
}

function optionAsValue({ of }: OneNode, { option }: { readonly option: number }): ArgumentValue {
  const { value, name } = of[option]!;
  return typeof value === 'object' ? name : value;
}

function isCount(operand: Size | Count): operand is Count {
  return typeof operand === 'object' && 'count' in operand;
}

function isMet(plan: Plan, condition: Condition, { values, signature }: State): boolean {
  const operands = condition.operands.map(operand => {
    if (!isCount(operand)) return sizeOf(operand, values);
    return signature[plan.counters.indexOf(operand)]!;
  });
  return condition.comparisons.every((comparison, i) => compares[comparison](operands[i]!, operands[i + 1]!));
}

const compares: Readonly<Record<Condition['comparisons'][number], (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '=': (a, b) => a === b,
  '>=': (a, b) => a >= b,
  '>': (a, b) => a > b,
};

/** Whether a cell in its canonical form meets every condition of its space. */
export function meetsConditions(space: NetworkSpace, cell: NetworkCell): boolean {
  if (space.where.length === 0) return true;
  const plan = planOf(space);
  const values = namedValues(space, cell);
  const signature = cellSignature(plan, cell, values);
  return space.where.every(condition => isMet(plan, condition, { values, signature }));
}

export function cellSignature(
  plan: Plan,
  { fields }: NetworkCell,
  values: ReadonlyMap<string, ArgumentValue>,
): Signature {
  let signature: Signature = start(plan).signature;
  for (const { field, index, kind } of plan.steps) {
    if (kind !== 'node') continue;
    const context = contextOf(plan, field.name, values);
    const own = nodeKindOf(field.choices).signatureOf(field.choices, fields[index]!, context);
    signature = combined(signature, own, plan.counters.length);
  }
  return signature;
}

function start({ counters, conditional }: Plan): State {
  return {
    values: new Map(),
    signature: new Array<number>(counters.length + conditional.length).fill(0),
  };
}

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
  const context = contextOf(plan, field.name, state.values);
  if (kind === 'node')
    return [...nodeKindOf(field.choices).profile(field.choices, context).values()].flatMap(
      ({ signature: own, count }) => {
        const signature = combined(state.signature, own, plan.counters.length);
        const next = { values: state.values, signature };
        return meets(plan, step, next) ? [{ option: undefined, own, count, state: kept(step, next) }] : [];
      },
    );
  const { of } = field.choices as OneNode;
  const reached =
    kind === 'always' || state.signature[plan.counters.length + plan.conditional.indexOf(field.name)] === 1;
  return (reached ? of : of.slice(0, 1)).flatMap((_, option) => {
    const values = new Map(state.values).set(field.name, optionAsValue(field.choices as OneNode, { option }));
    const next = { values, signature: state.signature };
    return meets(plan, step, next) ? [{ option, own: undefined, count: 1n, state: kept(step, next) }] : [];
  });
}

function meets(plan: Plan, step: Step, state: State): boolean {
  return step.conditions.every(condition => isMet(plan, condition, state));
}

function kept({ keeps }: Step, { values, signature }: State): State {
  const needed = keeps.flatMap(name => (values.has(name) ? [[name, values.get(name)!] as const] : []));
  return { values: new Map(needed), signature };
}

/** More states than this are not gone through: the conditions relate too many choices. */
const maxStates = 300_000;

const counts = new WeakMap<Plan, Map<string, bigint>>();

/** How many ways there are to take the steps from `at` on. */
function countFrom(plan: Plan, at: number, state: State): bigint {
  const step = plan.steps[at];
  if (!step) return 1n;
  let known = counts.get(plan);
  if (!known) {
    known = new Map();
    counts.set(plan, known);
  }
  const key = keyOf(at, state);
  let count = known.get(key);
  if (count === undefined) {
    count = 0n;
    for (const move of movesOf(plan, step, state)) count += move.count * countFrom(plan, at + 1, move.state);
    if (known.size >= maxStates)
      throw new RangeError(
        `The conditions of ${plan.space.name} relate too many choices to each other; relate fewer of them.`,
      );
    known.set(key, count);
  }
  return count;
}

function keyOf(at: number, { values, signature }: State): string {
  return `${at}:${[...values.values()].join()}:${signature.join()}`;
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
      if (!meets(plan, step, next)) continue;
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
    const key = keyOf(at, state);
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
