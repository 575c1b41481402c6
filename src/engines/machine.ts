import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

export type InstallableEngine = 'cuda' | 'webgpu';

export interface Lack {
  /** One sentence: what is missing, and what it takes. */
  readonly text: string;
  /** Without it the engine cannot run at all. */
  readonly needed: boolean;
}

/** What can be asked of a machine; a test answers in its place. */
export interface Machine {
  readonly platform: string;
  readonly arch: string;
  /** `2.36`; undefined where the C library is another, or there is none. */
  readonly glibc: string | undefined;
  readonly electron: boolean;
  /** Whether a shared library is where the loader looks for it. */
  has(library: string): boolean;
  /** NVIDIA's driver is loaded. */
  readonly nvidia: boolean;
}

export function thisMachine(): Machine {
  const { platform, arch } = process;
  const header = platform === 'linux' ? (process.report.getReport() as ProcessReport).header : undefined;
  return {
    platform,
    arch,
    glibc: header?.glibcVersionRuntime,
    electron: process.versions['electron'] !== undefined,
    has: hasLibrary,
    nvidia:
      existsSync('/proc/driver/nvidia/version') ||
      spawnSync('nvidia-smi', ['-L'], { timeout: 10_000 }).status === 0,
  };
}

interface ProcessReport {
  readonly header: { readonly glibcVersionRuntime?: string };
}

/** What this machine lacks for an engine. */
export function lacks(engine: InstallableEngine, machine = thisMachine()): Lack[] {
  return engine === 'cuda' ? lacksForCuda(machine) : lacksForWebgpu(machine);
}

function lacksForCuda({ platform, arch, nvidia, has }: Machine): Lack[] {
  if (!['linux', 'win32'].includes(platform) || arch !== 'x64')
    return [
      needed(
        `TensorFlow's GPU library is made for Linux and Windows on x64, and this is ${platform} ${arch}.`,
      ),
    ];
  const found: Lack[] = [];
  if (!nvidia) found.push(needed('There is no NVIDIA driver: install one of 450.80 or newer for the card.'));
  if (platform === 'linux') {
    if (!has('libcudart.so.11.0'))
      found.push(
        wanted('There is no CUDA 11 (libcudart.so.11.0), and without it TensorFlow uses the CPU alone.'),
      );
    if (!has('libcudnn.so.8'))
      found.push(
        wanted('There is no cuDNN 8 (libcudnn.so.8), and without it TensorFlow uses the CPU alone.'),
      );
  }
  return found;
}

const minGlibc = [2, 34] as const;

function lacksForWebgpu({ platform, arch, glibc, electron, has }: Machine): Lack[] {
  const found: Lack[] = [];
  const builds = ['linux x64', 'linux arm64', 'win32 x64', 'win32 arm64', 'darwin x64', 'darwin arm64'];
  if (!builds.includes(`${platform} ${arch}`))
    found.push(needed(`Dawn is not made for ${platform} ${arch}.`));
  if (platform === 'linux') {
    const [major = 0, minor = 0] = (glibc ?? '').split('.').map(Number);
    const [minMajor, minMinor] = minGlibc;
    if (major < minMajor || (major === minMajor && minor < minMinor))
      found.push(
        needed(
          `Dawn needs GLIBC ${minGlibc.join('.')} or newer, and this system has ${glibc === undefined ? 'another C library' : `GLIBC ${glibc}`}.`,
        ),
      );
    if (!has('libvulkan.so.1'))
      found.push(
        needed("There is no Vulkan (libvulkan.so.1): install the system's package, such as libvulkan1."),
      );
  }
  if (electron)
    found.push(
      needed(
        "Dawn does not run in VS Code's own Node.js: name another, 20 or newer, in the setting renas.nodePath.",
      ),
    );
  return found;
}

const needed = (text: string): Lack => ({ text, needed: true });
const wanted = (text: string): Lack => ({ text, needed: false });

function hasLibrary(name: string): boolean {
  const folders = [
    ...(process.env['LD_LIBRARY_PATH'] ?? '').split(':').filter(Boolean),
    ...['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64', '/usr/lib'],
    ...['/usr/local/lib', '/usr/local/cuda/lib64', '/usr/lib/wsl/lib'],
  ];
  if (folders.some(folder => existsSync(`${folder}/${name}`))) return true;
  for (const ldconfig of ['/sbin/ldconfig', 'ldconfig']) {
    const known = spawnSync(ldconfig, ['-p'], { encoding: 'utf8', timeout: 10_000 });
    if (known.status === 0) return known.stdout.includes(`${name} `);
  }
  return false;
}
