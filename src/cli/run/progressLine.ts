import type { RunEvent } from '../../protocol/events';
import { safeText } from '../../text/safeText';
import { lineOnStderr, writeError } from '../../text/terminal';

/** One line on a terminal that is rewritten in place; where stderr is no terminal, messages alone are printed. */
export function createProgressLine(): { show(event: RunEvent): void; clear(): void } {
  const line = lineOnStderr();
  let figures = '';
  const show = (event: RunEvent) => {
    if (event.event === 'message' || event.event === 'resumed') {
      line.clear();
      writeError(safeText(`${event.text}\n`, 'terminal'));
    }
    if (event.event === 'metric') figures = describe(event.values);
    if (event.event !== 'progress') return;
    const percent = event.total > 0 ? Math.floor((100 * event.done) / event.total) : 0;
    const text = `${event.phase} ${percent} %  (${event.done} of ${event.total}, ${event.seconds.toFixed(0)} s)  ${figures}`;
    line.rewrite(safeText(text.replaceAll('\n', ' '), 'terminal'));
  };
  return { show, clear: line.clear };
}

function describe(values: Readonly<Record<string, number>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name} ${Number(value.toPrecision(4))}`)
    .join('  ');
}
