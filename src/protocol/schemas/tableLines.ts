import * as v from 'valibot';
import { count, dictionary, finite, object } from './basics';

const text = v.string();
const texts = v.array(text);
const problems = v.array(object({ line: finite, message: text }));

/** What `renas table --json` says of a table with `--space` or `--label`: `TableCheck` of `src/protocol/runForms.ts`. */
const check = object({
  readable: count,
  unreadable: count,
  problems,
  failure: v.exactOptional(text),
  cells: v.exactOptional(count),
  notes: v.exactOptional(texts),
  warnings: v.exactOptional(texts),
  epoch: v.exactOptional(text),
  goalSentence: v.exactOptional(text),
  goal: v.exactOptional(v.picklist(['max', 'min'])),
  choice: v.exactOptional(object({ column: text, values: texts })),
  suggested: v.exactOptional(texts),
});

/** The line of `renas table FILE --json`. */
export const tableLine = object({
  rows: count,
  columns: v.array(object({ name: text, numeric: v.boolean(), role: v.exactOptional(text) })),
  cells: v.nullish(text),
  preview: v.exactOptional(object({ columns: texts, rows: v.array(texts) })),
  spaces: v.exactOptional(texts),
  goals: v.exactOptional(dictionary(v.picklist(['max', 'min']))),
  check: v.exactOptional(check),
});

/** A line of `renas import --json`. */
export const importLine = v.variant('event', [
  v.looseObject({
    event: v.literal('progress'),
    /** `read MB`, `read files` */
    phase: text,
    done: finite,
    total: finite,
  }),
  v.looseObject({
    event: v.literal('done'),
    file: text,
    space: text,
    cells: count,
    left_out: count,
    /** The first of what was left out; `line` counts records, files or rows. */
    problems,
    /** What was done with the rows of a table, and what looks wrong: sentences. */
    notes: v.exactOptional(texts),
    columns: texts,
    /** Absent where there is no published file to compare with. */
    sha256: v.exactOptional(text),
    /** Name of the published file that it is; `null`: none. */
    published: v.nullish(text),
  }),
]);
