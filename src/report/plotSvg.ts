import { type Safe, safeText } from '../text/safeText';
import type { Scale } from './metrics';

const [width, height] = [720, 320];
const [left, right, top, bottom] = [72, 16, 36, 44];
const dashes = ['', '6 3', '2 3'];

export interface ChartSpec {
  readonly title: string;
  readonly scale: Scale;
  format(value: number): string;
  /** What the x axis counts: `epochs`, `cells scored`, `time`. */
  readonly xName: string;
  formatX(value: number): string;
  readonly series: readonly ChartSeries[];
}

export interface ChartSeries {
  readonly label: string;
  readonly color: number;
  /** Whether a value holds until the next one, as the best so far does. */
  readonly stepped: boolean;
  readonly hidden: boolean;
}

/** Columns over one list of x values, which ascends; one a series. `null`: not measured there. */
export interface ChartData {
  readonly x: readonly number[];
  readonly columns: readonly (readonly (number | null)[])[];
}

export interface ChartLook {
  readonly background: string;
  readonly text: string;
  readonly faintText: string;
  readonly grid: string;
  /** Eight. */
  readonly colors: readonly string[];
}

/** For print: dark on white, colours that most people with a colour weakness can tell apart too. */
export const paper: ChartLook = {
  background: '#ffffff',
  text: '#000000',
  faintText: '#555555',
  grid: '#888888',
  colors: ['#1f6fb4', '#c55a11', '#2e7d32', '#7b4fa3', '#c62828', '#00838f', '#c2188f', '#555555'],
};

/** A chart as an SVG document of its own. */
export function plotSvg(spec: ChartSpec, { x: xs, columns }: ChartData, look: ChartLook): string {
  const shown = spec.series
    .map((series, i) => ({ ...series, column: columns[i] ?? [] }))
    .filter(s => !s.hidden);
  const logarithmic = spec.scale === 'logarithmic';
  const drawable = (v: number | null | undefined): v is number => v != null && (!logarithmic || v > 0);
  const scale = (value: number) => (logarithmic ? Math.log10(value) : value);
  const [low, high] = spread(shown.flatMap(({ column }) => column.filter(drawable)).map(scale));
  const [first, last] = [xs[0] ?? 0, xs.at(-1) ?? 1];
  const x = (at: number) => round(left + ((at - first) / (last - first || 1)) * (width - left - right));
  const y = (value: number) =>
    round(height - bottom - ((scale(value) - low) / (high - low)) * (height - top - bottom));
  const ticks = Array.from({ length: 5 }, (_, i) => i / 4);
  const whole = height + shown.length * 16;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${whole}" viewBox="0 0 ${width} ${whole}" font-family="system-ui, sans-serif" font-size="11" fill="${look.text}">`,
    `<title>${svg(spec.title)}</title>`,
    `<rect width="100%" height="100%" fill="${look.background}"/>`,
    `<text x="${left}" y="20" font-size="13" font-weight="600">${svg(spec.title)}</text>`,
    ...ticks.map(t => {
      const value = low + t * (high - low);
      const text = spec.format(logarithmic ? 10 ** value : value);
      const at = round(height - bottom - t * (height - top - bottom));
      return `<path d="M${left} ${at}H${width - right}" stroke="${look.grid}" stroke-opacity="0.3"/><text x="${left - 8}" y="${at}" dy="0.35em" text-anchor="end" fill="${look.faintText}">${svg(text)}</text>`;
    }),
    ...ticks.map(t => {
      const at = first + t * (last - first);
      return `<text x="${x(at)}" y="${height - bottom + 16}" text-anchor="middle" fill="${look.faintText}">${svg(spec.formatX(at))}</text>`;
    }),
    `<text x="${round((left + width - right) / 2)}" y="${height - bottom + 32}" text-anchor="middle" fill="${look.faintText}">${svg(spec.xName)}</text>`,
    ...shown.map(({ color, stepped, column }) => {
      const points = xs.flatMap((at, i) => {
        const value = column[i];
        return drawable(value) ? [[x(at), y(value)] as const] : [];
      });
      const line = points.map(([px, py], i) =>
        i === 0 ? `M${px} ${py}` : stepped ? `H${px}V${py}` : `L${px} ${py}`,
      );
      const [only] = points;
      if (only && points.length === 1)
        return `<circle cx="${only[0]}" cy="${only[1]}" r="3" fill="${look.colors[color % look.colors.length]}"/>`;
      return points.length === 0 ? '' : `<path d="${line.join('')}" fill="none" ${stroke(color, look)}/>`;
    }),
    ...shown.map(({ label, color }, i) => {
      const at = height + i * 16;
      return `<path d="M${left} ${at}h20" ${stroke(color, look)}/><text x="${left + 26}" y="${at}" dy="0.35em">${svg(label)}</text>`;
    }),
    '</svg>',
    '',
  ].join('\n');
}

function stroke(color: number, { colors }: ChartLook): string {
  const dash = dashes[Math.floor(color / colors.length) % dashes.length];
  return `stroke="${colors[color % colors.length]}" stroke-width="1.5"${dash ? ` stroke-dasharray="${dash}"` : ''}`;
}

/** From the least to the most, never of no width. */
function spread(values: readonly number[]): readonly [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return [0, 1];
  return low === high ? [low - 0.5, high + 0.5] : [low, high];
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function svg(text: string): Safe<'svg'> {
  return safeText(text, 'svg');
}
