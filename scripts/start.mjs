// `npm start`: installs what is missing, builds, and opens VS Code on the examples. `npm start -- --port 8123`: in the
// browser, at this port.
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build, command, ensureInstalled, packExtension, root, run, step, vsix, which } from './steps.mjs';

const usualPort = 8377;

const usage = `npm start                  opens VS Code on the examples: the desktop's, or else one in the browser
npm start -- --port 8123   in the browser, at this port or the next free one`;

command(async () => {
  const asked = readOptions();
  if (asked.help) {
    console.log(usage);
    return;
  }
  const wanted = asked.port;
  await ensureInstalled();
  await build();
  const examples = path.join(root, 'examples');
  if (wanted === undefined && which('code')) {
    await step('Opening the examples in VS Code', () =>
      run('code', ['--new-window', `--extensionDevelopmentPath=${root}`, examples]),
    );
    return;
  }
  const { ensureVscodeServer, nextFreePort, startVscodeServer, stopVscodeServer } = await import(
    './vscodeServer.mjs'
  );
  await packExtension();
  const installation = await ensureVscodeServer();
  const token = randomBytes(16).toString('hex');
  const port = await nextFreePort(wanted ?? usualPort);
  if (wanted !== undefined && port !== wanted)
    console.log(`• Port ${wanted} is taken; this is port ${port}.`);
  const server = await step('Starting VS Code for the browser', async () =>
    startVscodeServer({
      installation,
      folder: path.join(root, '.vscode-server', 'profile'),
      extension: vsix,
      port,
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

/** What was asked for; `port` is absent if none was. */
function readOptions() {
  const { port: text, help = false } = readArguments();
  if (help || text === undefined) return { help };
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new Error(`--port is a whole number from 1 to 65535, not '${text}'.`);
  return { help, port };
}

function readArguments() {
  const options = { port: { type: 'string' }, help: { type: 'boolean', short: 'h' } };
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    throw new Error(`${error.message.split('. ')[0].replace(/\.$/, '')}.\n\n${usage}`);
  }
}
