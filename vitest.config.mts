import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

/** As esbuild's text loader does it: a `.cell` file imported by the code is its text. */
const cellText = {
  name: 'cell-text',
  enforce: 'pre' as const,
  load(id: string) {
    return id.endsWith('.cell') ? `export default ${JSON.stringify(readFileSync(id, 'utf8'))}` : undefined;
  },
};

const project = (name: string, more: object = {}) => ({
  plugins: [cellText],
  test: { name, include: [`test/${name}/**/*.test.ts`], ...more },
});

const inVscode = { testTimeout: 180_000, hookTimeout: 300_000, fileParallelism: false };
const slow = [
  ...[
    'cellFeatures',
    'consent',
    'keyboard',
    'faults',
    'measure',
    'networks',
    'panel',
    'runs',
    'runsAtWork',
    'sidebar',
    'slurm',
    'tables',
  ].map(name => `test/e2e/${name}.test.ts`),
  'test/unit/exchange/pytorch.test.ts',
  'test/unit/kinds/training.test.ts',
  'test/unit/measure/trainer.test.ts',
  'test/webview/look.test.ts',
];

// biome-ignore lint/style/noDefaultExport: Vitest reads its configuration from the default export.
export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      project('unit', { testTimeout: 60_000, exclude: slow }),
      project('server', { testTimeout: 30_000 }),
      project('fuzz', { testTimeout: 60_000 }),
      project('webview', { testTimeout: 60_000, hookTimeout: 60_000, exclude: slow }),
      project('bench', { include: [], benchmark: { include: ['test/bench/**/*.bench.ts'] } }),
      project('e2e', { ...inVscode, exclude: slow }),
      // Run by `npm run test:slow`: longer walks through VS Code, whole trainings and pictures, which `npm test` leaves out.
      project('slow', { ...inVscode, include: [...slow, 'test/slow/**/*.test.ts'] }),
    ],
  },
});
