import type { Choices } from '../src/protocol/panel';
import { button, enable } from './controls';
import { h, icon, setText, show } from './dom';

/** A form of the *New run* view. */
export interface Form<D, S> {
  readonly element: HTMLElement;
  draft(): D;
  offer(choices: Choices): void;
  /** Fills it in with what started a run. */
  fill(settings: S): void;
  /** The launch was refused, for this reason. */
  refuse(message: string): void;
}

/** The foot of a form: why it was refused, the button, and why the button waits. */
export interface Launch {
  readonly element: HTMLElement;
  refuse(message: string | undefined): void;
  /** Only a form without mistakes can be launched; `disabled` says why none can. */
  allow(allowed: boolean, disabled: string | undefined): void;
  /** From the click until the answer. */
  busy(busy: boolean): void;
}

export function createLaunch(text: string, iconName: string, onClick: () => void): Launch {
  const launch = button({ text, icon: iconName, onClick });
  const refusalText = h('span');
  const refusal = h('div', { class: 'notice bad', role: 'alert', hidden: '' }, icon('error'), refusalText);
  const waitText = h('span');
  const wait = h('div', { class: 'notice warn', hidden: '' }, icon('shield'), waitText);
  let allowed = false;
  let busy = false;
  const update = () => enable(launch, allowed && !busy);
  return {
    element: h('div', { class: 'launch' }, refusal, wait, launch),
    refuse(message) {
      show(refusal, message !== undefined);
      setText(refusalText, message ?? '');
    },
    allow(next, disabled) {
      allowed = next && disabled === undefined;
      show(wait, disabled !== undefined);
      setText(waitText, disabled ?? '');
      update();
    },
    busy(next) {
      busy = next;
      update();
    },
  };
}
