import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readBytes } from '../../files/regularFile';
import { priorCard } from '../../protocol/schemas/priorCard';
import { readJson } from '../../protocol/schemas/readJson';
import { networkFeatureNames } from '../features/network/networkFeatures';
import { readManifest, writeManifest } from '../modelFolder';
import { decodeWeights, encodeWeights } from '../weightFile';
import type { Prior } from './prior';
import { priorOfWeights, weightsOfPrior } from './priorWeights';

/** What the prior learned from and how well it ranks spaces that it has not seen. */
export interface PriorCard {
  readonly format: 1;
  readonly kind: 'prior';
  /** Names of the features, in order: a prior is of no use to a program that reads others. */
  readonly features: readonly string[];
  readonly teachers: readonly {
    readonly space: string;
    readonly family: string;
    readonly networks: number;
    readonly labels: readonly string[];
    readonly licence: string;
  }[];
  /** Kendall's τ with the measured values of each space, by a prior that has seen none of its family; beside costs alone. */
  readonly figures: readonly {
    readonly space: string;
    readonly family: string;
    readonly kendallTau: number;
    readonly flops: number;
    readonly parameters: number;
  }[];
  readonly weightsSha256: string;
  readonly versions: { readonly renas: string; readonly node: string };
  /** ISO 8601. */
  readonly created: string;
}

/** Writes `card.json`, `model.json`, `weights.bin` and `README.md`. */
export async function writePrior(
  folder: string,
  prior: Prior,
  about: Omit<PriorCard, 'format' | 'kind' | 'features' | 'weightsSha256'>,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const { specs, data } = encodeWeights(weightsOfPrior(prior));
  const card: PriorCard = {
    format: 1,
    kind: 'prior',
    features: networkFeatureNames,
    ...about,
    weightsSha256: createHash('sha256').update(data).digest('hex'),
  };
  await writeFile(path.join(folder, 'weights.bin'), data);
  await writeFile(path.join(folder, 'model.json'), writeManifest(specs));
  await writeFile(path.join(folder, 'README.md'), readme(card));
  await writeFile(path.join(folder, 'card.json'), `${JSON.stringify(card, undefined, 1)}\n`);
}

/** The most that is read of each file. */
const maxBytes = 64 * 2 ** 20;

/** Reads a folder; throws one sentence where it holds no whole prior of this version's features. */
export async function readPrior(
  folder: string,
): Promise<{ readonly prior: Prior; readonly card: PriorCard }> {
  try {
    const read = (name: string) => readBytes(path.join(folder, name), maxBytes);
    const card = readJson<PriorCard>(priorCard, (await read('card.json')).toString('utf8'), 'card.json');
    if (typeof card === 'string') throw new Error(card);
    if (card.features.join('\n') !== networkFeatureNames.join('\n'))
      throw new Error('it was made by another version, which reads other features of a network');
    const data = await read('weights.bin');
    if (createHash('sha256').update(data).digest('hex') !== card.weightsSha256)
      throw new Error('weights.bin is damaged: its checksum is not the one in card.json');
    const specs = readManifest((await read('model.json')).toString('utf8'));
    const weights = await decodeWeights({ specs, data });
    const spaces = card.teachers.map(({ space }) => space);
    return { prior: { ...priorOfWeights(weights), spaces }, card };
  } catch (error) {
    throw new Error(`There is no usable predictor for all spaces in ${folder}: ${(error as Error).message}.`);
  }
}

function readme({ teachers, figures, created, versions }: PriorCard): string {
  const fixed = (value: number) => value.toFixed(3).replace('0.', '.');
  return `# A predictor for all spaces

It ranks the cells of a space of which none has been measured yet, by what it learned from tables of other spaces, and it
is where learning begins once some are measured. What it says is an estimate, and is shown with \`≈\`.

## How it was made

${created.slice(0, 10)}, with renas ${versions.renas}, node ${versions.node}, by \`npm run train:any\`, from

| space | family | networks | measured | licence of the data |
| --- | --- | ---: | --- | --- |
${teachers
  .map(
    ({ space, family, networks, labels, licence }) =>
      `| ${space} | ${family} | ${networks.toLocaleString('en-US')} | ${labels.join(', ')} | ${licence} |`,
  )
  .join('\n')}

## How good it is

Kendall's τ between predicted and measured order, the mean of a space's labels, with nothing of the space measured. Each
line is by a predictor that was made in the same way without that space's whole family.

| space left out with its family | family | parameters alone | FLOPs alone | this predictor |
| --- | --- | ---: | ---: | ---: |
${figures
  .map(
    ({ space, family, kendallTau, flops, parameters }) =>
      `| ${space} | ${family} | ${fixed(parameters)} | ${fixed(flops)} | ${fixed(kendallTau)} |`,
  )
  .join('\n')}

## What it is not for

How good it is in a space of your own can't be known before some of its cells are measured. Its settings were chosen on the
very spaces of the table, so the figures flatter a little.

## Files

\`card.json\`: all of the above for programs. \`model.json\` and \`weights.bin\`: the weights as TensorFlow.js saves them.
`;
}
