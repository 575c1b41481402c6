/** A part of the x axis. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

export interface ZoomTarget {
  /** The whole x axis. */
  all(): readonly [number, number];
  /** The part that is shown; `undefined`: all of it. */
  shown(): Range | undefined;
  readonly onRange: (range: Range | undefined) => void;
}

const step = 1.25;

/**
 * Zooms and moves a plot along its x axis. A drag over `area` shows the part dragged over, with Shift it moves the axis;
 * Ctrl and the wheel zoom about the pointer, a sideways wheel moves; a double click, `0` and Escape show all; on `surface`
 * the keys + and − zoom and the arrows move.
 */
export function panAndZoom(surface: HTMLElement, area: HTMLElement, target: ZoomTarget): void {
  const current = (): Range => {
    const [min, max] = target.all();
    return target.shown() ?? { min, max };
  };
  /** Keeps the part within the axis and its order; all of the axis is no zoom. */
  const put = (min: number, max: number) => {
    const [first, last] = target.all();
    const width = Math.min(max - min, last - first);
    if (!(width > 0)) return;
    const from = Math.min(Math.max(min, first), last - width);
    const whole = width >= (last - first) * (1 - 1e-6);
    target.onRange(whole ? undefined : { min: from, max: from + width });
  };
  const zoom = (factor: number, about = 0.5) => {
    const { min, max } = current();
    const center = min + (max - min) * about;
    put(center - (center - min) * factor, center + (max - center) * factor);
  };
  const move = (share: number) => {
    const { min, max } = current();
    const by = (max - min) * share;
    put(min + by, max + by);
  };
  const shareOf = (event: MouseEvent) => {
    const { left, width } = area.getBoundingClientRect();
    return Math.min(1, Math.max(0, (event.clientX - left) / width));
  };

  area.addEventListener('pointerdown', event => {
    if (event.button !== 0) return;
    const from = shareOf(event);
    const { min, max } = current();
    const band = document.createElement('div');
    band.className = 'zoom-band';
    if (!event.shiftKey) area.append(band);
    const onMove = (moved: PointerEvent) => {
      const to = shareOf(moved);
      if (event.shiftKey) put(min - (max - min) * (to - from), max - (max - min) * (to - from));
      band.style.left = `${100 * Math.min(from, to)}%`;
      band.style.width = `${100 * Math.abs(to - from)}%`;
    };
    const onUp = (up: PointerEvent) => {
      removeEventListener('pointermove', onMove);
      removeEventListener('pointerup', onUp);
      band.remove();
      const to = shareOf(up);
      if (event.shiftKey || Math.abs(to - from) * area.clientWidth < 6) return;
      put(min + (max - min) * Math.min(from, to), min + (max - min) * Math.max(from, to));
    };
    addEventListener('pointermove', onMove);
    addEventListener('pointerup', onUp);
  });
  area.addEventListener('dblclick', () => target.onRange(undefined));
  area.addEventListener(
    'wheel',
    event => {
      if (event.ctrlKey || event.metaKey) zoom(event.deltaY > 0 ? step : 1 / step, shareOf(event));
      else if (target.shown() && Math.abs(event.deltaX) > Math.abs(event.deltaY)) move(event.deltaX / 500);
      else return;
      event.preventDefault();
    },
    { passive: false },
  );
  surface.addEventListener('keydown', event => {
    if (event.target !== surface || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === '+' || event.key === '=') zoom(1 / step);
    else if (event.key === '-') zoom(step);
    else if (event.key === 'ArrowLeft' && target.shown()) move(-0.1);
    else if (event.key === 'ArrowRight' && target.shown()) move(0.1);
    else if (event.key === '0' || (event.key === 'Escape' && target.shown())) target.onRange(undefined);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}
