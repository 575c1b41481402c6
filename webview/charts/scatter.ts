import type { RankedPoint } from '../../src/protocol/run';
import { formatCount } from '../../src/protocol/words';
import { drawingTools } from '../cells/saveDrawing';
import { h, setText, show } from '../kit/dom';
import { svg } from '../kit/svg';

export interface Scatter {
  readonly element: HTMLElement;
  update(points: readonly RankedPoint[] | undefined, label: string | undefined): void;
}

/** Of fewer cells a picture says nothing. */
const fewest = 3;
const side = 240;
const [left, bottom, around] = [48, 38, 10];

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
  const [width, height] = [left + side + around, around + side + bottom];
  const x = (top: number) => left + side * (1 - top / 100);
  const y = (top: number) => around + side * (top / 100);
  const root = svg('svg', {
    viewBox: `0 0 ${width} ${height}`,
    width: `${width}`,
    height: `${height}`,
    'aria-hidden': 'true',
  });
  for (const top of [100, 50, 10]) {
    root.append(
      svg('path', { class: 'grid', d: `M${left} ${y(top)}h${side}M${x(top)} ${around}v${side}` }),
      svg('text', { x: `${x(top)}`, y: `${around + side + 15}`, 'text-anchor': 'middle' }, `${top} %`),
      svg('text', { x: `${left - 6}`, y: `${y(top)}`, dy: '0.35em', 'text-anchor': 'end' }, `${top} %`),
    );
  }
  const middle = around + side / 2;
  root.append(
    svg('path', { class: 'diagonal', d: `M${left} ${around + side}L${left + side} ${around}` }),
    svg('path', {
      class: 'dots',
      d: points
        .map(([predicted, measured]) => `M${x(measured).toFixed(1)} ${y(predicted).toFixed(1)}h0`)
        .join(''),
    }),
    svg('text', { x: `${left + side / 2}`, y: `${height - 6}`, 'text-anchor': 'middle' }, 'measured: top'),
    svg(
      'text',
      { x: '10', y: `${middle}`, 'text-anchor': 'middle', transform: `rotate(-90 10 ${middle})` },
      'predicted: top',
    ),
  );
  return root;
}
