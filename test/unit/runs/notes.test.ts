import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { titleOf } from '../../../src/protocol/describeRun';
import { readNotes, writeNotes } from '../../../src/runs/notes';
import { readRun } from '../../../src/runs/runReader';
import { watchRuns } from '../../../src/runs/runStore';
import { record } from '../../webview/samples';
import { temporaryFolder, until } from './folders';

const notesOf = (folder: string) => path.join(folder, 'notes.json');

test('what is written is read back, and what is taken back is gone', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), async (name, note) => {
      const folder = temporaryFolder();
      await writeNotes(folder, { name, star: true });
      await writeNotes(folder, { note });
      const kept = (text: string, key: string) => (text.trim() === '' ? {} : { [key]: text });
      expect(await readNotes(folder)).toEqual({ ...kept(name, 'name'), ...kept(note, 'note'), star: true });
      await writeNotes(folder, { name: '', note: ' ', star: false });
      expect(await readNotes(folder)).toEqual({});
      expect(readdirSync(folder)).toEqual(['notes.json']);
    }),
    { numRuns: 15 },
  );
});

test('fields of another version are kept', async () => {
  const folder = temporaryFolder();
  writeFileSync(notesOf(folder), '{"tags":["a"],"star":true}');
  await writeNotes(folder, { name: 'mine' });
  expect(JSON.parse(readFileSync(notesOf(folder), 'utf8'))).toEqual({
    tags: ['a'],
    star: true,
    name: 'mine',
  });
});

test.each([
  ['{"star":', 'notes.json is not valid JSON'],
  ['[]', 'notes.json is not an object'],
  ['{"name":7}', '"name" in notes.json is a number instead of text'],
  ['{"star":"yes"}', '"star" in notes.json is text instead of true or false'],
])(
  'a bad file (%s) is shown for what it is, hides no run, and is kept when notes are written',
  async (text, why) => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'run.json'), JSON.stringify(record({ id: 'x' })));
    writeFileSync(notesOf(folder), text);
    expect(await readRun(folder)).toMatchObject({ state: 'done', notesProblem: why });
    await writeNotes(folder, { star: true });
    await writeNotes(folder, { star: false });
    writeFileSync(notesOf(folder), text);
    await writeNotes(folder, { note: 'again' });
    for (const kept of ['notes.json.unread-1', 'notes.json.unread-2'])
      expect(readFileSync(path.join(folder, kept), 'utf8')).toBe(text);
    expect((await readRun(folder)).notes).toEqual({ note: 'again' });
  },
);

test('a run is called as its user called it; unreadable runs can be noted too', async () => {
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, 'run.json'), 'torn');
  await writeNotes(folder, { name: 'The broken one' });
  const row = await readRun(folder);
  expect(row.state).toBe('unreadable');
  expect(titleOf(row)).toBe('The broken one');
});

test('a note in a directory that is gone says so', async () => {
  const folder = temporaryFolder();
  rmSync(folder, { recursive: true });
  await expect(writeNotes(folder, { star: true })).rejects.toThrow(
    'The directory of this run is gone, so nothing can be noted of it.',
  );
});

test('the list tells of new notes of a run that has ended', async () => {
  const runs = temporaryFolder();
  const folder = path.join(runs, 'x');
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'run.json'), JSON.stringify(record({ id: 'x' })));
  const store = watchRuns(runs);
  try {
    await until(
      () => store.rows(),
      rows => rows.length === 1,
    );
    await writeNotes(folder, { star: true });
    await store.refresh();
    expect(store.rows()[0]?.notes).toEqual({ star: true });
  } finally {
    store.dispose();
  }
});
