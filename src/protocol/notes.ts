/** `notes.json` of a run directory: what the user says of a run. Written by the extension, never by the run. */
export interface RunNotes {
  /** Instead of the title that the run gave itself. */
  readonly name?: string;
  readonly star?: boolean;
  readonly note?: string;
  readonly tags?: readonly string[];
}
