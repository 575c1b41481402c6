import { h } from '../kit/dom';

export interface Splitter {
  readonly element: HTMLElement;
  /** Sets the share on the grid whose two parts it divides. */
  attach(grid: HTMLElement): void;
}

const [least, most] = [0.1, 0.9];

/**
 * The border between the table and what stands beside or under it: a drag moves it, and so do the arrow keys; a double
 * click gives it back to the page. `onSplit` hears the share of the first part.
 */
export function createSplitter(
  first: number | undefined,
  onSplit: (split: number | undefined) => void,
): Splitter {
  const element = h('div', {
    class: 'splitter',
    role: 'separator',
    tabindex: '0',
    'aria-label': 'Size of the table',
    title: 'Drag to resize; double-click to reset',
  });
  let split = first;
  let grid: HTMLElement | undefined;
  const beside = () => grid !== undefined && getComputedStyle(grid).gridTemplateColumns.includes(' ');
  const apply = () => {
    grid?.classList.toggle('split', split !== undefined);
    grid?.style.setProperty('--split', String(split ?? ''));
    element.setAttribute('aria-valuenow', String(Math.round(100 * (split ?? 0.42))));
    element.setAttribute('aria-orientation', beside() ? 'vertical' : 'horizontal');
  };
  const put = (share: number | undefined) => {
    split = share === undefined ? undefined : Math.min(most, Math.max(least, share));
    apply();
  };
  element.addEventListener('pointerdown', event => {
    if (!grid) return;
    event.preventDefault();
    element.setPointerCapture(event.pointerId);
    const { left, top, width, height } = grid.getBoundingClientRect();
    const onMove = (moved: PointerEvent) =>
      put(beside() ? (moved.clientX - left) / width : (moved.clientY - top) / height);
    element.addEventListener('pointermove', onMove);
    element.addEventListener(
      'pointerup',
      () => {
        element.removeEventListener('pointermove', onMove);
        onSplit(split);
      },
      { once: true },
    );
  });
  element.addEventListener('dblclick', () => {
    put(undefined);
    onSplit(undefined);
  });
  element.addEventListener('keydown', event => {
    const by = { ArrowUp: -0.02, ArrowLeft: -0.02, ArrowDown: 0.02, ArrowRight: 0.02 }[event.key];
    if (by === undefined || !grid) return;
    event.preventDefault();
    const now = element.parentElement?.getBoundingClientRect();
    const whole = grid.getBoundingClientRect();
    const share = split ?? (beside() ? (now?.width ?? 0) / whole.width : (now?.height ?? 0) / whole.height);
    put(share + by);
    onSplit(split);
  });
  return {
    element,
    attach(parent) {
      grid = parent;
      apply();
    },
  };
}
