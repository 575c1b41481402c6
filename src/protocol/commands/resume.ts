import { jsonOption } from '../options/common';
import { declareCommand, type SettingsOf } from '../options/option';

/** `renas resume DIR`: goes on with a run that ended before its time. */
export const resumeCommand = declareCommand({
  name: 'resume',
  summary: 'go on with an interrupted, cancelled or failed run, to the result it would have had',
  options: {
    dir: { kind: 'text', value: 'dir', help: 'its run directory', required: true, path: 'file' },
    json: jsonOption,
  },
});

export type ResumeSettings = SettingsOf<typeof resumeCommand>;
