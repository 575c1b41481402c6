/** Buttons of which one is a tab stop; the left and right arrows, Home and End move along. */
export interface Roving {
  /** The buttons are others now. */
  refresh(): void;
}

/** `nameOf` tells a button from the others, so that the stop stays where it was; `first` is where it begins. */
export function createRoving(
  parent: HTMLElement,
  nameOf: (button: HTMLButtonElement) => string | null | undefined,
  first?: string,
): Roving {
  let stop = first;
  const buttons = () => [...parent.querySelectorAll('button')];
  const makeStop = (button: HTMLButtonElement | undefined) => {
    if (!button) return;
    stop = nameOf(button) ?? stop;
    for (const each of buttons()) each.tabIndex = each === button ? 0 : -1;
  };
  parent.addEventListener('focusin', event => {
    if (event.target instanceof HTMLButtonElement) makeStop(event.target);
  });
  parent.addEventListener('keydown', event => {
    const all = buttons();
    const at = all.indexOf(document.activeElement as HTMLButtonElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
    const target = to === undefined ? undefined : all[to];
    if (!target) return;
    event.preventDefault();
    target.focus();
  });
  return {
    refresh() {
      const all = buttons();
      makeStop(all.find(button => nameOf(button) === stop) ?? all[0]);
    },
  };
}
