import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { parseDistribution } from '../../../src/client/panel/distribution';
import { parseCard } from '../../../src/client/predictors/modelCards';
import { readModelFolder } from '../../../src/predictor/modelFolder';
import { topShare } from '../../../src/predictor/reference';
import { Finding, type Fuzzer, require, requirePlain } from '../fuzzer';
import { mutateBytes, mutateJson, mutateText, pick } from '../mutate';
import { scratch } from '../scratch';

interface PredictorInput {
  readonly file: 'card.json' | 'model.json' | 'weights.bin';
  readonly base64: string;
}

const shipped = path.resolve(import.meta.dirname, '../../../models/nasbench201');
const bytesOf = (file: string) => readFileSync(path.join(shipped, file));

/** A damaged predictor is refused in a sentence, or has the weights that were saved and ranks by numbers. */
export const predictors: Fuzzer<PredictorInput> = {
  name: 'predictors',
  generate(random) {
    const file = pick(random, ['card.json', 'model.json', 'weights.bin'] as const);
    const bytes = bytesOf(file);
    if (file === 'weights.bin' || random.next() < 0.2)
      return { file, base64: Buffer.from(mutateBytes(random, bytes)).toString('base64') };
    const text = bytes.toString('utf8');
    const changed =
      random.next() < 0.7
        ? JSON.stringify(mutateJson(random, JSON.parse(text)))
        : mutateText(random, text, ['{', '}', '[', '"', ',', '1e999', 'null']);
    return { file, base64: Buffer.from(changed).toString('base64') };
  },
  async check({ file, base64 }) {
    const folder = path.join(scratch(), 'predictor');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    cpSync(shipped, folder, { recursive: true });
    const bytes = Buffer.from(base64, 'base64');
    writeFileSync(path.join(folder, file), bytes);
    const text = file === 'card.json' ? bytes.toString('utf8') : '';
    const card = parseCard(text);
    if (typeof card === 'string') requirePlain(card.replace(/"[^"]*"/g, ''), 'why a card is not read');
    parseDistribution(text);
    try {
      const { card, weights } = await readModelFolder(folder);
      for (const score of [-1e9, -1, 0, 0.5, 1, 1e9]) {
        const top = topShare(card.reference, score);
        require(top >= 0 && top <= 100.5, `a rank of ${top} %`);
      }
      require(card.cardSha256 === undefined ||
        isDeepStrictEqual(
          withoutPrototypes(card),
          JSON.parse(bytesOf('card.json').toString('utf8')),
        ), 'a damaged card is read');
      require(card.weightsSha256 === undefined ||
        Buffer.from(weights.data).equals(bytesOf('weights.bin')), 'damaged weights are read');
    } catch (error) {
      if (error instanceof Finding) throw error;
      const { name, message } = error as Error;
      require(name === 'Error' && error instanceof Error, `it throws ${name}: ${message}`);
      requirePlain(message.replace(/"[^"]*"/g, ''), 'why a predictor is not read');
    }
  },
};

function withoutPrototypes(card: object): unknown {
  return JSON.parse(JSON.stringify(card));
}
