// WebGPU for the tests: fetches npm's `webgpu` (Dawn, 22 MB) into .engines/webgpu (git-ignored). The tests run it on
// SwiftShader, the GPU that Debian's chromium brings. `node scripts/webgpu.mjs` does it by itself.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { command, root, run, step } from './steps.mjs';

const folder = path.join(root, '.engines', 'webgpu');
const complete = path.join(folder, 'complete.json');

/** Whether the tests have WebGPU; prints the reason where it can't be had. */
export async function ensureWebgpu() {
  if (fs.existsSync(complete)) return true;
  if (!fs.existsSync('/usr/lib/chromium/vk_swiftshader_icd.json')) {
    console.log(
      "• No WebGPU: its tests are skipped. They run on the SwiftShader of Debian's package chromium.",
    );
    return false;
  }
  try {
    await step('Fetching Dawn for the tests of WebGPU (22 MB)', () => {
      fs.mkdirSync(folder, { recursive: true });
      fs.writeFileSync(path.join(folder, 'package.json'), '{ "private": true }\n');
      const quietly = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
      run('npm', ['install', '--prefix', folder, ...quietly, 'webgpu@0.6.2'], { cwd: folder, quiet: true });
      fs.writeFileSync(complete, '{}\n');
    });
    return true;
  } catch (error) {
    console.log(`• No WebGPU, so its tests are skipped: ${error.message}`);
    return false;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  command(async () => {
    process.exitCode = (await ensureWebgpu()) ? 0 : 1;
  });
