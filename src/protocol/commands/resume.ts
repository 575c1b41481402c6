import { jsonOption } from '../options/common';
import { declareCommand, type SettingsOf } from '../options/option';

/** `renas resume DIR`: goes on with a run that ended before its time. */
export const resumeCommand = declareCommand({
  name: 'resume',
  summary: 'go on with an interrupted, cancelled or failed run, to the result it would have had',
  options: {
    dir: { kind: 'text', value: 'dir', help: 'its run directory', required: true, path: 'file' },
    allowCommand: {
      kind: 'switch',
      flag: '--allow-command',
      help: 'execute what the record of a run that you have not started yourself has it execute',
    },
    recordSha256: {
      kind: 'text',
      flag: '--record-sha256',
      value: 'hex',
      help: 'go on only if the record still is the one that was shown with this SHA-256',
    },
    json: jsonOption,
  },
});

export type ResumeSettings = SettingsOf<typeof resumeCommand>;
