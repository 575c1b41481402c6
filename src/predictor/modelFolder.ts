import { createHash } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { io } from '@tensorflow/tfjs-core';
import * as v from 'valibot';
import { isKnownKind } from '../cells/kinds/kind';
import { NotRead, readBytes } from '../files/regularFile';
import { count, object } from '../protocol/schemas/basics';
import { cardChecksum, maxCardBytes, readModelCard } from '../protocol/schemas/modelCard';
import { readJson } from '../protocol/schemas/readJson';
import type { ModelCard } from './modelCard';
import { modelReadme } from './modelReadme';
import type { WeightFile } from './weightFile';

/**
 * Writes a model: `card.json`, `model.json` and `weights.bin` as TensorFlow.js saves them, and `README.md`. The card
 * goes first from an old model and comes last in a new one, so that a folder with a card is whole.
 */
export async function writeModelFolder(folder: string, card: ModelCard, weights: WeightFile): Promise<void> {
  await mkdir(folder, { recursive: true });
  await rm(path.join(folder, 'card.json'), { force: true });
  await writeFile(path.join(folder, 'weights.bin'), weights.data);
  await writeFile(path.join(folder, 'model.json'), writeManifest(weights.specs));
  await writeFile(path.join(folder, 'README.md'), modelReadme(card));
  const checked = { ...card, weightsSha256: sha256(weights.data) };
  const sealed = { ...checked, cardSha256: cardChecksum(checked) };
  await writeFile(path.join(folder, 'card.json'), `${cardText(sealed)}\n`);
}

/** Those of the largest predictors have 2 MB in all. */
const maxBytes = { 'card.json': maxCardBytes, 'model.json': 16 * 2 ** 20, 'weights.bin': 2 ** 30 };

/** Reads a model's files; throws, in half a sentence, if one is missing or not what it should be. */
export async function readModelFolder(folder: string): Promise<{ card: ModelCard; weights: WeightFile }> {
  const read = (name: keyof typeof maxBytes) =>
    readBytes(path.join(folder, name), maxBytes[name]).catch(error => {
      if (error.code === 'ENOENT') throw new Error(`${name} is missing`);
      throw new Error(`${name} cannot be read (${error instanceof NotRead ? error.message : error.code})`);
    });
  const card = readModelCard<ModelCard>((await read('card.json')).toString('utf8'));
  if (typeof card === 'string') throw new Error(card);
  if (!isKnownKind(card.space))
    throw new Error(
      `its search space is of the kind ${JSON.stringify(card.space.kind)}, which this version of ReNAS does not have`,
    );
  const specs = readManifest((await read('model.json')).toString('utf8'));
  const data = await read('weights.bin');
  if (card.weightsSha256 !== undefined && sha256(data) !== card.weightsSha256)
    throw new Error('weights.bin is damaged: its checksum is not the one in card.json');
  return { card, weights: { specs, data } };
}

function sha256(data: Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

const manifest = object({
  weightsManifest: v.tuple([
    object({
      paths: v.tuple([v.literal('weights.bin')]),
      weights: v.array(
        object({
          name: v.string(),
          shape: v.array(count),
          dtype: v.literal('float32'),
          quantization: v.exactOptional(object({ dtype: v.literal('float16') })),
        }),
      ),
    }),
  ]),
});

/** The text of `model.json`: where TensorFlow.js finds the weights. */
export function writeManifest(specs: WeightFile['specs']): string {
  const model = {
    format: 'weights',
    generatedBy: 'ReNAS',
    weightsManifest: [{ paths: ['weights.bin'], weights: specs }],
  };
  return `${JSON.stringify(model, undefined, 1)}\n`;
}

/** Checked to be one that `encodeWeights` makes; throws half a sentence for any other text. */
export function readManifest(text: string): io.WeightsManifestEntry[] {
  const read = readJson(manifest, text, 'model.json');
  if (typeof read === 'string')
    throw new Error(`model.json is not a TensorFlow.js weights manifest of this program (${read})`);
  return read.weightsManifest[0].weights as io.WeightsManifestEntry[];
}

/** Readable, but the long lists of numbers on one line each. */
function cardText(card: ModelCard): string {
  return JSON.stringify(card, undefined, 2).replace(
    /\[\s+(-?\d[^[\]"]*?)\s+\]/g,
    (_, list: string) => `[${list.replace(/\s+/g, '')}]`,
  );
}
