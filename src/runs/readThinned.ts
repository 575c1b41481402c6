import type { FileHandle } from 'node:fs/promises';
import type { RunEvent } from '../protocol/events';
import { type EventsRead, openEvents, parseLines, readEvents, readRange, readTail } from './readEvents';

/** A file of up to so many bytes is read whole. */
const wholeLimit = 4 * 1024 * 1024;
/** Of a larger one these parts are read: its beginning, its end, and blocks evenly spaced between them. */
const endBytes = 1024 * 1024;
const blocks = 128;
const blockBytes = 8 * 1024;

export interface ThinnedRead extends EventsRead {
  /** Bytes of the file, of which only a part was read. Absent: it was read whole. */
  readonly thinnedFrom?: number;
}

/**
 * The events of a run from its start, at a cost that does not grow with the file: of a long run a part, evenly drawn.
 * Further reads go on from `offset`, with every event. Never throws.
 */
export async function readThinned(folder: string): Promise<ThinnedRead> {
  const handle = await openEvents(folder);
  if (!handle) return { events: [], offset: 0, restarted: false };
  try {
    const { size } = await handle.stat();
    if (size > wholeLimit) return await readParts(handle, size);
  } catch {
    return { events: [], offset: 0, restarted: false };
  } finally {
    await handle.close().catch(() => undefined);
  }
  return readEvents(folder);
}

async function readParts(handle: FileHandle, size: number): Promise<ThinnedRead> {
  // However long its lines are, the last state of the run is among them.
  const tail = await readTail(handle, size, endBytes, showsState);
  const events: RunEvent[] = [...(await readBlock(handle, 0, Math.min(endBytes, tail.start)))];
  const space = Math.max(0, tail.start - endBytes) / blocks;
  for (let i = 0; i < blocks; i++) {
    const start = Math.floor(endBytes + i * space);
    events.push(...(await readBlock(handle, start, start + Math.floor(Math.min(space, blockBytes)))));
  }
  for (const event of tail.events) events.push(event);
  return { events, offset: tail.end, restarted: false, thinnedFrom: size };
}

/** What it has found or how it has ended. */
function showsState({ event }: RunEvent): boolean {
  return event === 'found' || event === 'round' || event === 'done' || event === 'failed';
}

/** The whole lines between two bytes; the first line of the file is whole, any other block may begin within one. */
async function readBlock(handle: FileHandle, start: number, end: number): Promise<readonly RunEvent[]> {
  const bytes = await readRange(handle, start, end);
  const first = start === 0 ? 0 : bytes.indexOf(0x0a) + 1;
  return parseLines(bytes.toString('utf8', first, Math.max(first, bytes.lastIndexOf(0x0a) + 1)));
}
