import { drawCell } from '../cells/draw';
import type { DocumentCell } from '../document/readDocument';
import type { CompareAnswer } from '../protocol/lsp';
import { formatAmount, formatCount, formatTop } from '../protocol/words';
import { cellFacts, flopsUnit } from './cellFacts';
import { hasErrors } from './cellRequests';
import type { StateOf } from './improvements';

/** Two cells side by side, as Markdown: drawings, ranks, costs and what they measured. */
export function compareCells(pair: readonly [DocumentCell, DocumentCell], state: StateOf): CompareAnswer {
  const columns = pair.map(found => column(found, state));
  const broken = pair.find((_, i) => columns[i] === undefined);
  if (broken) return { refused: hasErrors(broken.name) };
  const [a, b] = columns as [Column, Column];
  const labels = [...new Set([...a.rows.keys(), ...b.rows.keys()])];
  const row = (...texts: readonly string[]) => `| ${texts.join(' | ')} |`;
  const title = `${a.name} and ${b.name}`;
  const markdown = [
    `# ${title}`,
    '',
    row('', a.name, b.name),
    row('---', '---', '---'),
    row('', a.drawing, b.drawing),
    ...labels.map(label => row(label, a.rows.get(label) ?? '–', b.rows.get(label) ?? '–')),
    '',
    'The rank is predicted, not measured: the share of all cells of the space that are at least as good.',
    '',
  ].join('\n');
  return { title, markdown };
}

interface Column {
  readonly name: string;
  readonly drawing: string;
  readonly rows: ReadonlyMap<string, string>;
}

function column(found: DocumentCell, state: StateOf): Column | undefined {
  const { space, cell, hash, names, measured } = found;
  const facts = cellFacts(found);
  if (!space || !cell || hash === undefined || !facts) return undefined;
  const score = state({ space, cell, hash });
  const svg = Buffer.from(drawCell(space, cell, { names, direction: 'down' })).toString('base64');
  const flops = formatAmount(facts.flops);
  const operations = new Map<string, number>();
  for (const { operation } of facts.sites) operations.set(operation, (operations.get(operation) ?? 0) + 1);
  return {
    name: found.name,
    drawing: `![${found.name}](data:image/svg+xml;base64,${svg})`,
    rows: new Map([
      ['Space', space.name],
      ['Predicted', typeof score === 'string' ? 'not ranked' : formatTop(score.top)],
      ['Parameters', formatCount(facts.parameters)],
      [flopsUnit(space), flops],
      ['Operations', [...operations].map(([name, count]) => `${count} × ${name}`).join(', ') || 'none'],
      ...measured.map(({ metric, value, percent }): [string, string] => [
        `Measured ${metric}`,
        `${value}${percent ? ' %' : ''}`,
      ]),
    ]),
  };
}
