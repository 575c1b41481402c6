import { expect, it } from 'vitest';
import { addMeasured } from '../../../src/document/addMeasured';
import { readDocument } from '../../../src/document/readDocument';

const source = `use nasbench201

/// The first.
cell first {
  n1 = conv3x3(input) // kept
  n2 = conv3x3(n1)
  output = skip(input) + conv1x1(n1)
  measured loss = 0.5
  // a comment at the end
}

cell inline { n1 = conv3x3(input)
 n2 = conv1x1(n1)
 output = conv1x1(n1) }
cell oneliner : nasbench201 {
  n1 = conv1x1(input)
  n2 = conv1x1(input)
  output = conv1x1(input) }
cell spelled = "|nor_conv_3x3~0|+|none~0|none~1|+|none~0|none~1|skip_connect~2|" // after
`;
const figures = [
  { metric: 'accuracy', value: 93.1, percent: false, epochs: 12, seeds: 3, deviation: 0.2 },
  { metric: 'val/loss', value: 0.25, percent: false, epochs: 12 },
];
const line = 'measured accuracy = 93.1 (epochs: 12, seeds: 3, deviation: 0.2)';

function resultsOf(text: string, names: readonly string[]) {
  const { cells } = readDocument(text);
  return names.map(name => ({
    name,
    hash: cells.find(cell => cell.name === name)?.hash ?? 'no hash',
    figures,
  }));
}

it.each(['\n', '\r\n'])('lines are added at the end of each cell, and nothing else changes', eol => {
  const before = source.replaceAll('\n', eol);
  const names = ['first', 'inline', 'oneliner', 'spelled'];
  const { text, missing } = addMeasured(before, resultsOf(before, names));
  expect(missing).toEqual([]);
  const [old, now] = [readDocument(before), readDocument(text)];
  expect(now.diagnostics).toEqual(old.diagnostics);
  for (const name of names) {
    const [cell, was] = [now, old].map(({ cells }) => cells.find(each => each.name === name)!);
    expect(cell!.hash).toBe(was!.hash);
    expect(cell!.measured.slice(-2)).toEqual(figures);
  }
  const added = text
    .split(eol)
    .filter(each => !each.includes('measured accuracy') && !each.includes('"val/loss"'));
  expect(added.slice(0, 12)).toEqual(before.split(eol).slice(0, 12));
  expect(text).toContain(`  // a comment at the end${eol}  ${line}${eol}`);
  expect(text).not.toMatch(eol === '\n' ? /\r/ : /(?<!\r)\n/);
  expect(text).toContain('} // after');
  // Once more, nothing is added.
  expect(addMeasured(text, resultsOf(text, names)).text).toBe(text);
});

it('a cell that was edited in the meantime, renamed or deleted gets no line', () => {
  const results = resultsOf(source, ['first', 'oneliner']);
  const edited = source.replace('conv1x1(n1)', 'conv3x3(n1)').replace('oneliner', 'other');
  expect(addMeasured(edited, results)).toEqual({ text: edited, missing: ['first', 'oneliner'] });
});
