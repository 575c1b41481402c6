import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startEngine } from '../../../src/engines/engine';
import { readModelFolder } from '../../../src/predictor/modelFolder';
import { loadPredictor } from '../../../src/predictor/predictor';
import { readModelCard } from '../../../src/protocol/schemas/modelCard';
import { temporaryFolder } from '../runs/folders';

const models = path.resolve(import.meta.dirname, '../../../models');
const names = ['nasbench101', 'nasbench101-renas', 'nasbench201', 'nasbench201-renas', 'nbmacro'];
let folder: string;
const file = (name: string) => path.join(folder, name);

beforeAll(async () => {
  await startEngine('wasm');
});
beforeEach(() => {
  folder = temporaryFolder();
  cpSync(path.join(models, 'nasbench201'), folder, { recursive: true });
});

/** As versions before there were checksums have written it. */
const withoutChecksum = () => {
  const { weightsSha256: _, cardSha256: __, ...card } = JSON.parse(readFileSync(file('card.json'), 'utf8'));
  writeFileSync(file('card.json'), JSON.stringify(card));
};

describe('a saved predictor', () => {
  it.each(names)('%s ships with the checksums of its weights and its card', async name => {
    const { card } = await readModelFolder(path.join(models, name));
    expect(card.weightsSha256).toMatch(/^[0-9a-f]{64}$/);
    expect(card.cardSha256).toMatch(/^[0-9a-f]{64}$/);
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

  it('is said to be damaged when a figure of its card has changed', async () => {
    const text = readFileSync(file('card.json'), 'utf8');
    const digits = [...text.matchAll(/(?<=[.\d])\d(?=\d)/g)].map(({ index }) => index);
    await fc.assert(
      fc.asyncProperty(fc.nat(digits.length - 1), fc.nat(9), async (nth, digit) => {
        const at = digits[nth]!;
        fc.pre(text[at] !== String(digit));
        writeFileSync(file('card.json'), `${text.slice(0, at)}${digit}${text.slice(at + 1)}`);
        await expect(readModelFolder(folder)).rejects.toThrow(/card\.json/);
      }),
      { numRuns: 100 },
    );
    writeFileSync(file('card.json'), text.replace('"seed": ', '"seed": 1'));
    await expect(readModelFolder(folder)).rejects.toThrow(
      'card.json is damaged: its checksum is not the one it states',
    );
  });

  it('is the same with other white space in its card', async () => {
    const card = JSON.parse(readFileSync(file('card.json'), 'utf8'));
    writeFileSync(file('card.json'), JSON.stringify(card, undefined, 7));
    expect((await readModelFolder(folder)).card.name).toBe(card.name);
  });

  it.skipIf(process.platform === 'win32')('is not waited for where a file is a pipe', async () => {
    rmSync(file('card.json'));
    execFileSync('mkfifo', [file('card.json')]);
    await expect(readModelFolder(folder)).rejects.toThrow(
      'card.json cannot be read (it is not a regular file)',
    );
  });

  it('is refused where a file is far too long', async () => {
    truncateSync(file('model.json'), 17 * 2 ** 20);
    await expect(readModelFolder(folder)).rejects.toThrow(
      'model.json cannot be read (it has 17 MiB, and at most 16 are read)',
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
        const card = readModelCard(text.slice(0, at) + inserted + text.slice(at + length));
        if (typeof card === 'string') expect(card).toMatch(/card\.json/);
        else expect(card.reference.scores.every(Number.isFinite)).toBe(true);
      }),
      { numRuns: 300 },
    );
    expect(readModelCard('{"format": 1}')).toBe('card.json has no "name"');
  });
});
