import { canonicalHash } from '../cells/canonical';
import { neighbours } from '../cells/mutate';
import type { SearchSpace } from '../cells/space';
import type { FreshCells } from './freshCells';
import type { Candidate, Scoreboard, ScoredCell } from './scoreboard';

/** Random cells scored to start a climb from the best of them. */
const starts = 16;

/**
 * Local search: step to the best of all cells one edit away while that is better, else start again elsewhere. Several
 * climbs go on side by side, so that their neighbours are scored together.
 */
export async function climb(
  space: SearchSpace,
  board: Scoreboard,
  fresh: FreshCells,
  start: readonly Candidate[],
): Promise<void> {
  const climbers = board.left < 500 ? 2 : 4;
  let standing = best(await board.score([...start, ...(await fresh(starts))]), climbers);
  while (board.left > 0 && standing.length > 0) {
    const around = standing.map(({ cell }) =>
      neighbours(space, cell).map(neighbour => ({ cell: neighbour, hash: canonicalHash(space, neighbour) })),
    );
    const unseen = around.flat().flatMap(({ cell }) => board.offer(cell) ?? []);
    await board.score(unseen);
    const moved = standing.flatMap((from, i) => {
      const known = around[i]!.flatMap(({ cell, hash }) => {
        const score = board.scoreOf(hash);
        return score === undefined ? [] : [{ cell, hash, score }];
      });
      const [next] = best(known, 1);
      return next && next.score > from.score ? [next] : [];
    });
    // Two climbs that meet go on as one.
    standing = moved.filter((each, i) => moved.findIndex(other => other.hash === each.hash) === i);
    if (standing.length < climbers && board.left > 0) {
      const missing = climbers - standing.length;
      standing = [...standing, ...best(await board.score(await fresh(missing * starts)), missing)];
    }
  }
}

function best(cells: readonly ScoredCell[], count: number): ScoredCell[] {
  return [...cells].sort((a, b) => b.score - a.score).slice(0, count);
}
