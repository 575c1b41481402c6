import * as vscode from 'vscode';
import type { RunRow } from '../../protocol/panel';
import { titleOf } from '../../protocol/runTitle';
import { commandLine } from './repeatRun';
import { durationOf } from './runWords';

/** All that is known of a run without opening it. `folder` of the workspace keeps it, where there are several. */
export function runTooltip(row: RunRow, folder?: string): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  const line = (name: string, value: string | undefined) => {
    if (value !== undefined) text.appendText(`${name}: ${value}`).appendMarkdown('  \n');
  };
  text.appendMarkdown('**').appendText(titleOf(row)).appendMarkdown('**\n\n');
  if (row.problem !== undefined) text.appendText(row.problem).appendMarkdown('\n\n');
  const { record } = row;
  line('State', row.state);
  if (row.progress !== undefined)
    line('Done', `${Math.floor(row.progress * 100)} %${row.phase === undefined ? '' : ` of ${row.phase}`}`);
  line('Figure', record?.figure);
  line('Space', record?.space);
  line('Seed', record?.seed.toString());
  line('Started', record && new Date(record.started).toLocaleString());
  line('Took', durationOf(row));
  line('Engine', record?.versions.engine);
  line('Versions', record && `ReNAS ${record.versions.renas}, Node ${record.versions.node}`);
  line('Host', record?.host);
  line('Folder', folder);
  for (const { path, sha256 } of record?.inputs ?? [])
    line('Read', `${path} (sha256 ${sha256.slice(0, 12)}…)`);
  if (record) text.appendMarkdown('\n\n').appendCodeblock(commandLine(record), 'shellscript');
  return text;
}
