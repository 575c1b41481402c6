import { figureName, isBetterFigure } from '../../src/cells/betterFigure';
import type { DrawnCell, Refusal } from '../../src/protocol/lsp';
import type { FileCells, FromPage, PageCell } from '../../src/protocol/panel';
import type { CellScore } from '../../src/protocol/predictor';
import {
  formatChance,
  formatCount,
  formatInterval,
  formatMeasured,
  formatPlace,
  formatRank,
} from '../../src/protocol/words';
import { createDistribution } from '../charts/distribution';
import { iconButton } from '../kit/controls';
import { h, icon, refocus, show } from '../kit/dom';
import { type Drawings, drawingElement } from './drawings';

export interface CellsView {
  readonly element: HTMLElement;
  update(cells: FileCells): void;
  /** Puts a cell beside the one chosen before. Returns whether there are two now. */
  compare(cell: PageCell): boolean;
  /** Compares these. */
  put(cells: readonly PageCell[]): void;
  /** The cells chosen, two at the most. */
  pair(): readonly PageCell[];
}

/** Milliseconds. */
const revealFor = 2000;

/** The distribution of the space with the cells of the open file in it, and one cell against another. */
export function createCellsView(
  drawings: Drawings,
  post: (message: FromPage) => void,
  pair: readonly PageCell[],
  onChange: () => void,
): CellsView {
  const spaces = h('div');
  const empty = h(
    'p',
    { class: 'nothing' },
    'Open a .cell file to see where its cells stand among all cells of their space. Cells that runs have found come here by their Compare button.',
  );
  const drawnPair = h('div', { class: 'pair-drawn' });
  const hint = h('p', { class: 'note' });
  const comparison = h(
    'section',
    { 'aria-label': 'Comparison' },
    h('h2', {}, 'Cell Against Cell'),
    hint,
    drawnPair,
  );
  const element = h('div', { class: 'cells-view' }, h('div', { class: 'detail' }, empty, spaces, comparison));
  let file: FileCells = { file: undefined, spaces: [] };
  let chosen = pair;
  let revealUntil = 0;
  /** What is drawn above in the first moments moves the comparison down. */
  const reveal = () => {
    if (performance.now() < revealUntil) comparison.scrollIntoView();
  };

  const choose = (next: readonly PageCell[]) => {
    chosen = next;
    renderSpaces();
    renderComparison();
    onChange();
  };
  const toggle = (cell: PageCell) => {
    const without = chosen.filter(each => keyOf(each) !== keyOf(cell));
    choose(without.length < chosen.length ? without : [...chosen.slice(-1), cell]);
  };
  const renderSpaces = () => {
    show(empty, file.spaces.length === 0);
    const focused = document.activeElement?.getAttribute('data-cell');
    spaces.replaceChildren(
      ...file.spaces.map(space => {
        const ranked = [...space.cells].sort(
          (a, b) => (b.score?.score ?? -Infinity) - (a.score?.score ?? -Infinity),
        );
        return h(
          'section',
          {},
          h('h2', {}, `${file.file ?? ''} in ${space.space}`),
          createDistribution(space),
          h(
            'ul',
            { class: 'file-cells', 'aria-label': `Cells of ${file.file ?? ''} in ${space.space}` },
            ...ranked.map(({ name, target, score }) => {
              const cell: PageCell = { from: 'file', name, target };
              const pressed = chosen.some(each => keyOf(each) === keyOf(cell));
              const compare = iconButton({
                icon: 'compare-changes',
                name: `Compare ${name}`,
                onClick: () => toggle(cell),
              });
              compare.setAttribute('aria-pressed', String(pressed));
              compare.setAttribute('data-cell', keyOf(cell));
              const open = h('button', { class: 'link' }, name);
              open.addEventListener('click', () => post({ kind: 'openCell', cell }));
              return h(
                'li',
                {},
                compare,
                open,
                score
                  ? h('span', { class: 'dim', title: doubtOf(score) }, formatRank(score))
                  : h('span', { class: 'dim' }, 'not ranked'),
              );
            }),
          ),
        );
      }),
    );
    if (focused) refocus(spaces.querySelector<HTMLElement>(`[data-cell="${CSS.escape(focused)}"]`));
  };
  const renderComparison = () => {
    show(comparison, chosen.length > 0);
    const [first] = chosen;
    hint.textContent =
      chosen.length < 2 && first
        ? `${first.name} is chosen: choose another cell to compare it with, here or among the cells that a run has found.`
        : 'What one has and the other has not is outlined. Ranks are predicted; costs are of the whole network.';
    if (chosen.length === 0) drawnPair.replaceChildren();
    else
      drawings.ask('comparison', chosen, drawn => {
        drawnPair.replaceChildren(...columns(drawn));
        reveal();
      });
  };
  const columns = (drawn: readonly (DrawnCell | Refusal)[]) =>
    drawn.map((cell, i) => {
      const from = chosen[i];
      const remove = iconButton({
        icon: 'close',
        name: `Take ${from?.name ?? ''} out of the comparison`,
        onClick: () => from && toggle(from),
      });
      if ('refused' in cell)
        return h(
          'article',
          { 'aria-label': from?.name ?? '' },
          h('header', {}, remove),
          h('p', { class: 'notice' }, icon('warning'), cell.refused),
        );
      const other = drawn[1 - i];
      return h(
        'article',
        { 'aria-label': cell.name },
        h('header', {}, h('h3', {}, cell.name), h('span', { class: 'dim' }, cell.space), remove),
        h('div', { class: 'drawing' }, drawingElement(cell.drawing)),
        factsOf(cell, other && !('refused' in other) ? other : undefined),
      );
    });

  renderSpaces();
  renderComparison();
  return {
    element,
    update(next) {
      if (JSON.stringify(next) === JSON.stringify(file)) return;
      file = next;
      renderSpaces();
      if (chosen.some(cell => cell.from === 'file')) renderComparison();
      reveal();
    },
    compare(cell) {
      if (!chosen.some(each => keyOf(each) === keyOf(cell))) choose([...chosen.slice(-1), cell]);
      return chosen.length === 2;
    },
    put(next) {
      choose(next);
      revealUntil = performance.now() + revealFor;
      reveal();
    },
    pair: () => chosen,
  };
}

