import type { Distribution, SpaceCells } from '../../src/protocol/panel';
import { formatCount, formatPlace, formatRank } from '../../src/protocol/words';
import { drawingTools } from '../cells/saveDrawing';
import { h } from '../kit/dom';
import { svg } from '../kit/svg';

const [width, height, foot] = [640, 120, 22];
const bars = 64;

/** How the predicted scores of a space are distributed, with a mark for each ranked cell of the file. */
export function createDistribution({ space, cells, distribution }: SpaceCells): HTMLElement {
  if (!distribution)
    return h(
      'p',
      { class: 'note' },
      `No predictor for space ${space} says how its scores are distributed: train one on a table of measured cells.`,
    );
  const [high, low] = [distribution.scores[0] ?? 1, lowest(distribution)];
  const x = (score: number) => width * clamp((score - low) / (high - low || 1));
  const shares = histogram(distribution, low, high);
  const most = Math.max(...shares, 1e-9);
  const root = svg('svg', { viewBox: `0 0 ${width} ${height}`, 'aria-hidden': 'true' });
  const area = shares.map(
    (share, i) => `L${((i + 0.5) * width) / bars} ${height - foot - (share / most) * (height - foot - 18)}`,
  );
  root.append(
    svg('path', { class: 'area', d: `M0 ${height - foot}${area.join('')}L${width} ${height - foot}Z` }),
    svg('text', { x: '0', y: `${height - 6}` }, 'worse'),
    svg('text', { x: `${width}`, y: `${height - 6}`, 'text-anchor': 'end' }, 'better'),
  );
  const ranked = cells.flatMap(({ name, score }) => (score ? [{ name, ...score }] : []));
  let labelled = Number.POSITIVE_INFINITY;
  for (const { name, ...rank } of [...ranked].sort((a, b) => b.score - a.score)) {
    const at = x(rank.score);
    const mark = svg('path', { class: 'mark', d: `M${at.toFixed(1)} 16V${height - foot}` });
    mark.append(svg('title', {}, `${name}: ${formatPlace(rank)}`));
    root.append(mark);
    if (labelled - at < 70) continue;
    labelled = at;
    root.append(
      svg(
        'text',
        {
          class: 'name',
          x: `${clamp(at / width) * (width - 4) + 2}`,
          y: '11',
          'text-anchor': at > width - 60 ? 'end' : 'middle',
        },
        name,
      ),
    );
  }
  const of = `${distribution.whole ? 'all' : 'a sample of'} ${formatCount(distribution.cells)} cells of ${space}`;
  const marked = ranked.map(({ name, ...rank }) => `${name} ${formatRank(rank)}`).join(', ');
  const place = h(
    'div',
    {
      class: 'distribution',
      role: 'img',
      'aria-label': `Predicted scores of ${of}. Marked: ${marked || 'none'}.`,
    },
    root,
  );
  return h(
    'div',
    { class: 'drawn' },
    h('div', { class: 'chart-corner' }, drawingTools(`Scores of ${space}`, place)),
    place,
    h(
      'p',
      { class: 'note' },
      `Predicted scores of ${of} by ${distribution.model}, and where the cells of the file stand.`,
    ),
  );
}

/** The worst hundredth is left out: one cell far away would press all others together. */
function lowest({ scores, counts, cells }: Distribution): number {
  const at = counts.findIndex(count => count >= 0.99 * cells);
  return scores[at < 0 ? scores.length - 1 : at] ?? 0;
}

/** How many of the cells score in each of equal parts from `low` to `high`, the scores between two points spread evenly. */
function histogram({ scores, counts }: Distribution, low: number, high: number): readonly number[] {
  const atLeast = (score: number): number => {
    const at = scores.findIndex(s => s <= score);
    if (at < 0) return counts.at(-1) ?? 0;
    if (at === 0) return scores[0] === score ? (counts[0] ?? 0) : 0;
    const [above, below] = [scores[at - 1] ?? score, scores[at] ?? score];
    const [fewer, more] = [counts[at - 1] ?? 0, counts[at] ?? 0];
    return fewer + ((more - fewer) * (above - score)) / (above - below || 1);
  };
  const edges = Array.from({ length: bars + 1 }, (_, i) => atLeast(low + ((high - low) * i) / bars));
  return Array.from({ length: bars }, (_, i) => Math.max(0, (edges[i] ?? 0) - (edges[i + 1] ?? 0)));
}

function clamp(fraction: number): number {
  return Math.min(1, Math.max(0, fraction));
}
