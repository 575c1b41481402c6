import type { Scale } from '../../src/report/metrics';

/** How the user wants all charts; saved with the page. */
export interface ChartSettings {
  /** What the x axis counts. */
  readonly x: 'step' | 'time';
  /** Weight of the moving average that smooths curves: 0, not at all, to `maxSmoothing`. */
  readonly smoothing: number;
  /** By the title of a chart, where its y axis has another scale than its own. */
  readonly scales: Readonly<Record<string, Scale>>;
}

export const maxSmoothing = 0.95;

export const usualSettings: ChartSettings = { x: 'step', smoothing: 0, scales: {} };

/** The settings as they are, for every column of charts of the page. */
export interface ChartSettingsStore {
  get(): ChartSettings;
  change(changes: Partial<ChartSettings>): void;
  onChange(listener: () => void): void;
}

export function createChartSettings(
  saved: ChartSettings,
  onSave: (settings: ChartSettings) => void,
): ChartSettingsStore {
  let settings = saved;
  const listeners: (() => void)[] = [];
  return {
    get: () => settings,
    change(changes) {
      settings = { ...settings, ...changes };
      for (const listener of listeners) listener();
      onSave(settings);
    },
    onChange: listener => void listeners.push(listener),
  };
}

/** What was saved; anything foreign gives the usual settings. */
export function readChartSettings(value: unknown): ChartSettings {
  const { x, smoothing, scales } = (value ?? {}) as Partial<Record<keyof ChartSettings, unknown>>;
  const entries = Object.entries(typeof scales === 'object' && scales !== null ? scales : {});
  return {
    x: x === 'time' ? 'time' : 'step',
    smoothing: typeof smoothing === 'number' && smoothing >= 0 ? Math.min(smoothing, maxSmoothing) : 0,
    scales: Object.fromEntries(entries.filter(([, scale]) => scale === 'linear' || scale === 'logarithmic')),
  };
}
