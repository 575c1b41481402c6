import type { FoundCell } from '../src/protocol/events';
import type { PageCell } from '../src/protocol/panel';
import { formatAmount, formatCount, formatTopShare } from '../src/protocol/words';
import { button } from './controls';
import { h, setText, show } from './dom';
import { type Drawings, drawingElement } from './drawings';

export interface FoundTable {
  readonly element: HTMLElement;
  update(run: string, found: readonly FoundCell[] | undefined, scored: number | undefined): void;
}

export interface FoundTableOptions {
  readonly drawings: Drawings;
  readonly onOpen: (cell: PageCell) => void;
  readonly onInsert: (text: string) => void;
  readonly onCompare: (cell: PageCell) => void;
}

const heads = ['', 'Cell', 'Top', 'Parameters', 'FLOPs'] as const;

/** The best cells of a search, best first; a row opens to the cell's drawing and source. */
export function createFoundTable(options: FoundTableOptions): FoundTable {
  const body = h('tbody');
  const note = h('p', { class: 'note' });
  const table = h(
    'table',
    { class: 'found' },
    h(
      'thead',
      {},
      h('tr', {}, ...heads.map(text => (text === '' ? h('td') : h('th', { scope: 'col' }, text)))),
    ),
    body,
  );
  const element = h('section', {}, h('h3', {}, 'Best Cells Found'), table, note);
  let open: string | undefined;
  let shown = '';
  let of = '';

  /** What a row opens to. */
  const inside = (found: FoundCell): HTMLElement => {
    const cell: PageCell = { from: 'run', run: of, name: found.name, text: found.cell };
    const place = h('div', { class: 'drawing' }, h('p', { class: 'note' }, 'Drawing…'));
    options.drawings.ask('found', [cell], ([drawn]) => {
      if (!drawn) return;
      place.replaceChildren(
        'refused' in drawn ? h('p', { class: 'note' }, drawn.refused) : drawingElement(drawn.drawing),
      );
    });
    const act = (text: string, icon: string, onClick: () => void) =>
      button({ text, icon, secondary: true, onClick });
    return h(
      'div',
      { class: 'found-cell' },
      place,
      h(
        'div',
        {},
        h('pre', {}, found.cell.trim()),
        h(
          'div',
          { class: 'actions' },
          act('Open', 'go-to-file', () => options.onOpen(cell)),
          act('Insert at Cursor', 'insert', () => options.onInsert(found.cell)),
          act('Compare', 'compare-changes', () => options.onCompare(cell)),
        ),
      ),
    );
  };

  const render = (found: readonly FoundCell[]) => {
    body.replaceChildren(
      ...found.flatMap((cell, i) => {
        const expanded = cell.hash === open;
        const toggle = h('button', {
          class: `twistie codicon codicon-chevron-${expanded ? 'down' : 'right'}`,
          'aria-expanded': String(expanded),
          'aria-label': `Source of ${cell.name}`,
        });
        const row = h(
          'tr',
          {},
          h('td', { class: 'twistie-cell' }, toggle),
          h('th', { scope: 'row' }, cell.name),
          h('td', {}, `${formatTopShare(cell.top)} %`),
          h('td', {}, formatCount(cell.parameters)),
          h('td', {}, formatAmount(cell.flops)),
        );
        row.addEventListener('click', () => {
          open = expanded ? undefined : cell.hash;
          render(found);
          body.querySelectorAll<HTMLElement>('.twistie')[i]?.focus();
        });
        return expanded
          ? [row, h('tr', { class: 'source' }, h('td', { colspan: '5' }, inside(cell)))]
          : [row];
      }),
    );
  };

  return {
    element,
    update(run, found, scored) {
      show(element, found !== undefined && found.length > 0);
      if (!found) return;
      setText(
        note,
        `Predicted${scored === undefined ? '' : `, the best of ${formatCount(scored)} cells scored`}. Top is the share of the space predicted at least as good: small is good. FLOPs are counted as the space counts them.`,
      );
      of = run;
      const next = run + JSON.stringify(found.map(cell => [cell.hash, cell.name, cell.top]));
      if (next === shown) return;
      shown = next;
      render(found);
    },
  };
}
