import { declareCommand, type SettingsOf } from '../options/option';

/** `renas report DIR…`: runs as one file that can be sent to somebody. */
export const reportCommand = declareCommand({
  name: 'report',
  summary: 'write a report of a run, or of several compared, as one HTML or Markdown file',
  options: {
    runs: {
      kind: 'list',
      value: 'dir',
      help: 'the run directories, such as .renas/runs/*',
      required: true,
      path: 'file',
    },
    out: {
      kind: 'text',
      flag: '--out',
      value: 'file',
      help: 'where to write it: FILE.html or FILE.md',
      required: true,
      path: 'file',
      changes: true,
    },
  },
});

export type ReportSettings = SettingsOf<typeof reportCommand>;
