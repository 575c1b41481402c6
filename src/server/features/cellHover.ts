import type { Cell } from '../../cells/cell';
import { drawCell } from '../../cells/drawing/draw';
import { moduleHash } from '../../cells/moduleHash';
import { countedCost, usualBytes } from '../../cells/namedCosts';
import { countingOf } from '../../cells/network/places';
import type { SearchSpace } from '../../cells/space';
import { writeSpelling } from '../../cells/spelling';
import type { DocumentCell } from '../../document/readDocument';
import { costWords, formatCost, formatCostShort } from '../../protocol/costWords';
import type { ModelSummary } from '../../protocol/predictor';
import type { TableFigure, ToldCost } from '../../protocol/tables';
import {
  formatBasis,
  formatChance,
  formatCount,
  formatEstimate,
  formatMeasured,
  formatTop,
  howTested,
  ordinal,
} from '../../protocol/words';
import { serverKindOf } from '../kinds/serverKind';
import { bold, code, type Inline, type Line, line, list, type Markup, paragraph, userText } from '../markup';
import type { Asked } from '../scoring/cellQuestions';
import type { Rank } from '../scoring/ranks';
import type { SpacePredictor } from '../scoring/scores';
import { type CellFacts, cellFacts, costText, flopsUnit, type Site } from './cellFacts';

/** Everything known about a cell. VS Code shows some 250 pixels of a hover: rank, costs and drawing come first. */
export function cellHover(
  found: DocumentCell,
  rank: Rank | undefined,
  predictor: SpacePredictor,
  { chance, measured = [], costs = [] }: Asked,
  commands = false,
): Markup | undefined {
  const { space, cell, names, name, declaration } = found;
  const facts = cellFacts(found);
  if (!space) return undefined;
  const title = line`${bold(name || 'A cell without a name')} · ${space.name}`;
  if (!cell || !facts)
    return [
      ...paragraph(title),
      ...userText(declaration.doc),
      ...paragraph('This cell has errors, so it is not ranked.'),
    ];
  return [
    ...paragraph(
      title,
      ...rankText(space, rank, predictor),
      rank?.unlike ? 'This cell is unlike any in the training data, so its rank is less certain.' : '',
      chance && chanceText(chance),
      costText(space, facts),
      moreCostsText(space, cell),
      ...costs.map(toldCostText),
      declaredText(found.measured),
      ...(measured === 'reading' ? ['The tables of measured cells are being read.'] : tableTexts(measured)),
    ),
    { kind: 'picture', svg: drawCell(space, cell, { names }) },
    ...userText(declaration.doc),
    ...largestShares(space, facts),
    ...paragraph(predictorText(space, predictor, commands)),
    ...published(found),
  ];
}

/** A vertex, by its name, or one operation: its inputs, and what it costs. */
export function siteHover(found: DocumentCell, facts: CellFacts, what: string | Site): Markup | undefined {
  const { space } = found;
  const sites = typeof what === 'string' ? facts.sites.filter(({ vertex }) => vertex === what) : [what];
  if (what === 'input') return paragraph('The input of the cell.');
  if (!space || sites.length === 0) return what === 'output' ? outputText(found) : undefined;
  return [
    ...paragraph(typeof what === 'string' ? line`${bold(what)} in ${found.name}` : ''),
    ...paragraph(
      ...sites.map(site => line`${siteName(site)}: ${costText(space, site)}${shareText(space, facts, site)}`),
    ),
    ...paragraph(serverKindOf(space).siteNote(space)),
  ];
}

function siteName({ operation, inputs }: Site): Inline {
  return code(inputs.length === 0 ? operation : `${operation}(${inputs.join(' + ')})`);
}

function outputText({ space, cell, names }: DocumentCell): Markup | undefined {
  if (!space || !cell) return undefined;
  return serverKindOf(space).outputText(space, cell, names);
}

function rankText(space: SearchSpace, rank: Rank | undefined, predictor: SpacePredictor): Line[] {
  if (predictor && !predictor.model) return [[predictor.reason]];
  if (!rank) return [[predictor ? 'Scoring this cell…' : 'The predictor has not answered yet.']];
  const { low, high, place: at } = rank;
  const place = at && at.of > 1 ? `, ${ordinal(at.number)} of the ${at.of} cells of this file` : '';
  return [
    line`${bold(`${rank.basis ? 'estimated' : 'predicted'} ${formatEstimate(rank)} of ${space.name}`)}${place}`,
    ...(low === undefined || high === undefined
      ? []
      : [line`80 % interval: ${formatTop(low)} to ${formatTop(high)}`]),
  ];
}

function chanceText({ of, place, value }: NonNullable<Asked['chance']>): Line {
  const which = place === 1 ? 'the best in this file' : `the ${ordinal(place)} in this file`;
  return line`${formatChance(value)} chance of being better than ${code(of)}, ${which}`;
}

/** Costs besides parameters and FLOPs; MACs where the space counts something else. */
function moreCostsText(space: SearchSpace, cell: Cell): string {
  const names = countingOf(space) === 'flops' ? (['macs', 'memory'] as const) : (['memory'] as const);
  return names
    .map(name => formatCostShort(name, countedCost(space, name).of(cell) ?? 0))
    .join(' · ')
    .concat(` at the peak, ${usualBytes} bytes a value`);
}

