import { pathToFileURL } from 'node:url';
import { registerBackend, removeBackend, setBackend } from '@tensorflow/tfjs-core';
import { findAdded } from './added';
import type { StartResult } from './ladder';

/** What of npm's `webgpu` (Dawn) is used here. */
interface Dawn {
  create(options: readonly string[]): GPU;
  readonly globals: object;
}

interface GPU {
  requestAdapter(options: object): Promise<Adapter | null>;
}

interface Adapter {
  readonly info: Readonly<Record<'vendor' | 'device' | 'description', string>> & {
    readonly isFallbackAdapter?: boolean;
  };
  readonly features: ReadonlySet<string>;
  readonly limits: Readonly<Record<string, number>>;
  requestDevice(options: object): Promise<Device>;
}

interface Device {
  readonly lost: Promise<{ readonly reason: string; readonly message: string }>;
}

/** Kept for the life of the process: Dawn's instance must outlive what was made with it. */
let gpu: GPU | undefined;

/** For tests alone: lets a GPU that a CPU plays be used. */
const allowFallback = () => process.env['RENAS_WEBGPU_FALLBACK'] === '1';

/**
 * Starts TensorFlow.js's WebGPU backend on the GPU's own adapter.
 *
 * @param onLost the GPU has gone, and nothing more can be computed in this process.
 */
export async function startWebgpu(onLost: (why: string) => void): Promise<StartResult> {
  const found = findAdded('webgpu', 'webgpu');
  if (!found) return { usable: false, why: 'webgpu is not installed' };
  if (process.versions['electron'])
    return { usable: false, why: "it cannot run in VS Code's own Node.js: name another in renas.nodePath" };
  const { create, globals } = (await import(pathToFileURL(found.entry).href)) as Dawn;
  Object.assign(globalThis, globals);
  gpu ??= create([]);
  // The backend looks for this while it is loaded. On Node 21 and later `navigator` is a getter.
  Object.defineProperty(globalThis, 'navigator', {
    value: { ...globalThis.navigator, gpu, userAgent: 'Node.js' },
    configurable: true,
    writable: true,
  });
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter)
    return { usable: false, why: 'no GPU answers: its driver needs Vulkan, Metal or Direct3D 12' };
  const { info } = adapter;
  const card = info.description || info.device || info.vendor || 'a GPU';
  if (info.isFallbackAdapter && !allowFallback())
    return { usable: false, why: `no GPU answers but one that the CPU plays (${card}), which is far slower` };

  const { WebGPUBackend } = await import('@tensorflow/tfjs-backend-webgpu');
  const device = await adapter.requestDevice({ requiredLimits: limitsOf(adapter) });
  void device.lost.then(({ reason, message }) => {
    if (reason !== 'destroyed') onLost(`the GPU was lost (${message.split('\n', 1)[0] || reason})`);
  });
  removeBackend('webgpu');
  registerBackend('webgpu', () => new WebGPUBackend(device as never, info as never));
  if (!(await setBackend('webgpu'))) return { usable: false, why: 'the WebGPU backend does not start' };
  return { usable: true, about: `${card}, WebGPU` };
}

/** As much as the adapter gives of what the backend's programs may need. */
function limitsOf({ limits }: Adapter): Record<string, number> {
  const names = [
    'maxComputeWorkgroupStorageSize',
    'maxComputeWorkgroupsPerDimension',
    'maxStorageBufferBindingSize',
    'maxBufferSize',
    'maxComputeWorkgroupSizeX',
    'maxComputeInvocationsPerWorkgroup',
  ];
  return Object.fromEntries(names.map(name => [name, limits[name]!]));
}
