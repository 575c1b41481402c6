import type { PlotData, PlotSpec } from './plot';

const [width, height] = [720, 320];
const [left, right, top, bottom] = [72, 16, 36, 44];
/** Print colours, apart from each other for most people with a colour weakness too; on white. */
const colors = ['#1f6fb4', '#c55a11', '#2e7d32', '#7b4fa3', '#c62828', '#8a6d00'];
const dashes = ['', '6 3', '2 3'];

/** A chart as an SVG document of its own, for a paper: black on white, whatever the theme. */
export function plotSvg(spec: PlotSpec, { steps, columns }: PlotData): string {
  const values = columns.flatMap(column => column.filter(v => v !== null));
  const scale = (value: number) => (spec.logarithmic ? Math.log10(value) : value);
  const [low, high] = spread(values.map(scale));
  const [first, last] = [steps[0] ?? 0, steps.at(-1) ?? 1];
  const x = (step: number) => left + ((step - first) / (last - first || 1)) * (width - left - right);
  const y = (value: number) =>
    height - bottom - ((scale(value) - low) / (high - low)) * (height - top - bottom);
  const legend = spec.series.length;
  const ticks = Array.from({ length: 5 }, (_, i) => i / 4);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height + legend * 16}" viewBox="0 0 ${width} ${height + legend * 16}" font-family="system-ui, sans-serif" font-size="11">`,
    `<title>${escapeXml(spec.title)}</title>`,
    '<rect width="100%" height="100%" fill="#ffffff"/>',
    `<text x="${left}" y="20" font-size="13" font-weight="600">${escapeXml(spec.title)}</text>`,
    ...ticks.map(t => {
      const value = low + t * (high - low);
      const shown = spec.format(spec.logarithmic ? 10 ** value : value);
      const at = round(height - bottom - t * (height - top - bottom));
      return `<path d="M${left} ${at}H${width - right}" stroke="#dddddd"/><text x="${left - 8}" y="${at}" dy="0.35em" text-anchor="end" fill="#555555">${escapeXml(shown)}</text>`;
    }),
    ...ticks.map(t => {
      const step = first + t * (last - first);
      return `<text x="${round(x(step))}" y="${height - bottom + 16}" text-anchor="middle" fill="#555555">${Math.round(step).toLocaleString('en-US')}</text>`;
    }),
    `<text x="${round((left + width - right) / 2)}" y="${height - bottom + 32}" text-anchor="middle" fill="#555555">${escapeXml(spec.stepName)}</text>`,
    ...spec.series.map(({ color }, i) => {
      const points = steps.flatMap((step, at) => {
        const value = columns[i]?.[at];
        return value == null ? [] : [`${round(x(step))} ${round(y(value))}`];
      });
      return points.length === 0 ? '' : `<path d="M${points.join('L')}" fill="none" ${stroke(color)}/>`;
    }),
    ...spec.series.map(({ label, color }, i) => {
      const at = height + i * 16;
      return `<path d="M${left} ${at}h20" ${stroke(color)}/><text x="${left + 26}" y="${at}" dy="0.35em">${escapeXml(label)}</text>`;
    }),
    '</svg>',
    '',
  ].join('\n');
}

function stroke(color: number): string {
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

function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
