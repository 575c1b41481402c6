/** A theme colour of VS Code's, for what is drawn on a canvas. */
export function themeColor(name: string, fallback: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--vscode-${name}`).trim() || fallback;
}

/** How many curves have a colour of their own; the style sheet has them as `--series-0` to `--series-7`. */
export const seriesColors = 8;

export function seriesColor(index: number): string {
  const name = `--series-${index % seriesColors}`;
  return getComputedStyle(document.body).getPropertyValue(name).trim() || '#3794ff';
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

/** VS Code puts a new theme into the style of the root and the classes of the body. */
export function onThemeChange(listener: () => void): void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });
}
