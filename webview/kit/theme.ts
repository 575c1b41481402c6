/** A theme colour of VS Code's, for what is drawn on a canvas. */
export function themeColor(name: string, fallback: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--vscode-${name}`).trim() || fallback;
}

export function seriesColor(index: number): string {
  const [name, fallback] = series[index % series.length] ?? ['charts-blue', '#3794ff'];
  return themeColor(name, fallback);
}

/** Past the six colours, curves are told apart by their dashes. */
export function dashOf(index: number): readonly number[] {
  return dashes[Math.floor(index / series.length) % dashes.length] ?? [];
}

const dashes: readonly (readonly number[])[] = [[], [6, 3], [2, 3]];

/** The foreground, faint: for grid lines, alike in every theme. */
export function gridColor(): string {
  return `color-mix(in srgb, ${themeColor('foreground', '#888')} 14%, transparent)`;
}

const series: readonly (readonly [string, string])[] = [
  ['charts-blue', '#3794ff'],
  ['charts-orange', '#d18616'],
  ['charts-green', '#89d185'],
  ['charts-purple', '#b180d7'],
  ['charts-red', '#f14c4c'],
  ['charts-yellow', '#cca700'],
];

/** VS Code puts a new theme into the style of the root and the classes of the body. */
export function onThemeChange(listener: () => void): void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });
}
