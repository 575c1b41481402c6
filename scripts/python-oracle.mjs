// What the tests need of Python: one with PyTorch, NumPy and Pillow, which runs exported code and the built-in trainer (the
// one that RENAS_PYTHON names, or Debian's), and the images of Fashion-MNIST, on which the slow tests train.
// `node scripts/python-oracle.mjs` installs them by itself.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { command, run, step, which } from './steps.mjs';

const fashionMnist = '/usr/share/datasets/fashion-mnist/train-images-idx3-ubyte.gz';

/** Installs what is missing and can be had; prints what can't, and which tests are skipped for it. */
export async function ensurePythonOracle() {
  const pythonIsThere = () =>
    [process.env.RENAS_PYTHON, '/usr/bin/python3', 'python3'].some(
      python =>
        python && spawnSync(python, ['-c', 'import torch, numpy, PIL'], { stdio: 'ignore' }).status === 0,
    );
  const python = await ensurePackages(
    ['python3-torch', 'python3-numpy', 'python3-pil'],
    pythonIsThere,
    "Debian's PyTorch for the tests that run exported code and train (about a minute)",
    'No Python with PyTorch, NumPy and Pillow, so the tests that run exported code or train are skipped; name one in RENAS_PYTHON to run them',
  );
  await ensurePackages(
    ['dataset-fashion-mnist'],
    () => fs.existsSync(fashionMnist),
    'the images of Fashion-MNIST for the tests that train on them',
    'No images of Fashion-MNIST, so the tests that train on them are skipped',
  );
  return python;
}

async function ensurePackages(packages, areThere, what, skipped) {
  if (areThere()) return true;
  if (process.getuid?.() !== 0 || !which('apt-get')) {
    console.log(`• ${skipped}.`);
    return false;
  }
  try {
    await step(`Installing ${what}`, () => {
      run('apt-get', ['update', '-qq'], { quiet: true });
      run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], { quiet: true });
    });
  } catch (error) {
    console.log(`• ${skipped}: ${error.message}`);
  }
  return areThere();
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  command(async () => {
    process.exitCode = (await ensurePythonOracle()) ? 0 : 1;
  });
