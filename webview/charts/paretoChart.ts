import { costWords, formatBytes, foundCost } from '../../src/protocol/costWords';
import type { FoundCell } from '../../src/protocol/events';
import { formatAmount, formatCount, formatEstimate, formatTopShare } from '../../src/protocol/words';
import { formatFigure } from '../../src/report/metrics';
import { drawingTools } from '../cells/saveDrawing';
import { h, show } from '../kit/dom';
import { svg } from '../kit/svg';

export interface ParetoChart {
  readonly element: HTMLElement;
  update(front: readonly FoundCell[] | undefined, found: readonly FoundCell[], cost: string): void;
}

const height = 250;
const [narrowest, widest] = [240, 640];
const [left, right, top, bottom] = [64, 20, 12, 40];

/** The figure of a cost, short enough for an axis. */
function costFigure(name: string, value: number): string {
  if (name === 'memory') return formatBytes(value);
  if (name === 'latency') return `${formatFigure(value)} ms`;
  return value >= 1000 ? formatAmount(value) : formatFigure(value);
}

/**
 * The cells that no other beats in both rank and cost, joined, and the best found beside them. `onPick` follows clicks on
 * them; the tables have the same cells for the keyboard.
 */
export function createParetoChart(onPick: (hash: string) => unknown): ParetoChart {
  const place = h('div', { class: 'pareto', role: 'img' });
  const element = h(
    'figure',
    { class: 'drawn' },
    h(
      'figcaption',
      {},
      h('span', { class: 'chart-title' }, 'Rank against cost'),
      drawingTools('Rank against cost', place),
    ),
    place,
  );
  let drawn: Drawn | undefined;
  let shown = '';
  const render = () => {
    if (!drawn) return;
    const width = Math.min(widest, Math.max(narrowest, place.clientWidth || widest));
    const next = JSON.stringify([width, drawn]);
    if (next === shown) return;
    shown = next;
    place.replaceChildren(draw(drawn, width, onPick));
    place.setAttribute('aria-label', describe(drawn));
  };
  new ResizeObserver(render).observe(place);
  return {
    element,
    update(front, found, cost) {
      show(element, front !== undefined && front.length > 1);
      drawn = front && front.length > 1 ? { front, found, cost } : undefined;
      render();
    },
  };
}

interface Drawn {
  readonly front: readonly FoundCell[];
  readonly found: readonly FoundCell[];
  readonly cost: string;
}

function describe({ front, cost }: Drawn): string {
  const text = (value: number) => costFigure(cost, value);
  const said = (cell: FoundCell | undefined) =>
    cell ? `${cell.name}, ${formatEstimate(cell)} at ${text(foundCost(cell, cost) ?? 0)}` : '';
  return `Rank against ${costWords(cost)} of ${formatCount(front.length)} cells that no other beats in both: from ${said(front[0])} to ${said(front.at(-1))}.`;
}

function draw({ front, found, cost }: Drawn, width: number, onPick: (hash: string) => unknown): SVGElement {
  const text = (value: number) => costFigure(cost, value);
  const of = (cell: FoundCell) => foundCost(cell, cost);
  const onFront = new Set(front.map(cell => cell.hash));
  const others = found.filter(cell => !onFront.has(cell.hash) && of(cell) !== undefined);
  const all = [...front, ...others];
  const costs = all.map(cell => of(cell) ?? 0);
  const [low, high] = widened(Math.min(...costs), Math.max(...costs));
  const tops = all.map(share);
  const [best, worst] = [Math.floor(Math.log10(Math.min(...tops))), Math.ceil(Math.log10(Math.max(...tops)))];
  const powers = Math.max(1, worst - best);
  const x = (value: number) => left + ((width - left - right) * (value - low)) / (high - low);
  const y = (value: number) => top + ((height - top - bottom) * (Math.log10(value) - best)) / powers;
  const at = (cell: FoundCell) => `${x(of(cell) ?? 0).toFixed(1)} ${y(share(cell)).toFixed(1)}`;

  const root = svg('svg', {
    viewBox: `0 0 ${width} ${height}`,
    width: `${width}`,
    height: `${height}`,
    'aria-hidden': 'true',
  });
  for (let power = best; power <= best + powers; power++) {
    const line = y(10 ** power);
    root.append(
      svg('path', { class: 'grid', d: `M${left} ${line}H${width - right}` }),
      svg(
        'text',
        { x: `${left - 8}`, y: `${line}`, dy: '0.35em', 'text-anchor': 'end' },
        `${formatTopShare(10 ** power)} %`,
      ),
    );
  }
  for (const tick of ticks(low, high, width / 100))
    root.append(
      svg('path', { class: 'grid', d: `M${x(tick)} ${top}V${height - bottom}` }),
      svg('text', { x: `${x(tick)}`, y: `${height - bottom + 15}`, 'text-anchor': 'middle' }, text(tick)),
    );
  root.append(
    svg(
      'text',
      { x: `${(left + width - right) / 2}`, y: `${height - 6}`, 'text-anchor': 'middle' },
      costWords(cost),
    ),
    svg(
      'text',
      {
        x: '12',
        y: `${(top + height - bottom) / 2}`,
        'text-anchor': 'middle',
        transform: `rotate(-90 12 ${(top + height - bottom) / 2})`,
      },
      'top',
    ),
    svg('path', { class: 'front', d: `M${front.map(at).join('L')}` }),
  );
  for (const cell of [...others, ...front]) {
    const [cx = '', cy = ''] = at(cell).split(' ');
    const point = svg('circle', { class: onFront.has(cell.hash) ? 'point' : 'other', cx, cy, r: '4' });
    // Small points are hard to hit.
    const area = svg('circle', { class: 'hit', cx, cy, r: '9' });
    const both = svg('g', {});
    both.append(
      area,
      point,
      svg('title', {}, `${cell.name}: ${formatEstimate(cell)}, ${text(of(cell) ?? 0)}`),
    );
    both.addEventListener('click', () => onPick(cell.hash));
    root.append(both);
  }
  return root;
}

/** A logarithmic axis has no place for 0. */
function share({ top: per }: FoundCell): number {
  return Math.max(0.001, per);
}

function widened(low: number, high: number): readonly [number, number] {
  const room = (high - low) * 0.04 || Math.abs(high) * 0.1 || 1;
  return [Math.max(0, low - room), high + room];
}

/** About `count` round values from `low` to `high`. */
function ticks(low: number, high: number, count: number): readonly number[] {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find(factor => factor * power >= rough) ?? 10);
  const found: number[] = [];
  for (let i = Math.ceil(low / step); i * step <= high; i++) found.push(i * step);
  return found;
}