function placeOf(score: CellScore): string {
  return `${formatPlace(score)}${score.unlike ? ', unlike all cells trained on' : ''}`;
}

/** How far the rank may be off, for a tooltip. */
function doubtOf(score: CellScore): string {
  const interval = formatInterval(score);
  if (interval === undefined) return '';
  const unlike = score.unlike ? ' It is unlike all cells that the predictor was trained on.' : '';
  return `In four cases of five its true place is within ${interval}.${unlike}`;
}

function keyOf(cell: PageCell): string {
  return cell.from === 'run' ? `${cell.run} ${cell.name} ${cell.text}` : `${cell.target.uri} ${cell.name}`;
}

/** Costs, each with how much less or more it is than the other's. */
function factsOf(cell: DrawnCell, other: DrawnCell | undefined): HTMLElement {
  const against = (mine: number, theirs: number | undefined) => {
    if (theirs === undefined || theirs === 0 || mine === theirs) return '';
    const change = (100 * (mine - theirs)) / theirs;
    return ` (${change > 0 ? '+' : '−'}${Math.abs(change).toPrecision(2)} %)`;
  };
  const facts: (readonly [string, string])[] = [
    ['Predicted', cell.score ? placeOf(cell.score) : 'not ranked'],
    ...(cell.chance === undefined || !other
      ? []
      : [[`Better than ${other.name}`, `with a chance of ${formatChance(cell.chance)}`] as const]),
    ['Parameters', formatCount(cell.parameters) + against(cell.parameters, other?.parameters)],
    ['Cost', cell.flopsText + against(cell.flops, other?.flops)],
    ...cell.measured.map(figure => {
      const { value, percent, table } = figure;
      const text =
        table === undefined ? `${value}${percent ? ' %' : ''}` : `${formatMeasured(value)} (${table})`;
      const isBetter = other && isBetterFigure(figure, cell.measured, other.measured);
      return [`Measured ${figureName(figure)}`, `${text}${isBetter ? ', better' : ''}`] as const;
    }),
  ];
  return h(
    'dl',
    { class: 'facts' },
    ...facts.flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]),
  );
}
