import { iconButton } from './controls';
import { h, show } from './dom';

export interface MenuItem {
  readonly text: string;
  readonly onClick: () => void;
}

/** A button that opens a small menu: arrow keys move, Enter chooses, Escape closes. */
export function menuButton(name: string, icon: string, items: () => readonly MenuItem[]): HTMLElement {
  const menu = h('div', { class: 'popup', role: 'menu', 'aria-label': name });
  const close = (focus: boolean) => {
    if (menu.hidden) return;
    show(menu, false);
    opener.setAttribute('aria-expanded', 'false');
    if (focus) opener.focus();
  };
  const open = () => {
    menu.replaceChildren(
      ...items().map(({ text, onClick }) => {
        const item = h('button', { class: 'popup-item', role: 'menuitem', tabindex: '-1' }, text);
        item.addEventListener('click', () => {
          close(true);
          onClick();
        });
        return item;
      }),
    );
    show(menu, true);
    opener.setAttribute('aria-expanded', 'true');
    menu.querySelector('button')?.focus();
  };
  const opener = iconButton({ icon, name, onClick: () => (menu.hidden ? open() : close(true)) });
  opener.setAttribute('aria-haspopup', 'menu');
  opener.setAttribute('aria-expanded', 'false');
  menu.hidden = true;
  const place = h('span', { class: 'menu-place' }, opener, menu);
  place.addEventListener('keydown', event => {
    if (menu.hidden) return;
    const all = [...menu.querySelectorAll('button')];
    const at = all.indexOf(document.activeElement as HTMLButtonElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (event.key === 'Escape') close(true);
    else if (to !== undefined) all.at(to % all.length)?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  place.addEventListener('focusout', event => {
    if (!place.contains(event.relatedTarget as Node | null)) close(false);
  });
  return place;
}
