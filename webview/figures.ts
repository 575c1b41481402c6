import type { DoneEvent } from '../src/protocol/events';
import { formatCount } from '../src/protocol/words';
import { formatFigure } from './metrics';

export interface Figure {
  readonly name: string;
  readonly value: string;
  /** What it was measured on. */
  readonly note: string;
}

/** The figures at the end of a run, with what each was measured on; cells found have a table of their own. */
export function figuresOf(done: DoneEvent): readonly Figure[] {
  const tested = done.tested === undefined ? '' : `over ${formatCount(done.tested)} cells not trained on`;
  const trained = done.trained === undefined ? '' : `learned from ${formatCount(done.trained)} cells`;
  const figures: Figure[] = [];
  if (done.kendall_tau !== undefined)
    figures.push({ name: 'Kendall’s τ', value: done.kendall_tau.toFixed(3), note: tested });
  if (done.spearman_rho !== undefined)
    figures.push({ name: 'Spearman’s ρ', value: done.spearman_rho.toFixed(3), note: tested });
  if (done.trained !== undefined)
    figures.push({ name: 'Cells learned from', value: formatCount(done.trained), note: '' });
  if (done.scored !== undefined)
    figures.push({ name: 'Cells scored', value: formatCount(done.scored), note: trained });
  for (const [name, value] of Object.entries(done))
    if (typeof value === 'number' && !told.has(name))
      figures.push({ name: words(name), value: formatFigure(value), note: '' });
  return figures;
}

const told = new Set([
  'event',
  'seconds',
  'kendall_tau',
  'spearman_rho',
  'trained',
  'tested',
  'scored',
  'found',
]);

function words(name: string): string {
  const text = name.replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
