import * as v from 'valibot';
import type { RunNotes } from '../notes';
import { object } from './basics';
import { readJson } from './readJson';

const schema = object({
  name: v.exactOptional(v.string()),
  star: v.exactOptional(v.boolean()),
  note: v.exactOptional(v.string()),
  tags: v.exactOptional(v.array(v.string())),
});

/** Reads the text of a `notes.json`; a string says what is wrong with it. Fields not known here are kept. */
export function parseRunNotes(text: string): RunNotes | string {
  return readJson(schema, text, 'notes.json');
}
