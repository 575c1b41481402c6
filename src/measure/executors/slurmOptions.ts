import { slurmOptions } from '../../protocol/slurm/options';
import { MeasureFailure } from '../measurer';

/** The words of `--slurm`. Throws `MeasureFailure` with what is wrong with it. */
export function readSlurmOptions(text: string): readonly string[] {
  const words = slurmOptions(text, '--slurm');
  if (typeof words === 'string') throw new MeasureFailure(words);
  return words;
}
