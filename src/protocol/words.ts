/** The product's words for figures, the same in hints, hovers, tables and files. */

/** `top 3.2 %`: two significant figures, never `top 0 %`. `top` is per cent, small is good. */
export function formatTop(top: number): string {
  return `top ${formatTopShare(top)} %`;
}

/** The figure alone: `3.2`, `0.04`, `<0.01`, `100`. */
export function formatTopShare(top: number): string {
  if (top < 0.01) return '<0.01';
  if (top >= 99.5) return '100';
  if (top >= 10) return top.toFixed(0);
  if (top >= 1) return top.toFixed(1);
  return Number(top.toPrecision(2)).toString();
}

/** Spaces so large that a share of them says nothing about a place. */
const maxPlaced = 1e7;

/**
 * A cell among the best hundredth of a per cent by its place: `≈ 3rd of 423,624`; any other, or of a space whose size is
 * not known, by its share.
 */
export function formatTopPlace(top: number, spaceSize: number | undefined): string {
  if (top >= 0.01 || spaceSize === undefined || spaceSize > maxPlaced) return `${formatTopShare(top)} %`;
  return `≈ ${ordinal(Math.max(1, Math.round((top * spaceSize) / 100)))} of ${formatCount(spaceSize)}`;
}

/** What a predictor's figures rest on: with folds, all cells that it learned from, ranked by others that did not. */
export function howTested(folds: number | undefined): string {
  return folds === undefined ? 'on cells it was not trained on' : `by cross-validation in ${folds} folds`;
}

/** The 80 % interval of a rank, as `top` counts. Absent where the recipe can't say. */
export interface Interval {
  readonly low?: number;
  readonly high?: number;
  /** An estimate, unless it is of a predictor of the space's own: `own`, or absent. */
  readonly basis?: 'own' | 'transfer' | 'size';
}

/** Wider than this, per cent of the space, and a rank is rough. */
const roughWidth = 20;

export function isRough({ low, high, basis }: Interval): boolean {
  if (basis === 'transfer' || basis === 'size') return true;
  return low !== undefined && high !== undefined && high - low > roughWidth;
}

/** `top 3.2 %`, and `≈ top 32 %` where that is rough. */
export function formatRank(rank: Interval & { readonly top: number }): string {
  return `${isRough(rank) ? '≈ ' : ''}${formatTop(rank.top)}`;
}

/** `top 3.2 %`, and `≈ top 32 %` for an estimate: where there is no room for what else makes a rank rough. */
export function formatEstimate({ top, basis }: Pick<Interval, 'basis'> & { readonly top: number }): string {
  return formatRank({ top, ...(basis ? { basis } : {}) });
}

/** `0.4 to 2.9 %`; `undefined` where there is no interval. */
export function formatInterval({ low, high }: Interval): string | undefined {
  if (low === undefined || high === undefined) return undefined;
  const [from, to] = [formatTopShare(low), formatTopShare(high)];
  return from === to ? `${to} %` : `${from} to ${to} %`;
}

/** `≈ top 32 % (80 % interval: 19 to 48 %)` */
export function formatPlace(rank: Interval & { readonly top: number }): string {
  const interval = formatInterval(rank);
  return `${formatRank(rank)}${interval === undefined ? '' : ` (80 % interval: ${interval})`}`;
}

/** What an estimate rests on. */
export interface EstimateBasis {
  readonly basis?: 'transfer' | 'size';
  /** How many measured cells of the space it has learned from. */
  readonly learned?: number;
  /** They were of the space before this change: `dil3x3 was added`. */
  readonly before?: string;
  /** The figure that was measured. */
  readonly metric?: string;
}

/**
 * What an estimate rests on, one clause: `estimated from other spaces; no cell of lab has been measured yet`, `learned from
 * your 7 measured cells and other spaces`, `learned from 60 measured cells before dil3x3 was added, and other spaces`,
 * `by size only: …`.
 */
export function formatBasis(space: string, { basis, learned = 0, before, metric }: EstimateBasis): string {
  const others = basis === 'size' ? 'by size only, for it has operations that no other space had' : '';
  if (learned === 0)
    return others
      ? `${others}; no cell of ${space} has been measured yet`
      : `estimated from other spaces; no cell of ${space} has been measured yet`;
  const cells = `${formatCount(learned)} measured ${learned === 1 ? 'cell' : 'cells'}`;
  const of = metric === undefined ? '' : ` (${metric})`;
  const besides = basis === 'size' ? 'from sizes' : 'other spaces';
  return before === undefined
    ? `learned from your ${cells}${of} and ${besides}`
    : `learned from ${cells}${of} before ${before}, and ${besides}`;
}

/** `top 3.2 %`, `≈ top 32 %` for an estimate, and `≈ 3rd of 423,624` among the best hundredth of a per cent. */
export function formatFound(
  rank: Pick<Interval, 'basis'> & { readonly top: number },
  spaceSize: number | undefined,
): string {
  const place = formatTopPlace(rank.top, spaceSize);
  return place.startsWith('≈') ? place : formatEstimate(rank);
}

/** `93 %`, never quite none and never quite all. `chance` is from 0 to 1. */
export function formatChance(chance: number): string {
  const percent = Math.round(100 * chance);
  return percent < 1 ? '<1 %' : percent > 99 ? '>99 %' : `${percent} %`;
}

/** `1st`, `2nd`, `3rd`, `4th`, `11th`, … */
export function ordinal(n: number): string {
  const tens = n % 100;
  const ones = n % 10;
  if (tens >= 11 && tens <= 13) return `${n}th`;
  return `${n}${ones === 1 ? 'st' : ones === 2 ? 'nd' : ones === 3 ? 'rd' : 'th'}`;
}

/** A figure out of a table: six significant figures at the most. */
export function formatMeasured(value: number): string {
  return Number(value.toPrecision(6)).toString();
}

/** `8,555,530` */
export function formatCount(n: number): string {
  return counts.format(n);
}

/** Made once, as axes and tables ask for it again and again. */
const counts = new Intl.NumberFormat('en-US');

/** A count that may be beyond all bounds: `15,625`, `2.4 × 10¹⁸`. */
export function formatSize(n: number): string {
  if (n < 1e12) return formatCount(n);
  const [digits = '', power = ''] = n.toExponential(1).split('e+');
  return `${digits} × 10${[...power].map(digit => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join('')}`;
}

/** `850 k`, `8.56 M`, `2.53 G`: three significant figures with the SI prefix. */
export function formatAmount(n: number): string {
  for (const [factor, prefix] of [
    [1e9, 'G'],
    [1e6, 'M'],
    [1e3, 'k'],
  ] as const)
    if (n >= factor) return `${(n / factor).toPrecision(3)} ${prefix}`;
  return n.toString();
}

/** `2.53 GFLOPs`, `15.6 M multiply-adds`, as the space counts. */
export function formatFlops(n: number, counting: 'flops' | 'multiply-adds' | 'macs'): string {
  const amount = formatAmount(n);
  if (counting !== 'flops') return `${amount} multiply-adds`;
  return /\D$/.test(amount) ? `${amount}FLOPs` : `${amount} FLOPs`;
}
