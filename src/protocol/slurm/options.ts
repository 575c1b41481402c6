/** Options of `sbatch`, as `--slurm` and the panel's form take them: one text, split into words without a shell. */

/** What a run sets itself, or what would make another thing of a job than one training that is found again. */
const refused = [
  ...['wrap', 'job-name', 'array', 'output', 'requeue', 'no-requeue', 'signal', 'open-mode', 'wait'],
  ...['clusters', 'test-only', 'parsable', 'help', 'usage', 'version'],
];
/** `-J`, `-a`, `-o`, `-W`, `-M`, `-h`, `-V`, also behind flags without a value. */
const refusedLetter = /^-[QsOkHIv]*([JaoWMhV])/;
const refusedLetters: Readonly<Record<string, string>> = {
  ...{ J: 'job-name', a: 'array', o: 'output', W: 'wait', M: 'clusters', h: 'help', V: 'version' },
};

/** The words of the options, or a sentence on what is wrong with them, which begins with `name`. */
export function slurmOptions(text: string, name: string): readonly string[] | string {
  const words = splitWords(text, name);
  if (typeof words === 'string') return words;
  for (const [i, word] of words.entries()) {
    const long = /^--([^=]*)/.exec(word)?.[1];
    const letter = long === undefined ? refusedLetter.exec(word)?.[1] : undefined;
    // sbatch takes the beginning of a name for the whole.
    const own = long ? refused.find(each => each.startsWith(long)) : letter && refusedLetters[letter];
    if (own !== undefined) return `${name} can’t have ${word}: a run sets --${own} itself.`;
    if (long === '' || (!word.startsWith('-') && !/^-[^=]*$/.test(words[i - 1] ?? '')))
      return `${name} takes options of sbatch, and ${word} is none.`;
  }
  return words;
}

const piece = /'([^']*)'|"((?:\\.|[^"\\])*)"|\\(.)|([^\s'"\\]+)|(\s+)|(.)/gsy;

/** Splits at spaces outside of quotes as a shell does, and without any of its other meanings. */
function splitWords(text: string, name: string): readonly string[] | string {
  const words: string[] = [];
  let word: string | undefined;
  for (const [, single, double, escaped, plain, space, other] of text.matchAll(piece)) {
    if (other !== undefined) return `${name} has a ${other} that nothing ends.`;
    if (space === undefined)
      word = `${word ?? ''}${single ?? double?.replace(/\\(["\\$`])/g, '$1') ?? escaped ?? plain ?? ''}`;
    else if (word !== undefined) {
      words.push(word);
      word = undefined;
    }
  }
  return word === undefined ? words : [...words, word];
}

const partition = /(^|\s)(--partition(?:=|\s+)|-p\s*)([^\s'"\\]+)/;

/** The partition, or several with commas between them, that the options name. */
export function partitionIn(text: string): string | undefined {
  return partition.exec(text)?.[3];
}

/** The same options with another partition, or with none. */
export function withPartition(text: string, name: string): string {
  if (!partition.test(text)) return name === '' ? text : `--partition=${name} ${text}`.trim();
  const next = name === '' ? '$1' : `$1--partition=${name}`;
  return text.replace(partition, next).replace(/ {2,}/g, ' ').trim();
}

/** The time limit that the options ask for, in seconds; `undefined`: none, or none that is known here. */
export function timeIn(text: string): number | undefined {
  const asked = /(?:^|\s)(?:--time(?:=|\s+)|-t\s*)([^\s'"\\]+)/.exec(text)?.[1];
  return asked === undefined ? undefined : slurmSeconds(asked);
}

/**
 * Seconds of a time as Slurm writes them: `minutes`, `minutes:seconds`, `hours:minutes:seconds`, `days-hours`,
 * `days-hours:minutes`, `days-hours:minutes:seconds`; infinite for `UNLIMITED` and `infinite`.
 */
export function slurmSeconds(text: string): number | undefined {
  if (/^(infinite|unlimited|-1)$/i.test(text)) return Number.POSITIVE_INFINITY;
  const [, days, rest = ''] = /^(?:(\d+)-)?(\d+(?::\d+){0,2})$/.exec(text) ?? [];
  if (rest === '') return undefined;
  const [first = 0, second, third] = rest.split(':').map(Number);
  if (days !== undefined) return Number(days) * 86_400 + first * 3600 + (second ?? 0) * 60 + (third ?? 0);
  if (third !== undefined) return first * 3600 + (second ?? 0) * 60 + third;
  return first * 60 + (second ?? 0);
}
