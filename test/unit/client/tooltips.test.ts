import MarkdownIt from 'markdown-it';
import { expect, it } from 'vitest';
import { runTooltip } from '../../../src/client/runs/runTooltip';
import type { RunRecord, RunRow } from '../../../src/protocol/run';

const hostile =
  '[Repair](command:workbench.action.terminal.new) ![](https://evil/x.png) <b> ``` https://evil';

it('a run whose record is hostile has a tooltip without links, pictures and elements', () => {
  const record: RunRecord = {
    format: 1,
    id: 'r1',
    command: 'search',
    title: hostile,
    arguments: ['search', '--space', `${hostile}\n\`\`\`\n${hostile}`],
    inputs: [{ path: hostile, sha256: 'ab'.repeat(32) }],
    space: hostile,
    seed: 1,
    versions: { renas: hostile, node: hostile, engine: hostile },
    state: 'failed',
    pid: 1,
    host: hostile,
    started: '2026-01-01T00:00:00.000Z',
    figure: hostile,
    results: {},
  };
  const row: RunRow = {
    id: 'r1',
    state: 'failed',
    record,
    problem: hostile,
    progress: 0.5,
    phase: hostile,
  };
  const kinds = new Set<string>();
  for (const token of new MarkdownIt({ html: true, linkify: true }).parse(runTooltip(row, hostile), {})) {
    kinds.add(token.type);
    for (const child of token.children ?? []) kinds.add(child.type);
  }
  const plain = ['paragraph_open', 'paragraph_close', 'inline', 'text', 'hardbreak'];
  expect([...kinds].sort()).toEqual([...plain, 'strong_open', 'strong_close', 'fence'].sort());
});
