import { formatDuration } from '../protocol/describeRun';
import type { DoneEvent } from '../protocol/events';
import { formatCount } from '../protocol/words';
import { formatFigure } from './metrics';

export interface Figure {
  readonly name: string;
  readonly value: string;
  /** What it was measured on. */
  readonly note: string;
}

/** The figures at the end of a run, with what each was measured on; cells found have a table of their own. */
export function figuresOf(done: DoneEvent): readonly Figure[] {
  const figures: Figure[] = [];
  const add = (name: string, value: string | undefined, note = '') => {
    if (value !== undefined) figures.push({ name, value, note });
  };
  const text = (key: string, format: (value: number) => string) => {
    const value = done[key];
    return typeof value === 'number' ? format(value) : undefined;
  };
  const of = (key: string, words: (value: string) => string, format = formatFigure) =>
    text(key, value => words(format(value))) ?? '';

  const measured = typeof done['measured'] === 'string' ? `against ${done['measured']} ` : '';
  const how = of('folds', folds => `by ${folds}-fold cross-validation`) || 'not trained on';
  const tested = of('tested', n => `${measured}of ${n} cells ${how}`, formatCount);
  add('Kendall’s τ', text('kendall_tau', toThree), tested);
  add('Spearman’s ρ', text('spearman_rho', toThree), tested);
  add(
    'Best of the ten ranked highest',
    text('best_of_ten', formatFigure),
    [
      of('place_of_best_of_ten', place => `place ${place}`, formatCount),
      of('best_of_all', best => `the best of all has ${best}`),
    ]
      .filter(part => part !== '')
      .join(' · '),
  );
  add('Mean of the ten ranked highest', text('mean_of_ten', formatFigure));
  add('True top 1 % recognised', text('share_of_top_percent', toPercent), 'in the predicted top 1 %');
  add('80 % intervals hold', text('intervals_hold', toPercent), 'of the cells tested on');
  const against = typeof done['label'] === 'string' ? `against ${done['label']}` : '';
  add('Kendall’s τ', text('label_kendall_tau', toThree), against);
  add('Spearman’s ρ', text('label_spearman_rho', toThree), against);
  add('Cells learned from', text('trained', formatCount));
  add('Cells measured', text('measured', formatCount));
  add('Time to train', text('train_seconds', formatDuration));
  for (const [name, value] of Object.entries(done))
    if (typeof value === 'number' && !told.has(name)) add(words(name), formatFigure(value));
  return figures;
}

const told = new Set([
  ...['seconds', 'measured', 'tested', 'trained', 'train_seconds', 'scored', 'kendall_tau', 'spearman_rho'],
  ...['best_of_ten', 'mean_of_ten', 'place_of_best_of_ten', 'share_of_top_percent', 'best_of_all'],
  ...['label_kendall_tau', 'label_spearman_rho', 'intervals_hold', 'folds'],
]);

function toPercent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}

function toThree(value: number): string {
  return value.toFixed(3);
}

function words(name: string): string {
  const text = name.replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
