import type { PageCell } from '../../src/protocol/panel';
import { button } from '../kit/controls';
import { h } from '../kit/dom';
import { type Drawings, drawingElement } from './drawings';

export interface CellSourceOptions {
  readonly drawings: Drawings;
  readonly onOpen: (cell: PageCell) => void;
  readonly onInsert: (text: string) => void;
  readonly onCompare: (cell: PageCell) => void;
}

/** The drawing of a cell of a run beside its source, and what can be done with it. `place`: one drawing is asked for a place. */
export function createCellSource(
  place: string,
  cell: Extract<PageCell, { from: 'run' }>,
  { drawings, onOpen, onInsert, onCompare }: CellSourceOptions,
): HTMLElement {
  const drawing = h('div', { class: 'drawing' }, h('p', { class: 'note' }, 'Drawing…'));
  drawings.ask(place, [cell], ([drawn]) => {
    if (!drawn) return;
    drawing.replaceChildren(
      'refused' in drawn ? h('p', { class: 'note' }, drawn.refused) : drawingElement(drawn.drawing),
    );
  });
  const act = (text: string, icon: string, onClick: () => void) =>
    button({ text, icon, secondary: true, onClick });
  return h(
    'div',
    { class: 'found-cell' },
    drawing,
    h(
      'div',
      {},
      h('pre', { tabindex: '0', role: 'region', 'aria-label': 'Source' }, cell.text.trim()),
      h(
        'div',
        { class: 'actions' },
        act('Open', 'go-to-file', () => onOpen(cell)),
        act('Insert at Cursor', 'insert', () => onInsert(cell.text)),
        act('Compare', 'compare-changes', () => onCompare(cell)),
      ),
    ),
  );
}
