import { drawCell } from '../../cells/drawing/draw';
import { moduleHash } from '../../cells/moduleHash';
import type { SearchSpace } from '../../cells/space';
import { writeSpelling } from '../../cells/spelling';
import type { DocumentCell } from '../../document/readDocument';
import type { TableFigure } from '../../protocol/tables';
import {
  formatChance,
  formatCount,
  formatMeasured,
  formatTop,
  howTested,
  ordinal,
} from '../../protocol/words';
import type { Asked } from '../scoring/cellQuestions';
import type { Rank } from '../scoring/ranks';
import type { SpacePredictor } from '../scoring/scores';
import { type CellFacts, cellFacts, costText, flopsUnit, type Site } from './cellFacts';

/** Everything known about a cell, as Markdown. */
export function cellHover(
  found: DocumentCell,
  rank: Rank | undefined,
  predictor: SpacePredictor,
  { chance, measured = [] }: Asked,
): string | undefined {
  const { space, cell, names, name } = found;
  const facts = cellFacts(found);
  if (!space) return undefined;
  const title = `**${name || 'A cell without a name'}** · ${space.name}`;
  if (!cell || !facts)
    return paragraphs(title, found.declaration.doc, 'This cell has errors, so it is not ranked.');
  const svg = drawCell(space, cell, { names });
  // VS Code shows some 250 pixels of a hover before it scrolls: rank, costs and drawing come first.
  return paragraphs(
    [
      title,
      rankText(space, rank, predictor),
      doubt(rank),
      chance && chanceText(chance),
      costText(space, facts),
      declaredText(found.measured),
      ...(measured === 'reading' ? ['The tables of measured cells are being read.'] : tableTexts(measured)),
    ]
      .filter(text => text)
      .join('  \n'),
    `![cell](data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')})`,
    found.declaration.doc,
    largestShares(space, facts),
    predictorText(predictor),
    published(found),
  );
}

/** A vertex, by its name, or one operation: what flows in, and what it costs. */
export function siteHover(found: DocumentCell, facts: CellFacts, what: string | Site): string | undefined {
  const { space } = found;
  const sites = typeof what === 'string' ? facts.sites.filter(({ vertex }) => vertex === what) : [what];
  if (what === 'input') return 'What flows into the cell.';
  if (!space || sites.length === 0) return what === 'output' ? outputText(found) : undefined;
  const lines = sites.map(
    site => `${siteName(site)}: ${costText(space, site)}${shareText(space, facts, site)}`,
  );
  return paragraphs(
    typeof what === 'string' ? `**${what}** in ${found.name}` : '',
    lines.join('  \n'),
    space.operationsOn === 'vertices'
      ? 'Summed over all cells of the network, with the projection of the cell’s input where that flows in.'
      : 'Summed over all cells of the network.',
  );
}

function siteName({ operation, inputs }: Site): string {
  return `\`${operation}(${inputs.join(' + ')})\``;
}

function outputText({ space, cell, names }: DocumentCell): string | undefined {
  if (!space || !cell) return undefined;
  const n = cell.vertices;
  const inputs = names.filter((_, from) => from < n - 1 && cell.edges[from * n + n - 1]);
  const joined = space.output === 'concat' ? 'the concatenation' : 'the sum';
  return `**output**: ${joined} of ${inputs.map(name => `\`${name}\``).join(', ')}`;
}

function rankText(space: SearchSpace, rank: Rank | undefined, predictor: SpacePredictor): string {
  if (predictor && !predictor.model) return predictor.reason;
  if (!rank) return predictor ? 'Scoring this cell…' : 'The predictor has not answered yet.';
  const { low, high } = rank;
  const within =
    low === undefined || high === undefined
      ? ''
      : `  \n80 % interval: ${formatTop(low)} to ${formatTop(high)}`;
  const { place: at } = rank;
  const place = at && at.of > 1 ? `, ${ordinal(at.number)} of the ${at.of} cells of this file` : '';
  return `**predicted ${formatTop(rank.top)} of ${space.name}**${place}${within}`;
}

function doubt(rank: Rank | undefined): string {
  return rank?.unlike
    ? 'It is unlike all cells that the predictor was trained on, so its rank may be further off.'
    : '';
}

function chanceText({ of, place, value }: NonNullable<Asked['chance']>): string {
  const which = place === 1 ? 'the best in this file' : `the ${ordinal(place)} in this file`;
  return `${formatChance(value)} chance of being better than \`${of}\`, ${which}`;
}

