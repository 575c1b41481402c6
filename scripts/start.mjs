// `npm start`: installs what is missing, builds, and opens VS Code on the examples.
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { build, command, ensureInstalled, packExtension, root, run, step, vsix, which } from './steps.mjs';

command(async () => {
  await ensureInstalled();
  await build();
  const examples = path.join(root, 'examples');
  if (which('code')) {
    await step('Opening the examples in VS Code', () =>
      run('code', ['--new-window', `--extensionDevelopmentPath=${root}`, examples]),
    );
    return;
  }
  const { ensureVscodeServer, freePort, startVscodeServer, stopVscodeServer } = await import(
    './vscodeServer.mjs'
  );
  await packExtension();
  const installation = await ensureVscodeServer();
  const token = randomBytes(16).toString('hex');
  const server = await step('Starting VS Code for the browser', async () =>
    startVscodeServer({
      installation,
      folder: path.join(root, '.vscode-server', 'profile'),
      extension: vsix,
      port: await freePort(8377),
      token,
    }),
  );
  console.log(
    `\nOpen  ${server.address}?tkn=${token}&folder=${encodeURIComponent(examples)}\n\nCtrl+C ends it.`,
  );
  let ending = false;
  for (const signal of ['SIGINT', 'SIGTERM'])
    process.on(signal, async () => {
      ending = true;
      await stopVscodeServer(server);
      process.exit(0);
    });
  server.process.once('exit', () => {
    if (ending) return;
    console.error(`VS Code has ended; ${path.relative(root, server.log)} says why.`);
    process.exit(1);
  });
});
