import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type InstallOptions, installEngine, removeHalves } from '../../../src/engines/install';
import { lacks, type Machine } from '../../../src/engines/machine';
import { until } from '../../server/until';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const version = '0.6.2';
let folder: string;
let into: string;
let server: Server;
let registry: string;
let answer: Answer;
let tarball: Buffer;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'renas-install-'));
  mkdirSync(path.join(folder, 'package'));
  writeFileSync(path.join(folder, 'package', 'package.json'), JSON.stringify({ name: 'webgpu', version }));
  writeFileSync(path.join(folder, 'package', 'index.js'), 'export const made = "here";\n');
  spawnSync('tar', ['czf', 'webgpu.tgz', 'package'], { cwd: folder });
  tarball = readFileSync(path.join(folder, 'webgpu.tgz'));
  server = createServer((request, response) => answer(request, response));
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  registry = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  into = mkdtempSync(path.join(folder, 'into-'));
  vi.stubEnv('npm_config_cache', mkdtempSync(path.join(folder, 'cache-')));
});
afterEach(() => vi.unstubAllEnvs());

/** What npm's registry says of the one package, and the package. */
const honest: Answer = (request, response) => {
  if (request.url?.endsWith('.tgz')) return void response.end(tarball);
  const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
  const dist = { tarball: `${registry}webgpu/-/webgpu-${version}.tgz`, integrity };
  const versions = { [version]: { name: 'webgpu', version, dist } };
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ name: 'webgpu', 'dist-tags': { latest: version }, versions }));
};

function install(more: Partial<InstallOptions> = {}): Promise<void> {
  const options: InstallOptions = {
    engine: 'webgpu',
    into,
    npm: ['npm'],
    registry,
    idle: 20_000,
    limit: 60_000,
    check: async () => undefined,
    ...more,
  };
  return installEngine(options, ({ text }) => void said.push(text));
}

let said: string[] = [];
beforeEach(() => {
  said = [];
});

const installed = () => existsSync(path.join(into, 'webgpu', 'complete.json'));
const entry = () => path.join(into, 'webgpu', 'node_modules', 'webgpu', 'index.js');

