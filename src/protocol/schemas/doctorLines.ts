import * as v from 'valibot';
import { object } from './basics';
import { readJson } from './readJson';

/** A line of `renas doctor --json`. */
const finding = object({
  /** What was checked: `Disk`, `PyTorch`, `PyTorch on n1`. */
  check: v.string(),
  /** `failed`: something that is needed does not work; `absent`: something is not there that not everybody needs. */
  state: v.picklist(['ok', 'absent', 'failed']),
  /** What was found. */
  text: v.string(),
  /** What to do about it, a sentence. */
  help: v.exactOptional(v.string()),
});

export type Finding = v.InferOutput<typeof finding>;

/** Reads what `renas doctor --json` printed; lines that are none are left out. */
export function parseFindings(text: string): readonly Finding[] {
  return text.split('\n').flatMap(line => {
    const read = readJson(finding, line, 'the line');
    return typeof read === 'string' ? [] : read;
  });
}
