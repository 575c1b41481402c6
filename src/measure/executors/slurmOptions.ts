import { MeasureFailure } from '../measurer';

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

/** The words of `--slurm`, split at spaces outside of quotes as a shell does, and without any of its other meanings. */
export function readSlurmOptions(text: string): readonly string[] {
  const words = splitWords(text);
  for (const [i, word] of words.entries()) {
    const long = /^--([^=]*)/.exec(word)?.[1];
    const letter = long === undefined ? refusedLetter.exec(word)?.[1] : undefined;
    // sbatch takes the beginning of a name for the whole.
    const name = long ? refused.find(each => each.startsWith(long)) : letter && refusedLetters[letter];
    if (name !== undefined)
      throw new MeasureFailure(`--slurm can't have ${word}: --${name} is not for a run to be given.`);
    if (long === '' || (!word.startsWith('-') && !/^-[^=]*$/.test(words[i - 1] ?? '')))
      throw new MeasureFailure(`--slurm takes options of sbatch, and ${word} is none.`);
  }
  return words;
}

function splitWords(text: string): readonly string[] {
  const piece = /'([^']*)'|"((?:\\.|[^"\\])*)"|\\(.)|([^\s'"\\]+)|(\s+)|(.)/gsy;
  const words: string[] = [];
  let word: string | undefined;
  for (const [, single, double, escaped, plain, space, other] of text.matchAll(piece)) {
    if (other !== undefined) throw new MeasureFailure(`--slurm has a ${other} that nothing ends.`);
    if (space === undefined)
      word = `${word ?? ''}${single ?? double?.replace(/\\(["\\$`])/g, '$1') ?? escaped ?? plain ?? ''}`;
    else if (word !== undefined) {
      words.push(word);
      word = undefined;
    }
  }
  return word === undefined ? words : [...words, word];
}
