// A Python with PyTorch, which runs the exported code in the tests: the one named by RENAS_PYTHON, or Debian's.
// `node scripts/python-oracle.mjs` installs it by itself.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { command, run, step, which } from './steps.mjs';

/** Whether the tests have a Python with PyTorch; prints the reason where none can be had. */
export async function ensurePythonOracle() {
  const has = () =>
    [process.env.RENAS_PYTHON, '/usr/bin/python3', 'python3'].some(
      python => python && spawnSync(python, ['-c', 'import torch, numpy'], { stdio: 'ignore' }).status === 0,
    );
  if (has()) return true;
  if (process.getuid?.() !== 0 || !which('apt-get')) {
    console.log(
      '• No Python with PyTorch: the tests that run exported code are skipped. Name one in RENAS_PYTHON to run them.',
    );
    return false;
  }
  try {
    await step("Installing Debian's PyTorch for the tests that run exported code (about a minute)", () => {
      run('apt-get', ['update', '-qq'], { quiet: true });
      run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'python3-torch', 'python3-numpy'], {
        quiet: true,
      });
    });
  } catch (error) {
    console.log(`• No PyTorch, so the tests that run exported code are skipped: ${error.message}`);
  }
  return has();
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  command(async () => {
    process.exitCode = (await ensurePythonOracle()) ? 0 : 1;
  });
