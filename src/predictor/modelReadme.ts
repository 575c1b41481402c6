import { codeSpan, markdownLine, tableCodeSpan } from '../text/safeText';
import type { ModelCard } from './modelCard';

/** The model's `README.md`: its card in words. */
export function modelReadme(card: ModelCard): string {
  const { reference, data } = card;
  const [space, label] = [markdownLine(card.space.name), markdownLine(card.label)];
  const compared = reference.whole
    ? `all ${count(reference.cells)} cells of the space`
    : `${count(reference.cells)} cells drawn uniformly from the space`;
  const lines = [
    `# A predictor for ${space}`,
    '',
    `It ranks cells of the search space ${space} before anything is trained: a higher score means that a cell is expected to have a ${card.goal === 'min' ? 'lower' : 'higher'} ${label}. The score itself has no unit; what counts is its place among the scores of ${compared}.`,
    '',
    '## How it was made',
    '',
    `- Recipe: ${codeSpan(card.recipe)}, ${count(card.numbers)} numbers, seed ${card.seed}.`,
    ...(card.recipe === 'transfer'
      ? [
          '- It began with what tables of other spaces taught (`models/any`), since the measured cells are few.',
        ]
      : []),
    `- Learned from ${cells(card.trained)}: column ${codeSpan(card.label)} of ${codeSpan(data.file)} (sha256 ${codeSpan(data.sha256)}).`,
    ...(data.deviation === undefined
      ? []
      : [
          `- One measurement of ${label} has a sample standard deviation of ${number(data.deviation)}: cells closer than that are hardly told apart by measuring them once.`,
        ]),
    `- ${markdownLine(card.created.slice(0, 10))}, in ${Math.round(card.trainSeconds)} seconds, with ${versions(card)}.`,
    '',
    '## How good it is',
    '',
    ...figures(card),
    ...labelError(card),
    '',
    '## What it is not for',
    '',
    `It knows cells of this space alone, with this skeleton and these operations, and ${card.recipe === 'transfer' ? `beside other spaces it was told of nothing but ${label}` : `it was told of no other data than ${label}`}. The order of cells that are nearly equal is little better than chance: measure the best few before you choose.`,
    '',
    '## Files',
    '',
    '`card.json`: all of the above for programs, with the space and the distribution of scores. `model.json` and `weights.bin`: the weights as TensorFlow.js saves them, 16 bits a number where that is enough.',
    '',
  ];
  return lines.join('\n');
}

function figures({ figures, trained, folds, intervalsHold }: ModelCard): string[] {
  if (figures.length === 0)
    return ['All measured cells were trained on, so nothing is known of how well it ranks others.'];
  const rows = figures.map(
    ({ label, cells, kendallTau, spearmanRho, top }) =>
      `| ${tableCodeSpan(label)} | ${count(cells)} | ${kendallTau.toFixed(3)} | ${spearmanRho.toFixed(3)} | ${number(top.bestOfTen)} | ${number(top.meanOfTen)} | ${count(top.placeOfBestOfTen)} | ${(100 * top.shareOfTopPercent).toFixed(0)} % |`,
  );
  const tested =
    folds === undefined
      ? `On the measured cells that were not among the ${count(trained)} it learned from:`
      : `By cross-validation in ${folds} folds: the measured cells were dealt into ${folds} parts, and each part was ranked by a predictor that had learned, in the same way, from the other parts alone. The predictor kept learned from all.`;
  const held =
    intervalsHold === undefined
      ? []
      : [
          '',
          `Of these cells ${(100 * intervalsHold).toFixed(0)} % had their true place within the 80 % interval that was given with the prediction.`,
        ];
  return [
    tested,
    '',
    "| measured | cells | Kendall's τ | Spearman's ρ | best of the ten ranked highest | their mean | true place of that best | share of the true top 1 % found in the predicted top 1 % |",
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...rows,
    ...held,
  ];
}

/** How far off it is where it is taken for the label itself, as a cost is. */
function labelError({ label, values }: ModelCard): string[] {
  if (values?.error === undefined) return [];
  return [
    '',
    `Taken for a prediction of ${markdownLine(label)} itself, it is off by ${number(values.error)} in the mean.`,
  ];
}

function versions({ versions }: ModelCard): string {
  return Object.entries(versions)
    .map(([name, version]) => markdownLine(`${name} ${version}`))
    .join(', ');
}

function cells(n: number): string {
  return `${count(n)} measured ${n === 1 ? 'cell' : 'cells'}`;
}

function count(n: number): string {
  return n.toLocaleString('en-US');
}

function number(value: number): string {
  return Number(value.toPrecision(5)).toString();
}
