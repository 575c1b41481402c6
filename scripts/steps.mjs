// What the project's own commands share: saying each step, running programs, and installing what is missing.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
export const vsix = path.join(root, 'out', 'renas.vsix');

/** Prints what is being done, does it, and adds how long it took when that was noticeable. */
export async function step(what, work) {
  const start = performance.now();
  console.log(`• ${what}`);
  const result = await work();
  const seconds = (performance.now() - start) / 1000;
  if (seconds >= 2) console.log(`  done in ${seconds.toFixed(0)} s`);
  return result;
}

/** Runs a program in the project's folder (or `cwd`); throws one sentence if it fails. */
export function run(program, args, { cwd = root, env = {}, quiet = false } = {}) {
  const onWindows = process.platform === 'win32';
  const done = spawnSync(program, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    encoding: 'utf8',
    shell: onWindows && (program === 'npm' || program === 'npx' || program === 'code'),
  });
  if (done.error) throw new Error(`${program} could not be started: ${done.error.message}`);
  if (done.status !== 0) {
    const output = quiet ? `\n${done.stdout}${done.stderr}`.trimEnd() : '';
    throw new Error(`\`${program} ${args.join(' ')}\` failed (exit code ${done.status}).${output}`);
  }
}

/** The path of a program on PATH, or undefined. */
export function which(program) {
  const names = process.platform === 'win32' ? [`${program}.cmd`, `${program}.exe`] : [program];
  for (const folder of (process.env.PATH ?? '').split(path.delimiter))
    for (const name of names) {
      const file = path.join(folder, name);
      if (folder && fs.existsSync(file)) return file;
    }
  return undefined;
}

/** `npm ci`, when node_modules is absent or older than the lock file. */
export async function ensureInstalled() {
  if (Number(process.versions.node.split('.')[0]) < 20)
    throw new Error(`Node 20 or newer is needed, and this is Node ${process.versions.node}.`);
  const installed = path.join(root, 'node_modules', '.package-lock.json');
  const lock = path.join(root, 'package-lock.json');
  if (fs.existsSync(installed) && fs.statSync(installed).mtimeMs >= fs.statSync(lock).mtimeMs) return;
  await step('Installing the packages of package-lock.json (once, about half a minute)', () =>
    run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']),
  );
  fs.utimesSync(installed, new Date(), new Date());
}

export async function build() {
  await step('Building', () => run(process.execPath, ['esbuild.js']));
}

/** Packs the built extension as out/renas.vsix. */
export async function packExtension() {
  await step('Packing the extension', () => {
    fs.mkdirSync(path.dirname(vsix), { recursive: true });
    const vsce = path.join(root, 'node_modules', '@vscode', 'vsce', 'vsce');
    run(
      process.execPath,
      [
        vsce,
        'package',
        '--no-dependencies',
        '--allow-missing-repository',
        '--no-rewrite-relative-links',
        '-o',
        vsix,
      ],
      {
        quiet: true,
      },
    );
  });
}

/** Runs `main`, and shows a failure as its sentence alone. */
export function command(main) {
  main().catch(error => {
    console.error(`\n${error.message}`);
    process.exit(1);
  });
}
