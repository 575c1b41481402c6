import type { ArgumentValue } from '../../network/network';
import { type Size, sizeReader } from '../../network/size';
import type { NetworkSpace } from '../../space';
import type { ChoiceNode, Condition, Count, Field, ListNode, NetworkCell, OneNode } from './choices';
import { type NodeContext, nodeKindOf } from './nodes/node';
import { keepsShape, optionPasses, type StageShape } from './passes';
import { knownParts, type Part } from './residue';
import { combined, type Signature } from './signature';
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
  /** All conditions, on the named choices and the signature of a whole cell. */
  readonly tests: readonly Test[];
}

type Test = (state: State) => boolean;

export interface Step {
  readonly field: Field;
  /** Index of the field in the cell. */
  readonly index: number;
  readonly kind: 'always' | 'node' | 'sometimes';
  /** Named choices that later steps still need. */
  readonly keeps: readonly string[];
  /** Of those, the ones that later fields read; of the others, only what conditions make of them matters. */
  readonly reads: readonly string[];
  /** What is known of the conditions that are not decidable yet. */
  readonly parts: readonly Part[];
  /** Conditions that are decidable once this step is taken. */
  readonly tests: readonly Test[];
}

/** What the steps so far leave to know. */
export interface State {
  readonly values: ReadonlyMap<string, ArgumentValue>;
  readonly signature: Signature;
}

/** More states than this are not gone through: the conditions relate too many choices. */
export const maxStates = 300_000;

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
  const tests = where.map(condition => testOf(condition, counters));
  const keeps = keptIn(space, where, order);
  const steps = order.map(
    (step, i): Step => ({
      ...step,
      keeps: keeps[i]!,
      ...remembered(space, where, order, i),
      tests: tests.filter((_, c) => decided[c] === i),
    }),
  );
  const conditional = order.flatMap(({ field, kind }) => (kind === 'sometimes' ? [field.name] : []));
  return { space, steps, counters, conditional, tests };
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

/** What distinguishes two ways to have come as far as a step: the values that later fields read, and parts of conditions. */
function remembered(
  space: NetworkSpace,
  where: Where,
  order: readonly Ordered[],
  step: number,
): Pick<Step, 'reads' | 'parts'> {
  const before = new Set(order.slice(0, step + 1).map(({ field }) => field.name));
  const isDecided = (name: string) => before.has(name);
  const reads = order.slice(step + 1).flatMap(({ field }) => dependencies(space, field));
  const pending = where.filter(condition => decidedAt(condition, order) > step);
  const parts = pending.flatMap(({ operands }) =>
    operands.flatMap(operand => (isCount(operand) ? [] : knownParts(operand, isDecided))),
  );
  return {
    reads: [...new Set(reads)].filter(isDecided),
    parts: [...new Map(parts.map(part => [JSON.stringify(part), part])).values()],
  };
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
 * The named choices in another order, so that conditions are decided early: of those that no stage reads, the next is the one
 * that leaves least to keep; those of a stage come right before it, and are forgotten once it is decided. The order as it is
 * where that is no better.
 */
function reordered(space: NetworkSpace, where: Where, declared: readonly Ordered[]): readonly Ordered[] {
  const always = declared.filter(({ kind }) => kind === 'always');
  const rest = declared.filter(({ kind }) => kind !== 'always');
  const ofStages = new Set(rest.flatMap(({ field }) => dependencies(space, field)));
  const order: Ordered[] = [];
  const place = (choices: readonly Ordered[]) => {
    const left = [...choices];
    while (left.length > 0) {
      const costs = left.map(next => {
        const taken = [...order, next];
        const whole = [...taken, ...[...always, ...rest].filter(each => !taken.includes(each))];
        return combinationsOf(keptIn(space, where, whole)[order.length]!, whole, order.length);
      });
      const best = costs.indexOf(Math.min(...costs));
      order.push(...left.splice(best, 1));
    }
  };
  place(always.filter(({ field }) => !ofStages.has(field.name)));
  for (const next of rest) {
    const needed = dependencies(space, next.field);
    place(always.filter(each => needed.includes(each.field.name) && !order.includes(each)));
    order.push(next);
  }
  return mostKept(space, where, order) < mostKept(space, where, declared) ? order : declared;
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

export function optionAsValue({ of }: OneNode, { option }: { readonly option: number }): ArgumentValue {
  const { value, name } = of[option]!;
  return typeof value === 'object' ? name : value;
}

function isCount(operand: Size | Count): operand is Count {
  return typeof operand === 'object' && 'count' in operand;
}

function testOf({ operands, comparisons }: Condition, counters: readonly Count[]): Test {
  const readers = operands.map((operand): ((state: State) => number) => {
    if (!isCount(operand)) {
      const read = sizeReader(operand);
      return ({ values }) => read(values);
    }
    const at = counters.indexOf(operand);
    return ({ signature }) => signature[at]!;
  });
  const compare = comparisons.map(comparison => compares[comparison]);
  return state => compare.every((meets, i) => meets(readers[i]!(state), readers[i + 1]!(state)));
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
  return plan.tests.every(test => test({ values, signature }));
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

export function start({ counters, conditional }: Plan): State {
  return {
    values: new Map(),
    signature: new Array<number>(counters.length + conditional.length).fill(0),
  };
}
