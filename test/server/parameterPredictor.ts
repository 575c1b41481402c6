import { totalCosts } from '../../src/cells/costs';
import type { StartPredictor } from '../../src/server/server';

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
    readonly onRequest?: (cells: number) => void;
  } = {},
): StartPredictor {
  let better = 1;
  return () => ({
    async score(space, cells) {
      options.onRequest?.(cells.length);
      await options.gate?.();
      if (options.without?.includes(space.name))
        return { kind: 'none', reason: `No predictor for space ${space.name} yet.` };
      return {
        kind: 'scores',
        model: { name: 'parameters', recipe: 'default', source: '424 cells', kendallTau: 0.85 },
        scores: cells.map(cell => {
          const { parameters } = totalCosts(space, cell);
          return { score: better * parameters, top: Math.min(100, 1e7 / parameters) };
        }),
      };
    },
    choose() {
      better = -1;
    },
    dispose() {},
  });
}
