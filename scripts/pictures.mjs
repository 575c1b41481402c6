// `npm run pictures`: the walks through a real VS Code take the documentation's pictures (docs/images) anew.
import path from 'node:path';
import { build, command, ensureInstalled, packExtension, root, run } from './steps.mjs';

command(async () => {
  await ensureInstalled();
  await build();
  await packExtension();
  const { ensureChromium } = await import('./chromium.mjs');
  const { ensureVscodeServer, newestVersion } = await import('./vscodeServer.mjs');
  const chromium = await ensureChromium();
  if (!chromium) throw new Error('Pictures need a Chromium, and none could be had here.');
  await ensureVscodeServer(newestVersion);
  const walks = ['workbench', 'sidebar'].map(name => `test/e2e/${name}.test.ts`);
  run(process.execPath, [path.join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...walks], {
    env: { CHROMIUM: chromium, CODE_SERVER_VERSION: newestVersion, RENAS_PICTURES: '1' },
  });
});
