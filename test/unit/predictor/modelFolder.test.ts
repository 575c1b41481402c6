import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startEngine } from '../../../src/engines/engine';
import { parseModelCard } from '../../../src/predictor/modelCard';
import { readModelFolder } from '../../../src/predictor/modelFolder';
import { loadPredictor } from '../../../src/predictor/predictor';
import { temporaryFolder } from '../runs/folders';

const models = path.resolve(import.meta.dirname, '../../../models');
const names = ['nasbench101', 'nasbench101-renas', 'nasbench201', 'nasbench201-renas'];
let folder: string;
const file = (name: string) => path.join(folder, name);

beforeAll(async () => {
  await startEngine('wasm');
});
beforeEach(() => {
  folder = temporaryFolder();
  cpSync(path.join(models, 'nasbench201'), folder, { recursive: true });
});

const withoutChecksum = () => {
  const { weightsSha256, ...card } = JSON.parse(readFileSync(file('card.json'), 'utf8'));
  writeFileSync(file('card.json'), JSON.stringify(card));
  return weightsSha256;
};

describe('a saved predictor', () => {
  it.each(names)('%s ships with the checksum of its weights', async name => {
    const { card } = await readModelFolder(path.join(models, name));
    expect(card.weightsSha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is refused when any bit of its weights has changed', async () => {
    const bytes = readFileSync(file('weights.bin'));
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(7), async (at, bit) => {
        const damaged = Buffer.from(bytes);
        damaged[at]! ^= 1 << bit;
        writeFileSync(file('weights.bin'), damaged);
        await expect(loadPredictor(folder)).rejects.toThrow(
          'weights.bin is damaged: its checksum is not the one in card.json',
        );
      }),
      { numRuns: 30 },
    );
  });

  it('of before, which has no checksum, still loads', async () => {
    withoutChecksum();
    const predictor = await loadPredictor(folder);
    expect(predictor.card.name).toBe('nasbench201, default, 15,625 cells');
    predictor.dispose();
  });

  it('without a checksum is refused when a weight is no number', async () => {
    withoutChecksum();
    const bytes = readFileSync(file('weights.bin'));
    bytes.fill(0xff, 0, 8);
    writeFileSync(file('weights.bin'), bytes);
    await expect(loadPredictor(folder)).rejects.toThrow(/weights\.bin has a value in .* that is no number/);
  });

  it('is read or refused in a sentence, whatever becomes of its card', () => {
    const text = readFileSync(file('card.json'), 'utf8');
    fc.assert(
      fc.property(fc.nat(text.length), fc.nat(40), fc.string({ maxLength: 4 }), (at, length, inserted) => {
        const card = parseModelCard(text.slice(0, at) + inserted + text.slice(at + length));
        if (typeof card === 'string') expect(card).toMatch(/card\.json/);
        else expect(card.reference.scores.every(Number.isFinite)).toBe(true);
      }),
      { numRuns: 300 },
    );
    expect(parseModelCard('{"format": 1}')).toBe('card.json has no "name"');
  });
});
