import { svg } from '../kit/svg';

/** Of the square that both axes of a plot span, in pixels: its side, and its margins. */
export const side = 240;
export const [left, bottom, around] = [60, 38, 10];

export interface SquarePlot {
  /** Of both axes; places in pixels. */
  readonly ticks: readonly { readonly x: number; readonly y: number; readonly text: string }[];
  readonly xName: string;
  readonly yName: string;
}

/** Two axes of one scale, with the line on which they agree. */
export function squarePlot({ ticks, xName, yName }: SquarePlot): SVGElement {
  const [width, height] = [left + side + around, around + side + bottom];
  const root = svg('svg', {
    viewBox: `0 0 ${width} ${height}`,
    width: `${width}`,
    height: `${height}`,
    'aria-hidden': 'true',
  });
  for (const { x, y, text } of ticks)
    root.append(
      svg('path', { class: 'grid', d: `M${left} ${y}h${side}M${x} ${around}v${side}` }),
      svg('text', { x: `${x}`, y: `${around + side + 15}`, 'text-anchor': 'middle' }, text),
      svg('text', { x: `${left - 6}`, y: `${y}`, dy: '0.35em', 'text-anchor': 'end' }, text),
    );
  const middle = around + side / 2;
  root.append(
    svg('path', { class: 'diagonal', d: `M${left} ${around + side}L${left + side} ${around}` }),
    svg('text', { x: `${left + side / 2}`, y: `${height - 6}`, 'text-anchor': 'middle' }, xName),
    svg(
      'text',
      { x: '10', y: `${middle}`, 'text-anchor': 'middle', transform: `rotate(-90 10 ${middle})` },
      yName,
    ),
  );
  return root;
}
