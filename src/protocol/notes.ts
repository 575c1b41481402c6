/** `notes.json` of a run directory: what the user says of a run. Written by the extension, never by the run. */
export interface RunNotes {
  /** Instead of the title that the run gave itself. */
  readonly name?: string;
  readonly star?: boolean;
  readonly note?: string;
  readonly tags?: readonly string[];
}

/** Reads the text of a `notes.json`; a string says what is wrong with it. Fields not known here are kept. */
export function parseRunNotes(text: string): RunNotes | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'notes.json is not valid JSON';
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return 'notes.json does not hold an object';
  const notes = value as Record<string, unknown>;
  for (const key of ['name', 'note'])
    if (notes[key] !== undefined && typeof notes[key] !== 'string')
      return `"${key}" in notes.json is not text`;
  if (notes['star'] !== undefined && typeof notes['star'] !== 'boolean')
    return '"star" in notes.json is neither true nor false';
  const { tags } = notes;
  if (tags !== undefined && !(Array.isArray(tags) && tags.every(tag => typeof tag === 'string')))
    return '"tags" in notes.json is not a list of texts';
  return notes;
}
