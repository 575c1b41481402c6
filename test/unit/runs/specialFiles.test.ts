import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeEach, describe, expect, it } from 'vitest';
import { engineMemory } from '../../../src/cli/engine/engineMemory';
import { cellFiles } from '../../../src/cli/input/cellFiles';
import { checkpointFolder } from '../../../src/cli/run/checkpointFolder';
import { readCard } from '../../../src/client/predictors/modelCards';
import { lockRun } from '../../../src/runs/runLock';
import { fileStamp, readNames } from '../../../src/server/workspace/readWorkspace';
import { temporaryFolder } from './folders';

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});

/** A pipe that nobody writes to: opening it as a file waits for ever. */
function pipe(...names: string[]): string {
  const file = path.join(folder, ...names);
  mkdirSync(path.dirname(file), { recursive: true });
  execFileSync('mkfifo', [file]);
  return file;
}
const longAgo = new Date(Date.now() - 3_600_000);

describe.skipIf(process.platform === 'win32')('pipes and links that come with a repository', () => {
  it('are no .cell files of a folder that is named', () => {
    writeFileSync(path.join(folder, 'a.cell'), 'use nasbench201\n');
    writeFileSync(path.join(folder, 'outside'), '');
    pipe('b.cell');
    symlinkSync('/dev/zero', path.join(folder, 'c.cell'));
    symlinkSync(path.join(folder, 'outside'), path.join(folder, 'd.cell'));
    symlinkSync('.', path.join(folder, 'loop'));
    const names = (argument: string) => cellFiles(argument).map(file => path.basename(file));
    expect(names(folder)).toEqual(['a.cell']);
    expect(names(`${folder}/*.cell`)).toEqual(['a.cell']);
    expect(names(`${folder}/c.cell`)).toEqual(['c.cell']);
  });

  it('are not waited for by the language server', async () => {
    const uri = pathToFileURL(pipe('b.cell')).href;
    expect(await fileStamp(uri)).toBeUndefined();
    expect(await readNames(uri, 'utf-16', new Map())).toBeUndefined();
  });

  it('are not waited for in place of a lock, a checkpoint or the memory of engines', () => {
    utimesSync(pipe('lock.1'), longAgo, longAgo);
    expect(() => lockRun(folder).release()).not.toThrow();
    pipe('checkpoint', 'engine.json');
    pipe('log.txt');
    expect(engineMemory(folder, true).failed).toEqual({});
    pipe('checkpoint', 'train.bin');
    const said: string[] = [];
    const checkpoint = checkpointFolder(path.join(folder, 'checkpoint'), 'f', each => said.push(each));
    expect(checkpoint.read('train')).toBeUndefined();
    expect(said).toEqual([
      "The checkpoint train.bin can't be read (it is not a regular file): the work goes on from before it.",
    ]);
  });

  it('are not waited for in place of the card of a predictor', async () => {
    pipe('card.json');
    expect(await readCard(folder)).toBe("card.json can't be read (it is not a regular file).");
  });
});
