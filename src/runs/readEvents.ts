import type { FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { openRegular } from '../files/regularFile';
import type { RunEvent } from '../protocol/events';
import { parseRunEvent } from '../protocol/schemas/runEvent';
import { eachLine } from '../text/lines';
import { runFiles } from './runFolder';

export interface EventsRead {
  readonly events: readonly RunEvent[];
  /** Where the next read begins: just after the last whole line. */
  readonly offset: number;
  /** The file was shorter than `from`: the events are those of a new file, from its start. */
  readonly restarted: boolean;
}

/**
 * The events written since the byte `from`. A last line without its end is left for the next read; foreign lines are
 * skipped; a missing file has no events. Never throws.
 */
export async function readEvents(folder: string, from = 0): Promise<EventsRead> {
  const handle = await openEvents(folder);
  if (!handle) return { events: [], offset: 0, restarted: from > 0 };
  try {
    const { size } = await handle.stat();
    const restarted = size < from;
    const start = restarted ? 0 : from;
    const bytes = await readRange(handle, start, size);
    const end = bytes.lastIndexOf(0x0a) + 1;
    return { events: await parseLines(bytes.toString('utf8', 0, end)), offset: start + end, restarted };
  } catch {
    return { events: [], offset: from, restarted: false };
  } finally {
    await handle.close().catch(() => undefined);
  }
}

const tailBytes = 64 * 1024;
/** A run of a version before may have lines of megabytes: its end is looked for in so many bytes. */
const maxTailBytes = 64 * 2 ** 20;

/**
 * The events of the last 64 KiB: enough for how far a run is, and as cheap for a long run as for a short one. Of a run
 * whose lines are longer than that, those of as many more bytes as it takes until one of them `tells` what is looked for.
 */
export async function readLastEvents(
  folder: string,
  tells: (event: RunEvent) => boolean = () => true,
): Promise<readonly RunEvent[]> {
  const handle = await openEvents(folder);
  if (!handle) return [];
  try {
    const { size } = await handle.stat();
    return (await readTail(handle, size, tailBytes, tells)).events;
  } catch {
    return [];
  } finally {
    await handle.close().catch(() => undefined);
  }
}

/**
 * The last events of a file of `size` bytes: of its last `bytes` or, where its lines are long, of more of them, until one
 * `tells` what is looked for. `start`: the byte where the first of their lines begins; `end`: after the last whole line.
 */
export async function readTail(
  handle: FileHandle,
  size: number,
  bytes: number,
  tells: (event: RunEvent) => boolean,
): Promise<{ readonly events: readonly RunEvent[]; readonly start: number; readonly end: number }> {
  for (let length = bytes; ; length *= 4) {
    const from = Math.max(0, size - length);
    const tail = await readRange(handle, from, size);
    const first = from === 0 ? 0 : tail.indexOf(0x0a) + 1;
    const end = Math.max(first, tail.lastIndexOf(0x0a) + 1);
    const events = await parseLines(tail.toString('utf8', first, end));
    const shortLines = first > 0 && first <= length / 4;
    if (from === 0 || length >= maxTailBytes || shortLines || events.some(tells))
      return { events, start: from + first, end: from + end };
  }
}

export async function openEvents(folder: string): Promise<FileHandle | undefined> {
  try {
    return await openRegular(path.join(folder, runFiles.events));
  } catch {
    return undefined;
  }
}

export async function readRange(handle: FileHandle, start: number, end: number): Promise<Buffer> {
  const bytes = Buffer.alloc(end - start);
  let at = 0;
  while (at < bytes.length) {
    const { bytesRead } = await handle.read(bytes, at, bytes.length - at, start + at);
    if (bytesRead === 0) break;
    at += bytesRead;
  }
  return bytes.subarray(0, at);
}

export async function parseLines(text: string): Promise<readonly RunEvent[]> {
  const events: RunEvent[] = [];
  await eachLine(text, line => {
    const event = parseRunEvent(line);
    if (event) events.push(event);
  });
  return events;
}
