import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { builtInSpaces } from '../../src/document/builtInSpaces';
import { readDocument } from '../../src/document/readDocument';
import { parseJournalEntry } from '../../src/protocol/schemas/measurement';
import { bundlePrograms } from '../bundle';
import { findPython } from '../pythonOracle';
import { temporaryFolder } from '../unit/runs/folders';

const torch = findPython(['torch', 'numpy']);
const python = 'python' in torch ? torch.python : '';
const images = '/usr/share/datasets/fashion-mnist';
const missing =
  'why' in torch
    ? torch.why
    : existsSync(images)
      ? undefined
      : 'no images of Fashion-MNIST; `node scripts/python-oracle.mjs` installs them';

const dist = path.resolve(import.meta.dirname, '../.tmp/trainingLoop');

/** NAS-Bench-201's cells in a network that trains in seconds. */
const space = `space fashion {
  operations on edges {
    none = zero()
    skip = identity()
    conv1x1
    conv3x3
    avgpool3x3
  }
  vertices = 4
  merge = sum
  output = sum
  skeleton {
    image = 28x28x1
    stem = 4
    stacks = 2
    cells = 1
    classes = 10
    between = residual
  }
}
`;

const loop = ['loop', '--space', 'space.cell:fashion', '--images', images, '--python', python];
const training = ['--epochs', '2', '--training', 'images=500', '--training', 'batch=16', '--slots', '4'];
const amount = ['--budget', '8', '--repeat', '1', '--verify', '1', '--verify-seeds', '2', '--seed', '1'];

describe.skipIf(missing !== undefined)(
  `real trainings${missing === undefined ? '' : ` (${missing})`}`,
  () => {
    beforeAll(() => bundlePrograms(dist, { cli: 'src/cli/main.ts' }), 120_000);

    test('a loop of eight cells on Fashion-MNIST measures, verifies, and keeps weights that load', () => {
      const folder = temporaryFolder();
      writeFileSync(path.join(folder, 'space.cell'), space);
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        [path.join(dist, 'cli.js'), ...loop, ...training, ...amount, '--run', 'run', '--out', 'best.cell'],
        {
          cwd: folder,
          encoding: 'utf8',
          env: { ...process.env, XDG_CONFIG_HOME: path.join(folder, 'config') },
        },
      );
      expect(status, `${stdout}\n${stderr}`).toBe(0);

      const entries = readFileSync(path.join(folder, 'run', 'measurements.jsonl'), 'utf8')
        .split('\n')
        .flatMap(line => parseJournalEntry(line) ?? []);
      const asked = entries.flatMap(entry => (entry.event === 'asked' ? [entry] : []));
      const measured = entries.flatMap(entry => (entry.event === 'measured' ? [entry] : []));
      const verified = asked.filter(({ verify }) => verify);
      const repeated = asked.filter(({ verify, seed }) => !verify && seed !== 1);
      expect(asked).toHaveLength(8 + 1 + 2);
      expect(verified).toHaveLength(2);
      expect(repeated).toHaveLength(1);
      expect(new Set(asked.map(({ hash }) => hash)).size).toBe(8);
      expect(measured.map(({ key }) => key).sort()).toEqual(asked.map(({ key }) => key).sort());
      for (const { key, values } of measured) {
        expect(values['accuracy']).toBeGreaterThanOrEqual(0);
        expect(values['accuracy']).toBeLessThanOrEqual(100);
        // The test set is read to verify alone.
        expect('test_accuracy' in values).toBe(verified.some(each => each.key === key));
      }
      // One of ten classes is right by chance, in 10 % of the images.
      const best = Math.max(...measured.map(({ values }) => values['accuracy'] ?? 0));
      expect(best).toBeGreaterThan(15);
      for (const { key } of asked) {
        const report = readFileSync(path.join(folder, 'run', 'jobs', key, 'result.jsonl'), 'utf8')
          .trim()
          .split('\n')
          .map(line => JSON.parse(line));
        const curve = report.filter(({ event }) => event === 'epoch');
        expect(curve.map(({ epoch }) => epoch)).toEqual([1, 2]);
        for (const { values } of curve) expect(values.accuracy).toSatisfy(Number.isFinite);
        expect(report.filter(({ event }) => event === 'result')).toHaveLength(1);
      }

      const spaces = new Map([...builtInSpaces(), ...readDocument(space, builtInSpaces()).spaces]);
      const { cells, diagnostics } = readDocument(
        readFileSync(path.join(folder, 'best.cell'), 'utf8'),
        spaces,
      );
      expect(diagnostics).toEqual([]);
      expect(cells).toHaveLength(8);
      for (const cell of cells) expect(cell.measured.map(({ metric }) => metric)).toContain('accuracy');

      // What it has measured has taught a predictor.
      const card = JSON.parse(readFileSync(path.join(folder, 'run', 'model', 'card.json'), 'utf8'));
      expect(card).toMatchObject({ trained: 8, label: 'accuracy', space: { name: 'fashion' } });

      const loaded = spawnSync(
        python,
        [
          '-c',
          'import torch, network; n = network.Network(); n.load_state_dict(torch.load("weights.pt", weights_only=True))',
        ],
        { cwd: path.join(folder, 'run', 'jobs', verified[0]!.key), encoding: 'utf8' },
      );
      expect(loaded).toMatchObject({ status: 0, stderr: '' });
    }, 3_600_000);
  },
);
