import { expect, test } from 'vitest';
import { paper, plotSvg } from '../../../src/report/plotSvg';
import { report } from '../../../src/report/report';
import { reportAsHtml, reportAsMarkdown } from '../../../src/report/writeReport';
import { row, searchEvents, trainEvents } from '../../webview/samples';

const context = {
  commandLine: () => "renas search --space 'my space'",
  commit: '904feb7, with changes',
  made: '2025-01-31T16:05:12.000Z',
};
const search = (id: string, seed: number, title = 'Search lab') => ({
  row: row({
    id,
    title,
    seed,
    arguments: ['search', '--space', 'lab', '--seed', `${seed}`],
    figure: 'top 0.03 %',
    results: {},
  }),
  events: searchEvents(20),
});

test('a report of one run has its result, curve, cells, command, versions and commit', () => {
  const text = reportAsMarkdown(report([search('a', 1)], context));
  expect(text).toMatch(/^# Search lab\n/);
  expect(text).toContain('at commit 904feb7, with changes');
  expect(text).toContain("```\nrenas search --space 'my space'\n```");
  expect(text).toContain('| found1 |');
  expect(text).toMatch(/!\[Best cell.*\]\(data:image\/svg\+xml;base64,[A-Za-z0-9+/=]+\)/);
  expect(text).toContain('ReNAS 0.1.0, Node 20.20.2');
});

test('a report of a run that was read in part says so', () => {
  const text = reportAsMarkdown(report([{ ...search('a', 1), thinnedFrom: 5_300_000 }], context));
  expect(text).toContain(
    'This run has written 5 MB of events. Its curves show a part of them, evenly drawn;',
  );
  expect(reportAsMarkdown(report([search('a', 1)], context))).not.toContain('evenly drawn');
});

test('a report of several runs compares what differs, in the words of the form', () => {
  const html = reportAsHtml(report([search('a', 1), search('b', 2)], context));
  expect(html).toContain('<h1>2 runs compared</h1>');
  expect(html).toContain('<tr><td>Seed</td><td>1</td><td>2</td></tr>');
  expect(html.match(/<svg /g)).toHaveLength(1);
  expect(html).toContain('<th>Search lab · seed 2</th>');
});

test('text from files is text: no markup, no script, no link comes out of it', () => {
  const title = '<script>alert(1)</script> [x](javascript:y) | z';
  const blocks = report([{ ...search('a', 1, title), events: trainEvents(10) }], context);
  const html = reportAsHtml(blocks);
  expect(html).not.toContain('<script');
  expect(html).toContain('&lt;script&gt;');
  const [head] = reportAsMarkdown(blocks).split('\n');
  expect(head).toBe('# \\<script\\>alert(1)\\</script\\> \\[x\\](javascript:y) \\| z');
});

test('a chart as SVG has names as text, and nothing that a viewer obeys', () => {
  const name = `</text><script>alert("1'")</script>\u001b\u202e\uffff`;
  const spec = { title: name, scale: 'linear' as const, format: String, xName: name, formatX: String };
  const series = [{ label: name, color: 0, stepped: false, hidden: false }];
  const svg = plotSvg({ ...spec, series }, { x: [1, 2], columns: [[1, 2]] }, paper);
  expect(svg).not.toContain('<script');
  expect(svg).not.toMatch(/(?!\n)\p{Cc}|\p{Bidi_Control}|\uFFFF/u);
  expect(svg).toContain(
    '<title>&lt;/text&gt;&lt;script&gt;alert(&quot;1&#39;&quot;)&lt;/script&gt;␛&lt;U+202E&gt;\uFFFD</title>',
  );
});
