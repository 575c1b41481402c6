import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { io } from '@tensorflow/tfjs-core';
import { type ModelCard, parseModelCard } from './modelCard';
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
  const model = {
    format: 'weights',
    generatedBy: 'ReNAS',
    weightsManifest: [{ paths: ['weights.bin'], weights: weights.specs }],
  };
  await writeFile(path.join(folder, 'model.json'), `${JSON.stringify(model, undefined, 1)}\n`);
  await writeFile(path.join(folder, 'README.md'), modelReadme(card));
  await writeFile(path.join(folder, 'card.json'), `${cardText(card)}\n`);
}

/** Reads a model's files; throws, in half a sentence, if one is missing or not what it should be. */
export async function readModelFolder(folder: string): Promise<{ card: ModelCard; weights: WeightFile }> {
  const read = (name: string) =>
    readFile(path.join(folder, name)).catch(error => {
      throw new Error(
        error.code === 'ENOENT' ? `${name} is missing` : `${name} cannot be read (${error.code})`,
      );
    });
  const card = parseModelCard((await read('card.json')).toString('utf8'));
  if (typeof card === 'string') throw new Error(card);
  const specs = parseManifest((await read('model.json')).toString('utf8'));
  return { card, weights: { specs, data: await read('weights.bin') } };
}

function parseManifest(text: string): io.WeightsManifestEntry[] {
  try {
    const [group] = JSON.parse(text).weightsManifest;
    const specs = group.weights as io.WeightsManifestEntry[];
    if (group.paths.join() !== 'weights.bin' || !specs.every(isSpec)) throw new Error();
    return specs;
  } catch {
    throw new Error('model.json is not a TensorFlow.js weights manifest of this program');
  }
}

function isSpec({ name, shape, dtype, quantization }: io.WeightsManifestEntry): boolean {
  return (
    typeof name === 'string' &&
    shape.every(Number.isInteger) &&
    dtype === 'float32' &&
    (quantization === undefined || quantization.dtype === 'float16')
  );
}

/** Readable, but the long lists of numbers on one line each. */
function cardText(card: ModelCard): string {
  return JSON.stringify(card, undefined, 2).replace(
    /\[\s+(-?\d[^[\]"]*?)\s+\]/g,
    (_, list: string) => `[${list.replace(/\s+/g, '')}]`,
  );
}