/** `5.2 ms of latency, by your table of costs`, or why there is none. */
function toldCostText({ name, value, why = '' }: ToldCost): Line {
  return value === undefined
    ? line`${costWords(name)} is not known: ${why}.`
    : line`${formatCost(name, value)}, by your tables of costs`;
}

function declaredText(measured: DocumentCell['measured']): Line | undefined {
  if (measured.length === 0) return undefined;
  const figures = measured.map(
    ({ metric, value, percent, deviation }) =>
      `${metric} ${value}${deviation === undefined ? '' : ` ± ${deviation}`}${percent ? ' %' : ''}`,
  );
  return line`${bold('measured')}, as declared: ${figures.join(' · ')}`;
}

/** A share of fewer cells says nothing. */
const fewestCompared = 20;

/** One line a table. */
function tableTexts(figures: readonly TableFigure[]): Line[] {
  const byTable = new Map<string, TableFigure[]>();
  for (const figure of figures) byTable.set(figure.table, [...(byTable.get(figure.table) ?? []), figure]);
  return [...byTable].map(([table, own]) => {
    const { cells, rows } = own[0]!;
    const share = ({ top }: TableFigure) => (cells < fewestCompared ? '' : ` (${formatTop(top)})`);
    const texts = own.map(figure => `${figure.column} ${valueText(figure)}${share(figure)}`);
    const mean = rows > 1 ? `, mean of ${rows} measurements` : '';
    return line`${bold('measured')} in ${code(table)}, ${formatCount(cells)} cells${mean}: ${texts.join(' · ')}`;
  });
}

/** The value, and how much one measurement deviates. */
function valueText({ value, deviation }: TableFigure): string {
  return deviation === undefined
    ? formatMeasured(value)
    : `${formatMeasured(value)} ± ${Number(deviation.toPrecision(2))}`;
}

/** What the rank means and rests on. */
function predictorText(space: SearchSpace, predictor: SpacePredictor, commands: boolean): string {
  if (!predictor?.model) return '';
  const { recipe, source, kendallTau, folds, basis } = predictor.model;
  if (basis) return estimateText(space, predictor.model, commands);
  const tau = kendallTau === undefined ? '' : `; Kendall's τ ${kendallTau.toFixed(3)} ${howTested(folds)}`;
  return `Predicted by the recipe ${recipe}, trained on ${source}${tau}. It says which of two cells is better, not an accuracy.`;
}

/** From so many measured cells on, agreement with them says something. */
const fewestForAgreement = 10;

/** What an estimate rests on, how far it can be trusted, and how to improve it. */
export function estimateText(space: SearchSpace, model: ModelSummary, commands = false): string {
  const { learned = 0, before, kendallTau, folds } = model;
  const basis = formatBasis(space.name, model);
  // Not every editor has the command.
  const by = commands ? ' (the command Measure Some Cells… names those that tell most)' : '';
  const trust =
    before !== undefined
      ? `how well it ranks now was not tested: train it again on the same cells${commands ? ' (Run Again on its run)' : ''}`
      : learned >= fewestForAgreement && kendallTau !== undefined
        ? `it agrees with ${folds === undefined ? 'cells it was not trained on' : 'them'} with Kendall's τ ${kendallTau.toFixed(2)}${folds === undefined ? '' : ', each as others say of it'}`
        : learned === 0
          ? `a first guess: in other spaces it has agreed with measurements with τ .5 to .9; measure ten cells to know${by}`
          : learned < fewestForAgreement
            ? `measure ${fewestForAgreement - learned} more to know how far it can be trusted${by}`
            : 'how well it ranks other cells was not tested';
  return `${basis[0]!.toUpperCase()}${basis.slice(1)}. ${trust[0]!.toUpperCase()}${trust.slice(1)}.`;
}

/** The three operations with the most FLOPs, or parameters where none has FLOPs. */
function largestShares(space: SearchSpace, facts: CellFacts): Markup {
  const largest = facts.sites
    .filter(({ flops, parameters }) => flops + parameters > 0)
    .sort((a, b) => b.flops - a.flops || b.parameters - a.parameters)
    .slice(0, 3);
  if (largest.length === 0) return [];
  return [
    ...paragraph('The largest costs:'),
    ...list(
      largest.map(site => line`${code(site.vertex)} ${siteName(site)}${shareText(space, facts, site)}`),
    ),
  ];
}

function shareText(space: SearchSpace, { sites }: CellFacts, site: Site): string {
  const share = (key: 'parameters' | 'flops') => {
    const all = sites.reduce((total, other) => total + other[key], 0);
    return all === 0 ? 0 : (100 * site[key]) / all;
  };
  return ` · ${share('parameters').toFixed(0)} % of the cell's parameters, ${share('flops').toFixed(0)} % of its ${flopsUnit(space)}`;
}

function published({ space, cell, hash }: DocumentCell): Markup {
  if (!space || !cell) return [];
  const md5 = moduleHash(space, cell);
  return paragraph(
    line`Hash ${code(hash ?? '')}`,
    md5 ? line`Module hash ${code(md5)}` : undefined,
    space.operations.some(({ aliases }) => aliases.length > 0)
      ? line`Published as ${code(writeSpelling(space, cell))}`
      : undefined,
  );
}
