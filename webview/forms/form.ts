import type { Choices } from '../../src/protocol/runForms';
import { button, enable } from '../kit/controls';
import { h, icon, setText, show } from '../kit/dom';
import type { Field } from './fields';

/** A form of the *New run* view. */
export interface Form<D, S> {
  readonly element: HTMLElement;
  draft(): D;
  offer(choices: Choices): void;
  /** Fills it in with what started a run. */
  fill(settings: S): void;
  /** The launch was refused, for this reason. */
  refuse(message: string): void;
  /** What the fields offer or say depends on something else that has changed. */
  refresh(): void;
}

/** Either the settings, or for each field that is wrong the sentence that says so; neither while something is read. */
export interface Checked<D, S> {
  readonly settings: S | undefined;
  readonly wrong: Readonly<Partial<Record<keyof D, string>>>;
}

/** What its fields call. */
export interface FormEvents {
  readonly changed: () => void;
  readonly submit: () => void;
}

export interface FormSpec<D extends Readonly<Record<keyof D, string>>, S> {
  readonly name: string;
  readonly launch: string;
  readonly fields: { readonly [K in keyof D]: Field };
  /** In the order of the form. */
  readonly layout: readonly HTMLElement[];
  /** What the fields hold at first. */
  readonly first: D;
  /** Lets the fields offer and explain what goes with what the others hold. */
  adapt(choices: Choices): void;
  check(draft: D, choices: Choices): Checked<D, S>;
  start(settings: S): void;
  /** The draft that these settings come from. */
  draftOf(settings: S): D;
}

/** A form that checks itself with each change and can be launched only without mistakes. */
export function createForm<D extends Readonly<Record<keyof D, string>>, S>(
  saved: Partial<D>,
  onChange: () => void,
  specify: (events: FormEvents) => FormSpec<D, S>,
): Form<D, S> {
  let choices: Choices | undefined;
  const submit = () => {
    const settings = choices && spec.check(draft(), choices).settings;
    if (settings === undefined || choices?.disabled !== undefined) return;
    launch.refuse(undefined);
    launch.busy(true);
    spec.start(settings);
    setTimeout(() => launch.busy(false), 1000);
  };
  const refresh = () => {
    if (!choices) return;
    spec.adapt(choices);
    const { settings, wrong } = spec.check(draft(), choices);
    for (const name of names) spec.fields[name].complain(wrong[name]);
    launch.allow(settings !== undefined, choices.disabled);
  };
  const changed = () => {
    launch.refuse(undefined);
    refresh();
    onChange();
  };
  const spec = specify({ changed, submit });
  const names = Object.keys(spec.fields) as (keyof D)[];
  const draft = () => Object.fromEntries(names.map(name => [name, spec.fields[name].control.value()])) as D;
  const put = (values: D) => {
    for (const name of names) spec.fields[name].control.set(values[name]);
  };
  put({ ...spec.first, ...saved });
  const launch = createLaunch(spec.launch, submit);
  return {
    element: h(
      'div',
      { class: 'form', role: 'form', 'aria-label': spec.name },
      ...spec.layout,
      launch.element,
    ),
    draft,
    offer(next) {
      choices = next;
      refresh();
    },
    fill(settings) {
      put(spec.draftOf(settings));
      changed();
    },
    refuse(message) {
      launch.busy(false);
      launch.refuse(message);
    },
    refresh,
  };
}

/** Fields side by side where there is room. */
export function side(...fields: readonly Field[]): HTMLElement {
  return h('div', { class: 'pair' }, ...fields.map(field => field.element));
}

/** Fields that belong together, under a heading. */
export function group(name: string, ...content: readonly HTMLElement[]): HTMLElement {
  return h('div', { class: 'group', role: 'group', 'aria-label': name }, h('h2', {}, name), ...content);
}

/** The foot of a form: why it was refused, the button, and why the button waits. */
interface Launch {
  readonly element: HTMLElement;
  refuse(message: string | undefined): void;
  /** Only a form without mistakes can be launched; `disabled` says why none can. */
  allow(allowed: boolean, disabled: string | undefined): void;
  /** From the click until the answer. */
  busy(busy: boolean): void;
}

function createLaunch(text: string, onClick: () => void): Launch {
  const launch = button({ text, icon: 'play', onClick });
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
