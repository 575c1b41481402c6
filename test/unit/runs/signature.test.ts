import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { RunRecord } from '../../../src/protocol/run';
import { isSigned, signRecord } from '../../../src/runs/signature';
import { record as sample } from '../../webview/samples';
import { temporaryFolder } from './folders';

const run = '/home/me/.renas/runs/a';
const record: RunRecord = {
  ...sample({ id: 'a' }),
  arguments: ['search', '--command', 'python train.py'],
  cwd: '/work',
};

test('a record is recognised by who signed it, and by nobody else', () => {
  const [own, other] = [temporaryFolder(), temporaryFolder()];
  const signed = { ...record, signature: signRecord(record, own) };
  expect(isSigned(run, signed, own)).toBe(true);
  expect(signRecord(record, own)).toBe(signed.signature);
  expect(isSigned(run, signed, other)).toBe(false);
  signRecord(record, other);
  expect(isSigned(run, signed, other)).toBe(false);
  expect(isSigned(run, record, own)).toBe(false);
});

test('a record that was changed or copied is not signed', () => {
  const folder = temporaryFolder();
  const signed = { ...record, signature: signRecord(record, folder) };
  const changed: Partial<RunRecord>[] = [
    { arguments: ['search', '--command', 'rm -r ~'] },
    { arguments: ['search', '--command', 'python', 'train.py'] },
    { command: 'loop' },
    { cwd: '/tmp' },
    { id: 'b' },
    { signature: '' },
    { signature: signed.signature.slice(2) },
    { signature: 'x'.repeat(64) },
  ];
  for (const change of changed) expect(isSigned(run, { ...signed, ...change }, folder)).toBe(false);
  expect(isSigned('/home/me/.renas/runs/copy of a', signed, folder)).toBe(false);
  // What is no part of what was asked may change.
  expect(isSigned(run, { ...signed, state: 'cancelled', title: 'Another' }, folder)).toBe(true);
});

test.skipIf(process.platform === 'win32')(
  'the secret is for the user alone, and one that is not is not used',
  () => {
    const folder = path.join(temporaryFolder(), 'config', 'renas');
    const signed = { ...record, signature: signRecord(record, folder) };
    const file = path.join(folder, 'run-secret');
    expect(readdirSync(folder)).toEqual(['run-secret']);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    chmodSync(file, 0o644);
    expect(isSigned(run, signed, folder)).toBe(false);
    expect(() => signRecord(record, folder)).toThrow(/others may read it or it is damaged: delete it, .*\.$/);
    chmodSync(file, 0o600);
    expect(isSigned(run, signed, folder)).toBe(true);
    writeFileSync(file, readFileSync(file, 'utf8').slice(1));
    expect(isSigned(run, signed, folder)).toBe(false);
  },
);
