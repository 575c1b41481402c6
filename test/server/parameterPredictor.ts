import { totalCosts } from '../../src/cells/costs';
import type { CellScore } from '../../src/protocol/predictor';
import type { StartPredictor } from '../../src/server/session';

/**
 * A stand-in for the predictor process: the more parameters, the better; `top` is 10⁷ over them, per cent. Once models
 * are chosen, the fewer the better.
 */
export function parameterPredictor(
  options: {
    /** Spaces it has no model for. */
    readonly without?: readonly string[];
    /** Answers only when it resolves. */
    readonly gate?: () => Promise<void>;
    /** Spaces that have no predictor of their own. */
    readonly estimated?: readonly string[];
    readonly onRequest?: (cells: number) => void;
    /** What it says of a cell besides `top`, as a recipe does that knows how far it may be off. */
    readonly judge?: (top: number) => Required<Pick<CellScore, 'low' | 'high' | 'unlike'>>;
  } = {},
): StartPredictor {
  let better = 1;
  const learned = new Map<string, { readonly learned: number; readonly metric: string }>();
  const estimate = (space: string) =>
    options.estimated?.includes(space)
      ? { basis: 'transfer' as const, learned: learned.get(space)?.learned ?? 0 }
      : {};
  return () => ({
    async score(space, cells) {
      options.onRequest?.(cells.length);
      await options.gate?.();
      if (options.without?.includes(space.name))
        return { kind: 'none', reason: `No predictor for space ${space.name} yet.` };
      return {
        kind: 'scores',
        model: {
          name: 'parameters',
          recipe: 'default',
          source: '424 cells',
          kendallTau: 0.85,
          ...estimate(space.name),
          ...(learned.has(space.name) ? { metric: learned.get(space.name)!.metric } : {}),
        },
        scores: cells.map(cell => {
          const { parameters } = totalCosts(space, cell);
          const top = Math.min(100, 1e7 / parameters);
          return { score: better * parameters, top, ...options.judge?.(top), ...estimate(space.name) };
        }),
      };
    },
    /** Parameters are what the two draw lots with. */
    async chances(space, pairs) {
      if (!options.judge) return undefined;
      return pairs.map(pair => {
        const [first, second] = pair.map(cell => totalCosts(space, cell).parameters) as [number, number];
        return first / (first + second);
      });
    },
    measured(space, { cells, metric }) {
      learned.set(space.name, { learned: cells.length, metric });
    },
    estimate() {},
    choose() {
      better = -1;
    },
    dispose() {},
  });
}
