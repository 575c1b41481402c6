/** A theme colour of VS Code's, for what is drawn on a canvas. */
export function themeColor(name: string, fallback: string): string {
  return property(document.documentElement, `--vscode-${name}`) || fallback;
}

/** How many curves have a colour of their own; the style sheet has them as `--series-0` to `--series-7`. */
export const seriesColors = 8;

export function seriesColor(index: number): string {
  return property(document.body, `--series-${index % seriesColors}`) || '#3794ff';
}

/** Past the last colour, curves are told apart by their dashes. */
export function dashOf(index: number): readonly number[] {
  return dashes[Math.floor(index / seriesColors) % dashes.length] ?? [];
}

const dashes: readonly (readonly number[])[] = [[], [6, 3], [2, 3]];

/** The foreground, faint: for grid lines, alike in every theme. */
export function gridColor(): string {
  return `color-mix(in srgb, ${themeColor('foreground', '#888')} 14%, transparent)`;
}

/** Calls `listener` whenever the theme has changed. */
export function onThemeChange(listener: () => void): void {
  watch();
  listeners.push(listener);
}

const listeners: (() => void)[] = [];
/** Of the theme as it is: a plot asks for its colours with each frame that it draws, and the style is slow to tell. */
const known = new Map<string, string>();
let watched = false;

function property(element: HTMLElement, name: string): string {
  watch();
  const value = known.get(name) ?? getComputedStyle(element).getPropertyValue(name).trim();
  known.set(name, value);
  return value;
}

/** VS Code puts a new theme into the style of the root and the classes of the body. */
function watch(): void {
  if (watched) return;
  watched = true;
  const observer = new MutationObserver(() => {
    known.clear();
    for (const listener of listeners) listener();
  });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });
}
