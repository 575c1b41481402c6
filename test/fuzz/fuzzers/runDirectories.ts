import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Random } from '../../../src/cells/random';
import { listModels } from '../../../src/client/predictors/modelList';
import { commandLine, settingsOf } from '../../../src/client/runs/repeatRun';
import { runTooltip } from '../../../src/client/runs/runTooltip';
import { describeRun, sentenceOf, stateIcon, titleOf } from '../../../src/protocol/describeRun';
import { changedInputs } from '../../../src/runs/inputs';
import { readRanking } from '../../../src/runs/ranking';
import { readEvents } from '../../../src/runs/readEvents';
import { readThinned } from '../../../src/runs/readThinned';
import { readRun } from '../../../src/runs/runReader';
import { type Fuzzer, require, requirePlain } from '../fuzzer';
import { hostileNames, mutateJson, mutateText } from '../mutate';
import { scratch } from '../scratch';
import { events, record } from './runRecords';

/** Texts of the files of one run; those that are absent are not there. */
type RunFiles = Readonly<Record<string, string>>;

const whole: RunFiles = {
  'run.json': JSON.stringify(record, undefined, 2),
  'events.jsonl': `${events.map(event => JSON.stringify(event)).join('\n')}\n`,
  'notes.json': JSON.stringify({ name: 'mine', star: true, note: 'a note', tags: ['a'] }),
  'ranking.csv': 'predicted,measured\n1,2\n3,4\n',
  'log.txt': 'Searching.\n',
};

function mutateFile(random: Random, name: string, text: string): string {
  if (random.next() < 0.25)
    return mutateText(random, text, ['{', '}', '"', ',', '\n', '\u0000', ...hostileNames]);
  if (name === 'run.json') {
    const changed = mutateJson(random, record);
    // Most of what is read depends on the state.
    const states = ['running', 'done', 'failed', 'cancelled'];
    return JSON.stringify(
      random.next() < 0.5 && typeof changed === 'object' && changed !== null && !Array.isArray(changed)
        ? { ...changed, state: states[random.integer(4)] }
        : changed,
    );
  }
  if (name === 'events.jsonl')
    return `${events.map(event => JSON.stringify(random.next() < 0.4 ? mutateJson(random, event) : event)).join('\n')}\n`;
  return text.startsWith('{')
    ? JSON.stringify(mutateJson(random, JSON.parse(text)))
    : mutateText(random, text, [',', '\n']);
}

/** Whatever a run's directory holds, it is a row, and everything that shows a row can show it. */
export const runDirectories: Fuzzer<RunFiles> = {
  name: 'runDirectories',
  generate: random =>
    Object.fromEntries(
      Object.entries(whole).flatMap(([name, text]) => {
        if (random.next() < 0.05) return [];
        return [[name, random.next() < 0.6 ? mutateFile(random, name, text) : text]];
      }),
    ),
  async check(files) {
    const folder = path.join(scratch(), 'runs', 'search-1');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);

    const row = await readRun(folder);
    if (row.state === 'unreadable')
      requirePlain((row.problem ?? '').replace(/"[^"]*"/g, ''), 'why a run is not read');
    require(row.state !== 'unreadable' || row.problem !== undefined, 'an unreadable run does not say why');
    titleOf(row);
    stateIcon(row);
    describeRun(row);
    sentenceOf(row);
    runTooltip(row, folder);
    if (row.record) {
      try {
        commandLine(row.record);
      } catch (error) {
        requirePlain((error as Error).message.replace(/"[^"]*"/g, ''), 'why a run has no command line');
      }
      settingsOf(row.record);
      await changedInputs(row.record.inputs ?? [], folder);
    }
    const none = path.join(scratch(), 'none');
    await listModels({
      shipped: none,
      imported: none,
      rows: [row],
      folderOf: () => folder,
      chosen: new Map(),
    });
    for (const read of [await readEvents(folder), await readThinned(folder)])
      for (const event of read.events)
        require(Number.isFinite(event.seconds), 'an event without its time is taken for one');
    const { ranking } = row.record?.results ?? {};
    for (const point of ranking === undefined ? [] : await readRanking(folder, ranking))
      require(point.every(Number.isFinite), 'a point of the ranking is no number');
  },
};
