import { registerKind } from '../../../src/cells/kinds/kind';
import { callOf } from '../../../src/cells/network/catalogue';
import type { NetworkNode } from '../../../src/cells/network/network';
import { findOperation } from '../../../src/cells/operations';
import type { SpaceOf } from '../../../src/cells/space';
import { registerDocumentKind } from '../../../src/document/kinds/documentKind';
import { lowerList } from '../../../src/document/kinds/lists';

/** A set of `size` of the operations: each is applied to the cell's input, and their outputs are added. */
interface SetChoices {
  readonly kind: 'set';
  readonly size: number;
}

/** Indices of operations, rising. */
interface SetCell {
  readonly chosen: readonly number[];
}

declare module '../../../src/cells/space' {
  interface ChoiceNodes {
    set: SetChoices;
  }
}
declare module '../../../src/cells/cell' {
  interface ChoiceValues {
    set: SetCell;
  }
}

function* subsets(n: number, k: number, from = 0): Iterable<number[]> {
  if (k === 0) yield [];
  else for (let i = from; i <= n - k; i++) for (const rest of subsets(n, k - 1, i + 1)) yield [i, ...rest];
}

const sorted = (chosen: Iterable<number>): SetCell => ({ chosen: [...chosen].sort((a, b) => a - b) });

const isSet = ({ size }: SetChoices, { chosen }: SetCell) =>
  chosen.length === size && new Set(chosen).size === size && chosen.every(one => one >= 0);

const namesOf = ({ operations }: SpaceOf<'set'>, { chosen }: SetCell) => chosen.map(i => operations[i]!.name);

registerKind('set', {
  size: ({ operations, size }) => ({
    count: BigInt([...subsets(operations.length, size)].length),
    exact: true,
  }),
  enumerate: ({ operations, size }) => Array.from(subsets(operations.length, size), sorted),
  sampler: (space, random) => () => sorted(random.shuffle([...space.operations.keys()]).slice(0, space.size)),
  neighbours: ({ operations }, { chosen }) =>
    [...operations.keys()]
      .filter(other => !chosen.includes(other))
      .flatMap(other => chosen.map((_, i) => sorted(chosen.with(i, other)))),
  contains: isSet,
  hashText: (space, cell) => `set:${namesOf(space, cell).sort()}`,
  sites: ({ operations: options }, { chosen }) => chosen.map(one => ({ path: [one], chosen: one, options })),
  write: (space, cell) => namesOf(space, cell).join('+'),
  read(space, text) {
    const cell = sorted(text.split('+').map(name => findOperation(space, name)));
    const message = `This is no set of ${space.size} operations of ${space.name}.`;
    return isSet(space, cell) ? { ok: true, cell } : { ok: false, reason: 'invalid', message };
  },
  block({ operations }, { chosen }, name) {
    const channels = { parameter: 'channels' };
    const nodes = chosen.map((one): NetworkNode => {
      const call = callOf(operations[one]!.definition, { channels });
      return { kind: 'call', name: `part_${one}`, inputs: ['x'], call, site: [one], inline: true };
    });
    const inputs = nodes.map(node => node.name);
    return {
      name,
      parameters: [{ name: 'channels', channelsOf: 'x' }],
      inputs: ['x'],
      sizes: [],
      nodes: [...nodes, { kind: 'call', name: 'sum', inputs, call: { callee: 'add', arguments: {} } }],
      outputs: [{ name: 'output', from: 'sum', channels }],
    };
  },
});

const meaning = 'How many are chosen.';
registerDocumentKind(
  'set',
  { size: { relation: '=', value: 'number', required: true, usual: '2', meaning } },
  {
    lowerSpace(_, { own, figure }, operations) {
      const size = figure(own['size'], 1, operations.length);
      return size === undefined ? undefined : { kind: 'set', size };
    },
    lowerCell: (_, body, space) =>
      lowerList(body, space, chosen =>
        isSet(space, { chosen }) ? sorted(chosen) : `Choose ${space.size} different operations.`,
      ),
    printCell: (space, cell) => [`set = [${namesOf(space, cell).join(', ')}]`],
    printSpace: space => ({ on: 'set', properties: [`size = ${space.size}`] }),
  },
);
