import type { DrawnCell, Refusal } from '../../src/protocol/lsp';
import type { FromPage, PageCell } from '../../src/protocol/panel';
import { h } from '../kit/dom';

/** Asks the host for drawings of cells. */
export interface Drawings {
  /** Calls `show` once they are there; a later call with the same `place` is answered instead of this one. */
  ask(
    place: string,
    cells: readonly PageCell[],
    show: (drawn: readonly (DrawnCell | Refusal)[]) => void,
  ): void;
  answer(request: string, drawn: readonly (DrawnCell | Refusal)[]): void;
}

export function createDrawings(post: (message: FromPage) => void): Drawings {
  const waiting = new Map<
    string,
    { request: string; show: (drawn: readonly (DrawnCell | Refusal)[]) => void }
  >();
  let asked = 0;
  return {
    ask(place, cells, show) {
      const request = `${++asked}`;
      waiting.set(place, { request, show });
      post({ kind: 'draw', request, cells });
    },
    answer(request, drawn) {
      for (const [place, wanted] of waiting)
        if (wanted.request === request) {
          waiting.delete(place);
          wanted.show(drawn);
        }
    },
  };
}

/** An SVG document as an element of the page; what it could do besides being seen is taken out. */
export function drawingElement(svg: string): Element {
  const root = new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement;
  if (root.nodeName !== 'svg') return h('p', { class: 'note' }, 'This cell can’t be drawn.');
  for (const odd of root.querySelectorAll('script, foreignObject, a, image, use, style')) odd.remove();
  return document.importNode(root, true);
}
