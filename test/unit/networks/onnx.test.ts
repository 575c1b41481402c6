import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readDocument } from '../../../src/document/readDocument';
import { writePyTorch } from '../../../src/exchange/export/pytorch';
import { askPython, findPython } from '../../pythonOracle';
import { differenceOf, drawNetworks, everything } from './drawnNetworks';

const torch = findPython(['torch', 'numpy']);

describe('networks with every operation', () => {
  const { spaces, diagnostics } = readDocument(everything);

  it('are declared without a finding', () => {
    expect(diagnostics).toEqual([]);
  });

  it.skipIf('why' in torch)(
    'compute in ONNX what the exported PyTorch does with the same weights',
    async () => {
      const drawn = await drawNetworks(spaces.get('everything')!, 24);
      const script = path.join(import.meta.dirname, '../exchange/torchOracle.py');
      const files = Object.fromEntries(
        drawn.flatMap(({ weightFile, imageFile }, i) => [
          [`weights${i}`, weightFile],
          [`images${i}`, imageFile],
        ]),
      );
      const tasks = drawn.map(({ named, input, weights }, i) => ({
        code: writePyTorch(named, false),
        model: 'Network()',
        input,
        weights: `weights${i}`,
        names: weights.map(({ name }) => name),
        images: `images${i}`,
      }));
      const answers = askPython('python' in torch ? torch.python : '', script, tasks, files) as {
        readonly output: number[];
      }[];
      for (const [i, { output }] of answers.entries())
        expect(differenceOf(output, drawn[i]!.outputs['output']!)).toBeLessThan(1e-4);
    },
  );
});
