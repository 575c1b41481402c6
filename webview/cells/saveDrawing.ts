import type { SavedFile } from '../../src/protocol/panel';
import { askToSave, fileName } from '../charts/saveChart';
import { iconButton } from '../kit/controls';
import { h } from '../kit/dom';
import { themeColor } from '../kit/theme';

/** Two buttons: save the drawing in `place` as SVG, or as PNG. */
export function drawingTools(title: string, place: HTMLElement): HTMLElement {
  const element = h('span', { class: 'chart-tools' });
  const save = (
    type: string,
    icon: string,
    content: () => Promise<string>,
    encoding: SavedFile['encoding'],
  ) =>
    iconButton({
      icon,
      name: `Save the chart ${title} as ${type}`,
      onClick: async () => {
        const file = { name: `${fileName(title)}.${type.toLowerCase()}`, type, encoding };
        askToSave(element, { ...file, content: await content() });
      },
    });
  element.append(
    save('SVG', 'file-code', async () => `${standalone(place, 'print').svg}\n`, 'utf8'),
    save('PNG', 'file-media', async () => (await rasterize(place)).replace(/^.*,/, ''), 'base64'),
  );
  return element;
}

interface Standalone {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

/**
 * The drawing as a document of its own: what the style sheet gives its elements stands in them. `print`: dark on white,
 * whatever the theme.
 */
function standalone(place: HTMLElement, look: 'print' | 'theme'): Standalone {
  const copy = place.cloneNode(true) as HTMLElement;
  copy.classList.add('copied');
  if (look === 'print') copy.classList.add('print');
  place.after(copy);
  try {
    const drawing = copy.querySelector('svg');
    if (!drawing) throw new Error('There is no drawing to save yet.');
    const box = drawing.viewBox.baseVal;
    for (const element of [drawing, ...drawing.querySelectorAll('*')]) settle(element);
    for (const [name, value] of Object.entries({ width: `${box.width}`, height: `${box.height}` }))
      drawing.setAttribute(name, value);
    drawing.setAttribute('font-family', 'system-ui, sans-serif');
    const ground = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
    ground.setAttribute('width', '100%');
    ground.setAttribute('height', '100%');
    ground.setAttribute('fill', look === 'print' ? '#ffffff' : themeColor('editor-background', '#ffffff'));
    drawing.prepend(ground);
    drawing.removeAttribute('aria-hidden');
    return {
      svg: new XMLSerializer().serializeToString(drawing),
      width: box.width,
      height: box.height,
    };
  } finally {
    copy.remove();
  }
}

const settled = ['stroke-width', 'stroke-dasharray', 'stroke-linecap', 'font-size', 'font-weight'] as const;

/** Writes the style of an element into its attributes. */
function settle(element: Element): void {
  const style = getComputedStyle(element);
  for (const name of ['fill', 'stroke'] as const) {
    const { color, opacity } = plainColor(style.getPropertyValue(name));
    element.setAttribute(name, color);
    if (opacity < 1) element.setAttribute(`${name}-opacity`, opacity.toFixed(2));
  }
  for (const name of settled) element.setAttribute(name, style.getPropertyValue(name));
  element.removeAttribute('class');
}

/** `rgb(…)`, `rgba(…)` and `color(srgb …)` as every reader of SVG knows them. */
function plainColor(css: string): { readonly color: string; readonly opacity: number } {
  const numbers = css.match(/[\d.]+(e-?\d+)?/g)?.map(Number) ?? [];
  const [red = 0, green = 0, blue = 0, opacity = 1] = numbers;
  if (!/^(rgb|color)/.test(css)) return { color: css, opacity: 1 };
  const scale = css.startsWith('color') ? 255 : 1;
  const hex = [red, green, blue].map(part =>
    Math.round(part * scale)
      .toString(16)
      .padStart(2, '0'),
  );
  return { color: `#${hex.join('')}`, opacity };
}

/** A data URL of the drawing in the theme's colours, twice as large. */
async function rasterize(place: HTMLElement): Promise<string> {
  const { svg, width, height } = standalone(place, 'theme');
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = h('canvas');
  canvas.width = width * 2;
  canvas.height = height * 2;
  const context = canvas.getContext('2d');
  context?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL('image/png');
}
