import type { SavedFile } from '../../src/protocol/panel';
import { iconButton } from '../kit/controls';
import { h } from '../kit/dom';
import { seriesColor, themeColor } from '../kit/theme';
import type { PlotData, PlotSpec } from './plot';
import { plotSvg } from './plotSvg';

interface Drawn {
  readonly data: PlotData;
  readonly canvas: HTMLCanvasElement | undefined;
}

/** Says that a file is to be saved, up through the page to whoever speaks to the host. */
export function askToSave(from: HTMLElement, file: SavedFile): void {
  from.dispatchEvent(new CustomEvent('save-file', { bubbles: true, detail: file }));
}

/** `Best score` → `best-score` */
export function fileName(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}

/** Two buttons beside the title of a chart: save it as SVG, or as PNG. */
export function saveMenu(spec: PlotSpec, drawn: () => Drawn): HTMLElement {
  const name = fileName(spec.title);
  const element = h('span', { class: 'chart-tools' });
  const save = (title: string, icon: string, file: () => SavedFile | undefined) =>
    iconButton({
      icon,
      name: `Save the chart ${spec.title} as ${title}`,
      onClick: () => {
        const ready = file();
        if (ready) askToSave(element, ready);
      },
    });
  element.append(
    save('SVG', 'file-code', () => ({
      name: `${name}.svg`,
      type: 'SVG',
      content: plotSvg(spec, drawn().data),
      encoding: 'utf8',
    })),
    save('PNG', 'file-media', () => {
      const { canvas } = drawn();
      if (!canvas) return undefined;
      const content = withLegend(spec, canvas).toDataURL('image/png').replace(/^.*,/, '');
      return { name: `${name}.png`, type: 'PNG', content, encoding: 'base64' };
    }),
  );
  return element;
}

/** The chart as it is drawn, on the theme's background, under its title and the names of its curves. */
function withLegend(spec: PlotSpec, chart: HTMLCanvasElement): HTMLCanvasElement {
  const scale = devicePixelRatio;
  const line = 18 * scale;
  const canvas = h('canvas') as HTMLCanvasElement;
  canvas.width = chart.width;
  canvas.height = chart.height + (spec.series.length + 1) * line + 8 * scale;
  const context = canvas.getContext('2d');
  if (!context) return chart;
  context.fillStyle = themeColor('editor-background', '#fff');
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.textBaseline = 'middle';
  const write = (text: string, row: number, weight: string) => {
    context.font = `${weight} ${12 * scale}px ${themeColor('font-family', 'sans-serif')}`;
    context.fillStyle = themeColor('foreground', '#000');
    context.fillText(text, row === 0 ? 8 * scale : 28 * scale, (row + 0.5) * line + 4 * scale);
  };
  write(spec.title, 0, 'bold');
  spec.series.forEach(({ label, color }, i) => {
    context.fillStyle = seriesColor(color);
    context.fillRect(8 * scale, (i + 1.5) * line + 3 * scale, 14 * scale, 2 * scale);
    write(label, i + 1, 'normal');
  });
  context.drawImage(chart, 0, (spec.series.length + 1) * line + 8 * scale);
  return canvas;
}
