import type { RunEvent } from '../protocol/events';

/** One line on a terminal that is rewritten in place; where stderr is no terminal, messages alone are printed. */
export function createProgressLine(stream: NodeJS.WriteStream): {
  show(event: RunEvent): void;
  clear(): void;
} {
  let figures = '';
  let shown = false;
  const clear = () => {
    if (shown) stream.write('\r\x1b[K');
    shown = false;
  };
  const show = (event: RunEvent) => {
    if (event.event === 'message' || event.event === 'resumed') {
      clear();
      stream.write(`${event.text}\n`);
    }
    if (!stream.isTTY) return;
    if (event.event === 'metric') figures = describe(event.values);
    if (event.event !== 'progress') return;
    clear();
    const percent = event.total > 0 ? Math.floor((100 * event.done) / event.total) : 0;
    const line = `${event.phase} ${percent} %  (${event.done} of ${event.total}, ${event.seconds.toFixed(0)} s)  ${figures}`;
    stream.write(line.slice(0, Math.max(20, (stream.columns ?? 80) - 1)));
    shown = true;
  };
  return { show, clear };
}

function describe(values: Readonly<Record<string, number>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name} ${Number(value.toPrecision(4))}`)
    .join('  ');
}
