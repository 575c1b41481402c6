import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { totalCosts } from '../../../src/cells/costs';
import { readDocument } from '../../../src/document/readDocument';
import { writeKeras } from '../../../src/exchange/export/keras';
import { askPython, findPython } from '../../pythonOracle';
import { differenceOf, drawNetworks, everything } from './drawnNetworks';
import { unet } from './sources';

// Debian has no Keras: name a Python that has it in RENAS_PYTHON.
const keras = findPython(['keras', 'numpy']);
const example = (name: string) =>
  readFileSync(path.join(import.meta.dirname, '../../../examples/networks', name), 'utf8');

describe.skipIf('why' in keras)('exported Keras', () => {
  it.each([
    ['everything', everything, 12],
    ['unet', unet, 4],
    ['nbmacro', example('macro.cell'), 3],
    ['phone_nets', example('phone.cell'), 3],
  ] as const)(
    'of networks of %s computes what ONNX and PyTorch do with the same weights',
    async (name, source, count) => {
      const space = readDocument(source).spaces.get(name)!;
      const drawn = await drawNetworks(space, count);
      const files = Object.fromEntries(
        drawn.flatMap(({ weightFile, imageFile }, i) => [
          [`weights${i}`, weightFile],
          [`images${i}`, imageFile],
        ]),
      );
      const tasks = drawn.map(({ named, input, weights }, i) => ({
        code: writeKeras(named, false),
        input,
        weights: `weights${i}`,
        shapes: weights.map(({ shape }) => shape),
        images: `images${i}`,
      }));
      const script = path.join(import.meta.dirname, 'kerasNetworks.py');
      const answers = askPython('python' in keras ? keras.python : '', script, tasks, files) as {
        readonly outputs: Readonly<Record<string, number[]>>;
        readonly parameters: number;
      }[];
      for (const [i, { outputs, parameters }] of answers.entries()) {
        const { named, outputs: expected } = drawn[i]!;
        expect(parameters).toBe(totalCosts(named.space, named.cell).parameters);
        expect(Object.keys(outputs).sort()).toEqual(Object.keys(expected).sort());
        for (const [output, values] of Object.entries(outputs))
          expect(differenceOf(values, expected[output]!)).toBeLessThan(1e-4);
      }
    },
    600_000,
  );
});
