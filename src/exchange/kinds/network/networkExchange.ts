import { canonicalCell } from '../../../cells/canonical';
import type {
  ListNode,
  NetworkCell,
  NodeValue,
  OneNode,
  OneValue,
} from '../../../cells/kinds/network/choices';
import { networkOf } from '../../../cells/kinds/network/template';
import { isCellOf } from '../../../cells/limits';
import { divisible } from '../../../cells/network/size';
import type { NetworkSpace } from '../../../cells/space';
import type { DescribedBlock, DescribedNetwork } from '../../import/described';
import { titleOf } from '../../import/notations/notationNames';
import { type CellReading, unread } from '../../import/reading';
import type { ExchangeKind } from '../exchangeKind';
import { spelledExchange } from '../spelledExchange';
import { type Block, stagesOf } from './stages';

/** Bounds on what is tried to find a cell. */
const most = { layers: 400, named: 300 };

/** Networks of layers in the notations of mobile networks. */
export const networkExchange: ExchangeKind<NetworkSpace, NetworkCell> = {
  place: () => 'in a network',
  canExpress: (_, described) => described.kind === 'network',
  express: (space, described) => (described.kind === 'network' ? [express(space, described)] : []),
  readSpelling: (space, text) => spelledExchange.readSpelling(space, text),
  stages: stagesOf,
};

/** The cell of a space whose stages have just these blocks, resolution and strides. */
function express(space: NetworkSpace, described: DescribedNetwork): CellReading {
  const found = cellOf(space, described);
  if (found) {
    return { ok: true, notation: described.notation, space, cell: canonicalCell(space, found) };
  }
  return unread(
    'outside-space',
    described.notation,
    `This is ${titleOf(described.notation)}, and no cell of ${space.name} was found that has these stages and blocks.`,
  );
}

function cellOf(space: NetworkSpace, described: DescribedNetwork): NetworkCell | undefined {
  const { fields } = space.choices;
  const all = fields.flatMap(({ choices }, i) => (choices.kind === 'list' ? [i] : []));
  const open = all.filter(i => !isDetermined(fields[i]!.choices as ListNode));
  const { stages } = described;
  const lists = [all, open].find(each => each.length === stages.length);
  if (!lists) return undefined;
  for (const named of assignments(space)) {
    const empty = fillLists(space, named, i => {
      const stage = lists.indexOf(i);
      const { each, lengths } = fields[i]!.choices as ListNode;
      const first = layersOf(each as OneNode)[0]!;
      const length = stage >= 0 ? stages[stage]!.blocks.length : 'size' in lengths ? 1 : lengths[0]!;
      return Array.from({ length }, () => first);
    });
    if (!empty || !hasSide(space, empty, described)) continue;
    const cell = withLayers(space, empty, lists, described);
    if (cell && isCellOf(space, cell)) return cell;
  }
  return undefined;
}

/** Tries each layer that an option gives in all places at once, and keeps it where it is the block that is described. */
function withLayers(
  space: NetworkSpace,
  cell: NetworkCell,
  lists: readonly number[],
  { stages }: DescribedNetwork,
): NetworkCell | undefined {
  const { fields } = space.choices;
  const found = stages.map(({ blocks }) => new Array<OneValue | undefined>(blocks.length));
  const options = lists.map(i => layersOf((fields[i]!.choices as ListNode).each as OneNode));
  const tries = Math.max(...options.map(({ length }) => length));
  for (let k = 0; k < Math.min(tries, most.layers); k++) {
    const trial = lists.reduce((made, i, stage) => {
      const layer = options[stage]![k] ?? options[stage]![0]!;
      return {
        fields: made.fields.with(
          i,
          stages[stage]!.blocks.map(() => layer),
        ),
      };
    }, cell);
    const read = blocksOf(space, trial, lists);
    if (!read) continue;
    for (const [stage, layers] of found.entries())
      for (const [i, block] of stages[stage]!.blocks.entries()) {
        const own = read[stage]![i];
        const layer = options[stage]![k];
        if (layer && own && layers[i] === undefined && isBlock(own, block)) layers[i] = layer;
      }
  }
  if (found.some(layers => layers.some(layer => layer === undefined))) return undefined;
  const whole = lists.reduce(
    (made, i, stage) => ({ fields: made.fields.with(i, found[stage]! as OneValue[]) }),
    cell,
  );
  const read = blocksOf(space, whole, lists);
  const right = read?.every((blocks, stage) => {
    const { channels, stride, blocks: wanted } = stages[stage]!;
    return blocks.every(
      (own, i) =>
        own !== undefined &&
        isBlock(own, wanted[i]!) &&
        (channels === undefined || own.channels === channels) &&
        (stride === undefined || own.stride === (i === 0 ? stride : 1)),
    );
  });
  return right ? whole : undefined;
}

