import { formatCount } from '../../src/protocol/words';
import { formatFigure } from '../../src/report/metrics';
import type { ExpectedPoint } from '../../src/report/runModel';
import { drawingTools } from '../cells/saveDrawing';
import { h, setText, show } from '../kit/dom';
import { svg } from '../kit/svg';
import { around, left, side, squarePlot } from './squarePlot';

export interface ExpectedChart {
  readonly element: HTMLElement;
  update(points: readonly ExpectedPoint[], label: string): void;
}

/** Of fewer cells a picture says nothing. */
const fewest = 3;

/** What each cell of a loop was expected to measure when it was chosen, with the interval, against what it measured. */
export function createExpectedChart(): ExpectedChart {
  const place = h('div', { class: 'scatter', role: 'img' });
  const note = h('p', { class: 'note' });
  const title = 'Expected and Measured';
  const element = h(
    'section',
    { class: 'drawn', hidden: '' },
    h('div', { class: 'section-head' }, h('h3', {}, title), drawingTools(title, place)),
    place,
    note,
  );
  let shown = '';
  return {
    element,
    update(points, label) {
      show(element, points.length >= fewest);
      const next = `${points.length} ${label}`;
      if (points.length < fewest || next === shown) return;
      shown = next;
      place.replaceChildren(draw(points, label));
      const within = points.filter(({ low, high, measured }) => measured >= low && measured <= high).length;
      const count = `${formatCount(within)} of ${formatCount(points.length)} cells`;
      place.setAttribute(
        'aria-label',
        `What the loop expected of ${label} against what was measured: ${count} are within their interval.`,
      );
      setText(
        note,
        `What the loop expected of each cell when it chose it, with the 80 % interval: ${count} measured within theirs. On the line, expectation and measurement agree.`,
      );
    },
  };
}

function draw(points: readonly ExpectedPoint[], label: string): SVGElement {
  const values = points.flatMap(({ value, low, high, measured }) => [value, low, high, measured]);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = (high - low) / 20 || Math.abs(high) / 20 || 1;
  const scale = (value: number) => (side * (value - low + room)) / (high - low + 2 * room);
  const x = (value: number) => left + scale(value);
  const y = (value: number) => around + side - scale(value);
  const root = squarePlot({
    ticks: [low, (low + high) / 2, high].map(value => ({
      ...{ x: x(value), y: y(value) },
      text: formatFigure(value),
    })),
    xName: `measured ${label}`,
    yName: `expected ${label}`,
  });
  root.append(
    svg('path', {
      class: 'intervals',
      d: points
        .map(
          point => `M${x(point.measured).toFixed(1)} ${y(point.low).toFixed(1)}V${y(point.high).toFixed(1)}`,
        )
        .join(''),
    }),
    svg('path', {
      class: 'dots',
      d: points.map(point => `M${x(point.measured).toFixed(1)} ${y(point.value).toFixed(1)}h0`).join(''),
    }),
  );
  return root;
}
