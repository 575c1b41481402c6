import type { SavedFile } from '../../src/protocol/panel';
import { type ChartLook, paper, plotSvg } from '../../src/report/plotSvg';
import { type Safe, safeText } from '../../src/text/safeText';
import { csvLine } from '../kit/csv';
import { h } from '../kit/dom';
import { menuButton } from '../kit/menuButton';
import { seriesColor, themeColor } from '../kit/theme';
import type { PlotData, PlotSpec } from './plot';

interface Shown {
  readonly spec: PlotSpec;
  readonly data: PlotData;
}

/** Says that a file is to be saved, up through the page to whoever speaks to the host. */
export function askToSave(from: HTMLElement, file: SavedFile): void {
  from.dispatchEvent(new CustomEvent('save-file', { bubbles: true, detail: file }));
}

/** A name in lower-case ASCII, without its extension: `Best score` → `best-score`. */
export function fileName(...parts: readonly string[]): Safe<'fileName'> {
  const plain = parts
    .join(' ')
    .normalize('NFKD')
    .replaceAll('τ', 'tau')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  return safeText(plain, 'fileName');
}

/** The button beside the title of a chart that saves it: as a picture, or its points. */
export function saveMenu(shown: () => Shown): HTMLElement {
  const { title } = shown().spec;
  const save = async (
    type: string,
    content: (shown: Shown) => string | Promise<string>,
    encoding: SavedFile['encoding'] = 'utf8',
  ) => {
    const now = shown();
    const name = `${fileName(now.spec.name, title)}.${type.toLowerCase()}`;
    askToSave(element, { name, type, content: await content(now), encoding });
  };
  const element = menuButton(`Save the chart ${title}`, 'save', () => [
    { text: 'SVG, for a paper', onClick: () => save('SVG', ({ spec, data }) => plotSvg(spec, data, paper)) },
    { text: 'PNG, as shown', onClick: () => save('PNG', picture, 'base64') },
    { text: 'CSV, its points', onClick: () => save('CSV', ({ spec, data }) => chartCsv(spec, data)) },
    { text: 'JSON, its points', onClick: () => save('JSON', ({ spec, data }) => chartJson(spec, data)) },
  ]);
  return element;
}

/** One line for each x value, one column for each curve; what was not measured there is empty. */
export function chartCsv({ xName, series }: PlotSpec, { x, columns }: PlotData): string {
  const lines = x.map((at, i) => [at, ...columns.map(column => column[i] ?? '')].map(String));
  return [[nameOfX(xName), ...series.map(({ label }) => label)], ...lines].map(csvLine).join('');
}

export function chartJson({ title, xName, series }: PlotSpec, { x, columns }: PlotData): string {
  const curves = series.map(({ label }, i) => ({
    label,
    points: x.flatMap((at, j) => (columns[i]?.[j] == null ? [] : [[at, columns[i]?.[j]]])),
  }));
  return `${JSON.stringify({ title, x: nameOfX(xName), curves }, null, 2)}\n`;
}

function nameOfX(xName: string): string {
  return xName === 'time' ? 'seconds' : xName;
}

/** The chart in the theme's colours, twice as large as it is shown, as base64. */
async function picture({ spec, data }: Shown): Promise<string> {
  const look: ChartLook = {
    background: themeColor('editor-background', '#ffffff'),
    text: themeColor('foreground', '#000000'),
    faintText: themeColor('descriptionForeground', '#555555'),
    grid: themeColor('descriptionForeground', '#888888'),
    colors: Array.from({ length: 8 }, (_, i) => seriesColor(i)),
  };
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(plotSvg(spec, data, look))}`;
  await image.decode();
  const canvas = h('canvas');
  canvas.width = image.naturalWidth * 2;
  canvas.height = image.naturalHeight * 2;
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL('image/png').replace(/^.*,/, '');
}
