import type { NetworkCell } from '../../../cells/kinds/network/choices';
import { eachNeighbour, networkKind } from '../../../cells/kinds/network/networkKind';
import { networkOf } from '../../../cells/kinds/network/template';
import { flatten } from '../../../cells/network/flatten';
import type { NetworkSpace } from '../../../cells/space';
import type { NetworkBlock, SpaceDeclaration } from '../../../language/syntax';
import type { Body } from './lowerBody';
import type { Findings } from './lowering';

/** Most neighbours of the first cell that are built. */
const maxTrials = 60;

/** Builds some cells: what can't be built is told where it is declared. */
export function tryCells(
  space: NetworkSpace,
  declaration: SpaceDeclaration,
  network: NetworkBlock,
  body: Body,
  findings: Findings,
): void {
  const told = new Set<string>();
  for (const cell of sample(space, declaration, network, findings)) {
    try {
      flatten(networkOf(space, cell));
    } catch (error) {
      const message = (error as Error).message;
      const part = /^The layer ([\p{ID_Continue}]+)/u.exec(message)?.[1] ?? '';
      const binding = body.bindingOf.get(part);
      const at = binding?.name ?? { start: network.start, end: network.start + 'network'.length };
      const key = `${at.start}`;
      if (!told.has(key)) findings.error(at, 'wrong-shape', message);
      told.add(key);
    }
  }
}

/** Some cells; reports conditions that can't be counted with. */
function sample(
  space: NetworkSpace,
  declaration: SpaceDeclaration,
  network: NetworkBlock,
  findings: Findings,
): NetworkCell[] {
  try {
    return [...sampleOf(space)];
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const where = declaration.parts?.find(({ kind }) => kind === 'where');
    const at = where ?? { start: network.start, end: network.start + 'network'.length };
    findings.error(at, 'too-many-conditions', error.message);
    return [];
  }
}

/** The first cell, and cells one edit away from it. */
function* sampleOf(space: NetworkSpace) {
  for (const first of networkKind.enumerate(space)) {
    yield first;
    let trials = 0;
    for (const other of eachNeighbour(space, first)) {
      if (trials++ >= maxTrials) return;
      yield other;
    }
    return;
  }
}
