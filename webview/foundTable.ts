import type { FoundCell } from '../src/protocol/events';
import { formatAmount, formatCount, formatTopShare } from '../src/protocol/words';
import { h, setText, show } from './dom';

export interface FoundTable {
  readonly element: HTMLElement;
  update(found: readonly FoundCell[] | undefined, scored: number | undefined): void;
}

const heads = ['', 'Cell', 'Top', 'Parameters', 'FLOPs'] as const;

/** The best cells of a search, best first; a row opens to the cell's source. */
export function createFoundTable(): FoundTable {
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
        const source = h(
          'tr',
          { class: 'source' },
          h('td', { colspan: '5' }, h('pre', {}, cell.cell.trim())),
        );
        return expanded ? [row, source] : [row];
      }),
    );
  };

  return {
    element,
    update(found, scored) {
      show(element, found !== undefined && found.length > 0);
      if (!found) return;
      setText(
        note,
        `Predicted${scored === undefined ? '' : `, the best of ${formatCount(scored)} cells scored`}. Top is the share of the space predicted at least as good: small is good. FLOPs are counted as the space counts them.`,
      );
      const next = JSON.stringify(found.map(cell => [cell.hash, cell.name, cell.top]));
      if (next === shown) return;
      shown = next;
      render(found);
    },
  };
}
