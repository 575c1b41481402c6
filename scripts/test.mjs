// `npm test`: lint, types, build, tests, the packaged extension in a real VS Code. `npm run test:slow`: the longer walks
// through VS Code. What can't be had here is skipped, and says why.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { build, command, ensureInstalled, packExtension, root, run, step } from './steps.mjs';

command(async () => {
  await ensureInstalled();
  const named = process.argv.some(argument => argument.startsWith('--project'));
  if (!named) {
    await step('Checking style', () => run('npx', ['biome', 'ci', '--colors=off', '.']));
    await step('Checking types', () => run('npx', ['tsc', '--noEmit']));
  }
  await build();
  await packExtension();
  const { ensureChromium } = await import('./chromium.mjs');
  const { ensurePythonOracle } = await import('./python-oracle.mjs');
  const { ensureTensorflowBinding } = await import('./tensorflow-binding.mjs');
  const { ensureVscodeServer, newestVersion } = await import('./vscodeServer.mjs');
  const { ensureWebgpu } = await import('./webgpu.mjs');
  const chromium = await ensureChromium();
  if (chromium) {
    await ensureVscodeServer();
    await ensureVscodeServer(newestVersion).catch(error =>
      console.log(
        `  The newest VS Code could not be installed, so only the oldest is tested: ${error.message}`,
      ),
    );
  }
  await ensurePythonOracle();
  await ensureTensorflowBinding({ fetch: process.env.RENAS_TEST_TENSORFLOW === '1' });
  await ensureWebgpu();

  const report = path.join(root, 'test', '.tmp', 'report.json');
  fs.mkdirSync(path.dirname(report), { recursive: true });
  const vitest = path.join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const args = [
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...(named ? [] : ['--project=!slow']),
    ...process.argv.slice(2),
  ];
  const tested = spawnSync(process.execPath, [vitest, ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...(chromium ? { CHROMIUM: chromium } : {}) },
  });
  const result = JSON.parse(fs.readFileSync(report, 'utf8'));
  const failed = Math.max(result.numFailedTests, tested.status === 0 ? 0 : 1);
  console.log(`\n${result.numPassedTests} passed, ${failed} failed, ${result.numPendingTests} skipped`);
  process.exitCode = failed ? 1 : 0;
});
