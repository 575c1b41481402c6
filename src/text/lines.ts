import { setImmediate } from 'node:timers/promises';

/** ms of work between two pauses. */
const longest = 20;

/** The lines of a text, one at a time: a text of 64 MiB can have as many as half of its characters. */
export function* linesOf(text: string): Iterable<string> {
  for (let start = 0; start <= text.length; ) {
    const end = text.indexOf('\n', start);
    const stop = end < 0 ? text.length : end;
    yield text.slice(start, stop);
    start = stop + 1;
  }
}

/** The same for a text of any number of lines, in a process that has other work: timers and messages go on meanwhile. */
export async function eachLine(text: string, visit: (line: string) => void): Promise<void> {
  let last = performance.now();
  let count = 0;
  for (const line of linesOf(text)) {
    visit(line);
    if (++count % 256 !== 0 || performance.now() - last < longest) continue;
    await setImmediate();
    last = performance.now();
  }
}

/** Whether a line may be a JSON object. To find out by parsing what is none costs a hundred times as much. */
export function mayBeObject(line: string): boolean {
  return /^\s*\{/.test(line) && line.trimEnd().endsWith('}');
}