describe('installing an engine', () => {
  test('puts the whole of it into a folder of its own, tried where it will be used', async () => {
    answer = honest;
    let seen = '';
    await install({
      check: async tried => {
        expect(tried).toBe(into);
        seen = readFileSync(entry(), 'utf8');
        return undefined;
      },
    });
    expect(seen).toBe('export const made = "here";\n');
    expect(installed()).toBe(true);
    expect(readdirSync(into)).toEqual(['webgpu']);
    expect(said.at(-1)).toBe('Trying it');
  });

  test.each<[string, Answer, RegExp]>([
    [
      'refuses',
      (_, response) => void response.writeHead(403).end('no'),
      /^npm could not install webgpu@0\.6\.2: 403 /,
    ],
    ['knows nothing', (_, response) => void response.writeHead(404).end('{}'), /: 404 Not Found/],
    [
      'sends garbage',
      (_, response) => void response.end('<html>Welcome to the hotel'),
      /^npm could not install/,
    ],
    [
      'sends another package than it names',
      (request, response) =>
        request.url?.endsWith('.tgz') ? void response.end('garbage') : honest(request, response),
      /^npm could not install webgpu@0\.6\.2: sha512-.* integrity/,
    ],
    ['hangs up', request => void request.socket.destroy(), /^npm could not install webgpu@0\.6\.2: /],
  ])('from a server that %s keeps nothing and says why', async (_, faulty, sentence) => {
    answer = faulty;
    await expect(install()).rejects.toThrow(sentence);
    expect(readdirSync(into)).toEqual([]);
  });

  test.each<[string, Answer]>([
    ['never answers', () => {}],
    [
      'stops in the middle',
      (request, response) => {
        if (!request.url?.endsWith('.tgz')) return honest(request, response);
        response.writeHead(200, { 'content-length': tarball.length });
        response.write(tarball.subarray(0, 20));
      },
    ],
  ])('from a server that %s is given up', async (_, silent) => {
    answer = silent;
    await expect(install({ idle: 2500 })).rejects.toThrow(
      'The installation of webgpu@0.6.2 was ended: nothing came for 2.5 s. Nothing was kept.',
    );
    expect(readdirSync(into)).toEqual([]);
  });

  test('takes no longer than its limit', async () => {
    answer = (_, response) => {
      const timer = setInterval(() => response.write(' '), 100);
      response.on('close', () => clearInterval(timer));
    };
    await expect(install({ limit: 1500 })).rejects.toThrow('it took longer than 0.025 min');
    expect(readdirSync(into)).toEqual([]);
  });

  test('can be cancelled, and ends npm with it', async () => {
    const stop = new AbortController();
    let closed = false;
    answer = (_, response) => {
      response.on('close', () => {
        closed = true;
      });
      stop.abort();
    };
    await expect(install({ signal: stop.signal })).rejects.toThrow('it was cancelled');
    await until(() => closed);
    expect(readdirSync(into)).toEqual([]);
  });

  test('says so where there is no npm', async () => {
    await expect(install({ npm: ['no-such-npm'] })).rejects.toThrow(/^npm could not be started \(.*ENOENT/);
    expect(readdirSync(into)).toEqual([]);
  });

  test('that does not work here is undone, and what worked before is back', async () => {
    answer = honest;
    await install();
    writeFileSync(entry(), 'the former');
    await expect(install({ check: async () => 'no GPU answers' })).rejects.toThrow(
      'It was installed, does not work here and was removed again: no GPU answers.',
    );
    expect(readFileSync(entry(), 'utf8')).toBe('the former');
    expect(readdirSync(into)).toEqual(['webgpu']);
  });
});

describe('half of an installation', () => {
  test('is removed: without the mark of a whole one, and one that its process has left', async () => {
    const left = spawnSync(process.execPath, ['-p', 'process.pid'], { encoding: 'utf8' }).stdout.trim();
    mkdirSync(path.join(into, 'webgpu', 'node_modules'), { recursive: true });
    mkdirSync(path.join(into, 'webgpu.half'));
    writeFileSync(path.join(into, 'webgpu.half', 'pid'), left);
    mkdirSync(path.join(into, 'cuda'));
    expect(await removeHalves('webgpu', into)).toBe(true);
    expect(readdirSync(into)).toEqual(['cuda']);
    expect(await removeHalves('webgpu', into)).toBe(false);
  });

  test('that is being finished by another process is let be', async () => {
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    try {
      mkdirSync(path.join(into, 'webgpu.half'));
      writeFileSync(path.join(into, 'webgpu.half', 'pid'), String(other.pid));
      await expect(install()).rejects.toThrow(/^Another installation of webgpu is at work in /);
      expect(readdirSync(into)).toEqual(['webgpu.half']);
    } finally {
      other.kill('SIGKILL');
    }
  });

  test('of which the former one was set aside gives it back', async () => {
    mkdirSync(path.join(into, 'webgpu.former'));
    writeFileSync(path.join(into, 'webgpu.former', 'complete.json'), '{}');
    await removeHalves('webgpu', into);
    expect(installed()).toBe(true);
  });
});

describe('what a machine lacks', () => {
  const good: Machine = {
    platform: 'linux',
    arch: 'x64',
    glibc: '2.36',
    electron: false,
    has: () => true,
    nvidia: true,
  };

  test('is nothing on a good one', () => {
    expect([lacks('cuda', good), lacks('webgpu', good)]).toEqual([[], []]);
  });

  test('for cuda is a driver, a platform or NVIDIA’s libraries', () => {
    expect(lacks('cuda', { ...good, nvidia: false })).toEqual([
      { text: expect.stringContaining('no NVIDIA driver'), needed: true },
    ]);
    expect(lacks('cuda', { ...good, platform: 'darwin', arch: 'arm64' })[0]?.text).toBe(
      "TensorFlow's GPU library is made for Linux and Windows on x64, and this is darwin arm64.",
    );
    expect(lacks('cuda', { ...good, has: () => false }).map(({ needed }) => needed)).toEqual([false, false]);
  });

  test('for webgpu is a new enough GLIBC, Vulkan or a Node.js of its own', () => {
    const texts = (machine: Partial<Machine>) =>
      lacks('webgpu', { ...good, ...machine }).map(({ text }) => text);
    expect(texts({ glibc: '2.31' })).toEqual([
      'Dawn needs GLIBC 2.34 or newer, and this system has GLIBC 2.31.',
    ]);
    expect(texts({ glibc: undefined })[0]).toContain('another C library');
    expect(texts({ has: () => false })[0]).toContain('libvulkan.so.1');
    expect(texts({ electron: true })[0]).toContain('renas.nodePath');
    expect(texts({ platform: 'darwin', glibc: undefined, has: () => false })).toEqual([]);
  });
});
