/** A line of what a program printed, as a terminal would show it. */
export interface LogLine {
  readonly text: string;
  /** Which of several processes printed it, where a launcher says so. */
  readonly process?: string;
}

/** Longer lines are cut: no training script prints its result behind so many characters. */
const longestLine = 20_000;

const esc = String.fromCharCode(27);
const bell = String.fromCharCode(7);
/** Escape sequences of terminals: colours and cursors, titles and links, and the rest. */
const escapes = new RegExp(
  `${esc}(?:\\[[0-?]{0,32}[ -/]{0,4}[@-~]?|\\][^${bell}${esc}]{0,2000}(?:${bell}|${esc}\\\\)?|[@-Z\\\\-_])`,
  'g',
);
/** What a terminal does not show, but for tabs. */
const controls = /(?!\t)\p{Cc}/gu;

/** How launchers mark the lines of each process: torchrun, `srun --label`, mpirun, accelerate, and loggers. */
const processMarks = [
  /^\s{0,8}\[(?:default|rank|gpu|worker|process|proc|node)[ _:=-]?(\d{1,5})\][: ]*/i,
  /^\s{0,8}\(?(?:rank|gpu|worker|process|proc)[ _:=#-]{0,2}(\d{1,5})(?:\/\d{1,5})?\)?\s?[:|>\]-]\s{0,4}/i,
  /^\s{0,8}\[\d{1,5},(\d{1,5})\](?:<std(?:out|err)>)?:\s?/,
  /^(\d{1,5}): (?=\s*\S)/,
];
/** The same within a line, behind a time and a logger's name. */
const processWithin = /[[(](?:rank|gpu|local_rank|global_rank)[ _:=#-]{0,2}(\d{1,5})[\])]/i;

/**
 * The lines of an output, without colour codes and control characters. A carriage return begins a line of its own, as a
 * progress bar prints over what it printed before.
 */
export function logLines(text: string): readonly LogLine[] {
  return text
    .replace(escapes, '')
    .split(/\r?\n/)
    .flatMap(line => {
      const printed = line.split('\r').filter(part => part.trim() !== '');
      return printed.length === 0 ? [''] : printed;
    })
    .map(line => withProcess(cut(line).replace(controls, '')));
}

/** A number at the end of what is left is not the one that was printed. */
function cut(line: string): string {
  return line.length <= longestLine ? line : line.slice(0, longestLine).replace(/[-+.\dEe]{1,400}$/, '');
}

function withProcess(text: string): LogLine {
  for (const mark of processMarks) {
    const found = mark.exec(text);
    if (found) return { text: text.slice(found[0].length), process: found[1]! };
  }
  const within = processWithin.exec(text.slice(0, 200));
  return within ? { text, process: within[1]! } : { text };
}
