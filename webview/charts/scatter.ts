import type { RankedCell, RankedPoint } from '../../src/protocol/run';
import { formatCount, formatTopShare } from '../../src/protocol/words';
import { type CellSourceOptions, createCellSource } from '../cells/cellSource';
import { drawingTools } from '../cells/saveDrawing';
import { h, setText, show } from '../kit/dom';
import { svg } from '../kit/svg';
import { around, left, side, squarePlot } from './squarePlot';

export interface Scatter {
  readonly element: HTMLElement;
  update(points: readonly RankedPoint[] | undefined, of: ScatterOf): void;
}

export interface ScatterOf {
  readonly run: string;
  /** Where the cells are from. */
  readonly space: string | undefined;
  /** The column that they were measured by. */
  readonly label: string | undefined;
}

/** Of fewer cells a picture says nothing. */
const fewest = 3;
/** So far from a dot, in pixels of the drawing, it is still the one that is pointed at. */
const reach = 8;

/**
 * Where each cell stands as predicted against where it stands as measured: the best of both orders at the top right. The
 * pointer names the nearest cell, a click shows it below; arrow keys go from one to the next, as they measured.
 */
export function createScatter(options: CellSourceOptions): Scatter {
  const title = 'Predicted and Measured Rank';
  const place = h('div', { class: 'scatter', role: 'img' });
  const tip = h('div', { class: 'dot-tip', 'aria-hidden': 'true', hidden: '' });
  const surface = h(
    'div',
    {
      class: 'scatter-place',
      tabindex: '0',
      role: 'group',
      'aria-label': `${title}: arrow keys go from cell to cell`,
    },
    place,
    tip,
  );
  const note = h('p', { class: 'note' });
  const selected = h('div', { class: 'scatter-cell', 'aria-live': 'polite' });
  const element = h(
    'section',
    { class: 'drawn' },
    h('div', { class: 'section-head' }, h('h3', {}, title), drawingTools(title, place)),
    h('div', { class: 'scatter-line' }, surface, selected),
    note,
  );
  let shown: readonly RankedPoint[] | undefined;
  let of: ScatterOf = { run: '', space: undefined, label: undefined };
  let named: readonly RankedPoint[] = [];
  let chosen: RankedPoint | undefined;
  const mark = svg('circle', { class: 'mark', r: '5' });

  const choose = (point: RankedPoint | undefined) => {
    chosen = point;
    const cell = point?.[2];
    selected.replaceChildren();
    if (!point || !cell) return mark.remove();
    mark.setAttribute('cx', `${x(point[1])}`);
    mark.setAttribute('cy', `${y(point[0])}`);
    place.firstElementChild?.append(mark);
    const name = nameOf(cell);
    const text = `cell ${name} : ${of.space ?? ''} = "${cell.spelling}"\n`;
    selected.append(
      h('p', { class: 'chosen' }, h('strong', {}, name), ` ${placesOf(point)}`),
      createCellSource(title, { from: 'run', run: of.run, name, text }, options),
    );
  };
  const move = (by: number) => {
    const at = chosen ? named.indexOf(chosen) : by > 0 ? -1 : named.length;
    const next = named[at + by];
    if (next) choose(next);
  };
  surface.addEventListener('keydown', event => {
    if (event.target !== surface) return;
    if (event.key === 'ArrowRight' || event.key === 'ArrowUp') move(-1);
    else if (event.key === 'ArrowLeft' || event.key === 'ArrowDown') move(1);
    else if (event.key === 'Escape' && chosen) choose(undefined);
    else return;
    event.preventDefault();
  });
  place.addEventListener('pointermove', event => {
    const point = nearest(named, place, event);
    show(tip, point !== undefined);
    place.classList.toggle('at-dot', point !== undefined);
    if (!point?.[2]) return;
    setText(tip, `${nameOf(point[2])}: ${placesOf(point)}`);
    const { left: from, top } = surface.getBoundingClientRect();
    const room = element.clientWidth - tip.offsetWidth;
    tip.style.left = `${Math.max(0, Math.min(event.clientX - from + 12, room))}px`;
    tip.style.top = `${event.clientY - top + 12}px`;
  });
  place.addEventListener('pointerleave', () => show(tip, false));
  place.addEventListener('click', event => {
    const point = nearest(named, place, event);
    if (point) choose(point === chosen ? undefined : point);
  });

  return {
    element,
    update(points, next) {
      show(element, points !== undefined && points.length >= fewest);
      of = next;
      if (!points || points === shown) return;
      shown = points;
      // The best measured at the right comes first.
      named = points
        .filter(([, , cell]) => cell !== undefined)
        .toSorted((a, b) => a[1] - b[1] || a[0] - b[0]);
      place.replaceChildren(draw(points));
      choose(undefined);
      surface.tabIndex = named.length > 0 ? 0 : -1;
      const near = points.filter(([a, b]) => Math.abs(a - b) <= 10).length;
      const count = formatCount(points.length);
      place.setAttribute(
        'aria-label',
        `Predicted against measured rank of ${count} cells: ${((100 * near) / points.length).toFixed(0)} % of them are within 10 % of the space of where they measured.`,
      );
      const { label } = of;
      const pick = named.length > 0 ? ' Click a dot to see its cell.' : '';
      setText(
        note,
        `${count} cells that it was not trained on${label === undefined ? '' : `, measured by ${label}`}. A rank is the share of these cells that are at least as good: small is good. On the line, prediction and measurement agree.${pick}`,
      );
    },
  };
}

const x = (top: number) => left + side * (1 - top / 100);
const y = (top: number) => around + side * (top / 100);

/** A name in the Cell language. */
function nameOf({ hash }: RankedCell): string {
  return `cell_${hash.slice(0, 8)}`;
}

function placesOf([predicted, measured]: RankedPoint): string {
  return `predicted top ${formatTopShare(predicted)} %, measured top ${formatTopShare(measured)} %`;
}

/** The point that the pointer is at. */
function nearest(
  points: readonly RankedPoint[],
  place: HTMLElement,
  event: MouseEvent,
): RankedPoint | undefined {
  const root = place.firstElementChild;
  const box = root?.getBoundingClientRect();
  if (!root || !box || box.width === 0) return undefined;
  const scale = Number(root.getAttribute('width')) / box.width;
  const [atX, atY] = [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
  let found: RankedPoint | undefined;
  let least = reach;
  for (const point of points) {
    const distance = Math.hypot(x(point[1]) - atX, y(point[0]) - atY);
    if (distance >= least) continue;
    least = distance;
    found = point;
  }
  return found;
}

function draw(points: readonly RankedPoint[]): SVGElement {
  const root = squarePlot({
    ticks: [100, 50, 10].map(top => ({ x: x(top), y: y(top), text: `${top} %` })),
    xName: 'measured: top',
    yName: 'predicted: top',
  });
  root.append(
    svg('path', {
      class: 'dots',
      d: points
        .map(([predicted, measured]) => `M${x(measured).toFixed(1)} ${y(predicted).toFixed(1)}h0`)
        .join(''),
    }),
  );
  return root;
}