function blocksOf(
  space: NetworkSpace,
  cell: NetworkCell,
  lists: readonly number[],
): (Block | undefined)[][] | undefined {
  try {
    const { stages } = stagesOf(space, cell);
    return lists.map(i => {
      const { blocks } = stages.find(({ name }) => name === space.choices.fields[i]!.name)!;
      return blocks.map(block => (typeof block === 'string' ? undefined : block));
    });
  } catch {
    // This choice can't be built.
    return undefined;
  }
}

/** How a notation rounds channels within a block is not written in it. */
function isBlock(own: Block, { type, kernel, expand, excite, activation }: DescribedBlock): boolean {
  const widths = [expand * own.from, divisible(expand * own.from, 8), Math.round(expand * own.from)];
  const squeezed = [own.from, own.wide].flatMap(channels => {
    const hidden = (excite ?? 0) * channels;
    return [Math.round(hidden), Math.floor(hidden), Math.ceil(hidden), divisible(hidden, 8)];
  });
  return (
    own.type === type &&
    own.kernel === kernel &&
    (type === 'plain' || type === 'conv' || widths.includes(own.wide)) &&
    (excite === undefined || (excite === 0 ? own.hidden === 0 : squeezed.includes(own.hidden))) &&
    (activation === undefined || own.activation === activation)
  );
}

function hasSide(space: NetworkSpace, cell: NetworkCell, { side }: DescribedNetwork): boolean {
  return side === undefined || networkOf(space, cell).inputs[0]!.extent.every(each => each === side);
}

function isDetermined({ lengths, each }: ListNode): boolean {
  const { of } = each as OneNode;
  return !('size' in lengths) && lengths.length === 1 && of.length === 1 && !of[0]!.inner;
}

/** Every layer that may stand in a stage. */
function layersOf({ of }: OneNode): OneValue[] {
  return of.flatMap(({ inner }, option): OneValue[] => {
    if (!inner) return [{ option }];
    const values = inner.fields.map(({ choices }) => (choices as OneNode).of.map((_, i) => ({ option: i })));
    return combinations(values, most.layers).map(chosen => ({ option, inner: chosen }));
  });
}

/** Values of the named choices. */
function assignments(space: NetworkSpace): readonly (readonly OneValue[])[] {
  const { training, choices } = space;
  const named = choices.fields.flatMap(({ name, choices: node }) => {
    if (node.kind !== 'one') return [];
    const { of } = node as OneNode;
    return [(training.settings.includes(name) ? of.slice(0, 1) : of).map((_, option) => ({ option }))];
  });
  return combinations(named, most.named);
}

function fillLists(
  { choices }: NetworkSpace,
  named: readonly OneValue[],
  listOf: (field: number) => readonly OneValue[],
): NetworkCell | undefined {
  let next = 0;
  const values = choices.fields.map(({ choices: node }, i): NodeValue | undefined =>
    node.kind === 'one' ? named[next++] : node.kind === 'list' ? listOf(i) : undefined,
  );
  return values.every(value => value !== undefined) ? { fields: values } : undefined;
}

/** One of each, in all ways, the last changing first; at most so many. */
function combinations<T>(lists: readonly (readonly T[])[], limit: number): T[][] {
  let all: T[][] = [[]];
  for (const list of lists) all = all.flatMap(before => list.map(each => [...before, each])).slice(0, limit);
  return all;
}