function declaredText(measured: DocumentCell['measured']): string {
  if (measured.length === 0) return '';
  const figures = measured.map(({ metric, value, percent }) => `${metric} ${value}${percent ? ' %' : ''}`);
  return `**measured**, as its declaration says: ${figures.join(' · ')}`;
}

/** A share of fewer cells says nothing. */
const fewestCompared = 20;

/** One line a table. */
function tableTexts(figures: readonly TableFigure[]): string[] {
  const byTable = new Map<string, TableFigure[]>();
  for (const figure of figures) byTable.set(figure.table, [...(byTable.get(figure.table) ?? []), figure]);
  return [...byTable].map(([table, own]) => {
    const { cells, rows } = own[0]!;
    const share = ({ top }: TableFigure) => (cells < fewestCompared ? '' : ` (${formatTop(top)})`);
    const texts = own.map(figure => `${figure.column} ${formatMeasured(figure.value)}${share(figure)}`);
    const mean = rows > 1 ? `, mean of ${rows} rows` : '';
    return `**measured** in \`${table.replaceAll('`', "'")}\`, ${formatCount(cells)} cells${mean}: ${texts.join(' · ')}`;
  });
}

/** What the rank means and rests on. */
function predictorText(predictor: SpacePredictor): string {
  if (!predictor?.model) return '';
  const { recipe, source, kendallTau, folds } = predictor.model;
  const tau = kendallTau === undefined ? '' : `; Kendall's τ ${kendallTau.toFixed(3)} ${howTested(folds)}`;
  return `Predicted by the recipe ${recipe}, trained on ${source}${tau}. It says which of two cells is better, not an accuracy.`;
}

/** Where the cost sits: the three operations with the most FLOPs, or parameters where none has FLOPs. */
function largestShares(space: SearchSpace, facts: CellFacts): string {
  const largest = facts.sites
    .filter(({ flops, parameters }) => flops + parameters > 0)
    .sort((a, b) => b.flops - a.flops || b.parameters - a.parameters)
    .slice(0, 3);
  if (largest.length === 0) return '';
  const lines = largest.map(site => `- \`${site.vertex}\` ${siteName(site)}${shareText(space, facts, site)}`);
  return `Where the cost sits:\n\n${lines.join('\n')}`;
}

function shareText(space: SearchSpace, { sites }: CellFacts, site: Site): string {
  const share = (key: 'parameters' | 'flops') => {
    const all = sites.reduce((total, other) => total + other[key], 0);
    return all === 0 ? 0 : (100 * site[key]) / all;
  };
  return ` · ${share('parameters').toFixed(0)} % of the cell's parameters, ${share('flops').toFixed(0)} % of its ${flopsUnit(space)}`;
}

function published({ space, cell, hash }: DocumentCell): string {
  if (!space || !cell) return '';
  const lines = [`Hash \`${hash}\``];
  const md5 = moduleHash(space, cell);
  if (md5) lines.push(`Module hash \`${md5}\``);
  if (space.operations.some(({ aliases }) => aliases.length > 0))
    lines.push(`Published as \`${writeSpelling(space, cell)}\``);
  return lines.join('  \n');
}

function paragraphs(...texts: readonly (string | undefined)[]): string {
  return texts.filter(text => text).join('\n\n');
}
