import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleSetProgram, type Line, type SetProgram } from './bundleSetProgram';
import { value } from './wideSpace';

let program: SetProgram;
beforeAll(() => {
  program = bundleSetProgram();
}, 120_000);
afterAll(() => program.dispose());

describe('a predictor for a kind of space that another module registers', () => {
  it.each(['default', 'renas'])(
    'trains by recipe %s on measured lines, ranks with that, and searches',
    recipe => {
      const { renas, cells } = program;
      const trained = renas(
        ...['train', '--space', 'measured.cell', '--data', 'measured.cell', '--label', 'accuracy'],
        ...['--samples', 'all', '--recipe', recipe, '--out', recipe],
      );
      expect(trained.at(-1)).toMatchObject({ event: 'done' });
      const ranked = renas('rank', 'measured.cell', '--predictor', recipe);
      expect(ranked).toHaveLength(60);
      const valuesOf = (lines: readonly Line[]) =>
        lines.map(({ cell }) => value(cells[Number(cell.slice('cell_'.length))]!));
      const better = valuesOf(ranked.filter(({ rank }) => rank <= 15));
      const worse = valuesOf(ranked.filter(({ rank }) => rank > 45));
      expect(Math.min(...better)).toBeGreaterThan(Math.max(...worse));
      const searched = renas(
        ...['search', '--space', 'wide.cell', '--predictor', recipe, '--strategy', 'evolution'],
        ...['--budget', '60', '--top', '3'],
      );
      expect(searched.at(-1)!.found[0]!.cell).toContain('conv3x3');
    },
    600_000,
  );
});
