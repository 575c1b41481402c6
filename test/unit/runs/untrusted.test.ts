import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sha256Of } from '../../../src/runs/inputs';
import { bundlePrograms } from '../../bundle';
import { temporaryFolder } from './folders';

const dist = path.resolve(import.meta.dirname, '../../.tmp/untrusted');
const cli = path.join(dist, 'cli.js');
beforeAll(() => {
  bundlePrograms(dist, { cli: 'src/cli/main.ts' });
}, 60_000);

let workspace: string;
beforeEach(() => {
  workspace = temporaryFolder();
  mkdirSync(path.join(workspace, '.renas/runs'), { recursive: true });
});

/** A run directory that could have come with a repository; its run was cancelled and can be resumed. */
function runDirectory(id: string, args: readonly string[], more: object = {}): string {
  const folder = path.join(workspace, '.renas/runs', id);
  mkdirSync(path.join(folder, 'checkpoint'), { recursive: true });
  const record = {
    ...{ format: 1, id, command: 'search', title: 'Search nasbench201', arguments: args, cwd: workspace },
    ...{ space: 'nasbench201', seed: 0, versions: { renas: '0.1.0', node: '20' }, state: 'cancelled' },
    ...{ pid: 1, host: hostname(), started: '2026-01-01T00:00:00.000Z', results: {}, ...more },
  };
  writeFileSync(path.join(folder, 'run.json'), JSON.stringify(record));
  return folder;
}

function renas(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], {
    cwd: workspace,
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { status, stdout, stderr };
}

const search = ['search', '--space', 'nasbench201', '--budget', '50'];

test('a resumed run writes into its own directory, and nothing that it writes could be executed', async () => {
  const victim = path.join(workspace, 'bashrc');
  writeFileSync(victim, 'export PATH=/usr/bin\n');
  const device = `x\necho PWNED > ${path.join(workspace, 'pwned')}\n#`;
  const rows = Array.from({ length: 300 }, (_, i) => `${i},${1 + (i % 7)}\n`);
  writeFileSync(path.join(workspace, 'lat.csv'), `arch_index,"${device}"\n${rows.join('')}`);
  const model = path.resolve(import.meta.dirname, '../../../models/nasbench201');
  const inputs = [{ path: model, sha256: await sha256Of(model) }];
  const args = [...search, '--model', model, '--latency', 'lat.csv', '--device', device, '--out', victim];
  const folder = runDirectory('a', args, { inputs });

  const { status, stdout, stderr } = renas('resume', folder);
  expect({ status, stderr: stderr.split('\n')[0] }).toEqual({
    status: 0,
    stderr: 'Resumed; it had no checkpoint yet, so it begins at the start.',
  });
  expect(readFileSync(victim, 'utf8')).toBe('export PATH=/usr/bin\n');
  const found = path.join(folder, 'found.cell');
  expect(stdout.trimEnd().split('\n').at(-1)).toBe(
    `A resumed run writes into its own directory alone. To copy its result to --out: cp ${found} ${victim}`,
  );
  const written = readFileSync(found, 'utf8');
  expect(written.split('\n').find(line => line.startsWith('// Again:'))).toContain(
    "--device $'x\\012echo PWNED",
  );
  expect(written.split('\n').filter(line => line.startsWith('echo'))).toEqual([]);
  expect(JSON.parse(readFileSync(path.join(folder, 'run.json'), 'utf8'))).toMatchObject({
    state: 'done',
    results: { found: 'found.cell' },
  });
  if (process.platform !== 'win32') spawnSync('bash', [found], { cwd: workspace });
  expect(existsSync(path.join(workspace, 'pwned'))).toBe(false);
});

describe('is not resumed, and nothing is written:', () => {
  const refused = (folder: string, why: RegExp) => {
    const before = readFileSync(path.join(folder, 'run.json'), 'utf8');
    const { status, stderr, stdout } = renas('resume', folder);
    expect(stderr).toMatch(why);
    expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
    expect(stderr.trimEnd()).not.toContain('\n');
    expect(readFileSync(path.join(folder, 'run.json'), 'utf8')).toBe(before);
    expect(existsSync(path.join(folder, 'events.jsonl'))).toBe(false);
  };

  test('another command than a run, also behind a trailing --', () => {
    const notes = path.join(workspace, 'notes.cell');
    writeFileSync(notes, 'use nasbench101\ncell   a{a=conv3x3(input);output=concat(a)}\n');
    refused(runDirectory('b', ['format', notes, '--']), /has the command "format"/);
    refused(
      runDirectory('c', ['format', notes, '--'], { command: 'format' }),
      /"command" in run\.json is not one of /,
    );
    refused(runDirectory('d', [...search, '--']), /has no option "--"/);
    expect(readFileSync(notes, 'utf8')).toContain('cell   a{a');
  });

  test.skipIf(process.platform === 'win32')(
    'a directory with links, which would lead its writes elsewhere',
    () => {
      const victim = path.join(workspace, 'victim');
      writeFileSync(victim, 'mine');
      for (const name of ['heartbeat', 'events.jsonl', 'found.cell', path.join('checkpoint', 'scores.bin')]) {
        const folder = runDirectory(`link-${path.basename(name)}`, search);
        symlinkSync(victim, path.join(folder, name));
        const { status, stderr } = renas('resume', folder);
        expect(stderr).toContain(`${name} in it is a link`);
        expect(status).toBe(3);
      }
      expect(readFileSync(victim, 'utf8')).toBe('mine');
    },
  );

  test.skipIf(process.platform === 'win32')(
    'devices, and files outside the workspace that it has no hash of',
    () => {
      const outside = path.join(temporaryFolder(), 'lat.csv');
      writeFileSync(outside, 'arch_index,ms\n0,1\n');
      const latency = (file: string) => [...search, '--latency', file, '--device', 'ms'];
      refused(
        runDirectory('e', latency('/dev/zero')),
        /"\/dev\/zero", which it reads by --latency, is neither a file nor/,
      );
      refused(runDirectory('f', latency(outside)), /lies outside the workspace/);
      symlinkSync(outside, path.join(workspace, 'linked.csv'));
      refused(runDirectory('g', latency('linked.csv')), /"linked\.csv", .* lies outside the workspace/);
      const inputs = [{ path: '/dev/zero', sha256: '0' }];
      refused(runDirectory('h', search, { inputs }), /\/dev\/zero is gone or can't be read/);
    },
  );
});
