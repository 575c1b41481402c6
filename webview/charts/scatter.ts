import type { RankedPoint } from '../../src/protocol/run';
import { formatCount } from '../../src/protocol/words';
import { drawingTools } from '../cells/saveDrawing';
import { h, setText, show } from '../kit/dom';
import { svg } from '../kit/svg';
import { around, left, side, squarePlot } from './squarePlot';

export interface Scatter {
  readonly element: HTMLElement;
  update(points: readonly RankedPoint[] | undefined, label: string | undefined): void;
}

/** Of fewer cells a picture says nothing. */
const fewest = 3;

/** Where each cell stands as predicted against where it stands as measured: the best of both orders at the top right. */
export function createScatter(): Scatter {
  const place = h('div', { class: 'scatter', role: 'img' });
  const note = h('p', { class: 'note' });
  const title = 'Predicted and Measured Rank';
  const element = h(
    'section',
    { class: 'drawn' },
    h('div', { class: 'section-head' }, h('h3', {}, title), drawingTools(title, place)),
    place,
    note,
  );
  let shown: readonly RankedPoint[] | undefined;
  return {
    element,
    update(points, label) {
      show(element, points !== undefined && points.length >= fewest);
      if (!points || points === shown) return;
      shown = points;
      place.replaceChildren(draw(points));
      const near = points.filter(([a, b]) => Math.abs(a - b) <= 10).length;
      const count = formatCount(points.length);
      place.setAttribute(
        'aria-label',
        `Predicted against measured rank of ${count} cells: ${((100 * near) / points.length).toFixed(0)} % of them are within 10 % of the space of where they measured.`,
      );
      setText(
        note,
        `${count} cells that it was not trained on${label === undefined ? '' : `, measured by ${label}`}. A rank is the share of these cells that are at least as good: small is good. On the line, prediction and measurement agree.`,
      );
    },
  };
}

function draw(points: readonly RankedPoint[]): SVGElement {
  const x = (top: number) => left + side * (1 - top / 100);
  const y = (top: number) => around + side * (top / 100);
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
