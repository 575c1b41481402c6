import { expectedTime } from '../../src/protocol/expectedTime';
import { type Draft, type FormKey, type FormSettings, formKeys } from '../../src/protocol/options/form';
import type { CommandDeclaration, Options } from '../../src/protocol/options/option';
import type { RunRow } from '../../src/protocol/run';
import type { Choices, LaunchExtras, RunForm } from '../../src/protocol/runForms';
import { formatSize } from '../../src/protocol/words';
import { button, enable } from '../kit/controls';
import { h, icon, setText, show } from '../kit/dom';
import { draftOf, firstDraft, readDraft, type Wrong } from './draft';
import { createDuplicateNote } from './duplicateNote';
import type { Field } from './fields';
import { createLaunchExtras } from './launchExtras';

/** A form of the *New run* view. */
export interface Form<O extends Options> {
  readonly element: HTMLElement;
  draft(): Draft<O>;
  offer(choices: Choices): void;
  /** Fills it in with what started a run; of the run named, what is changed after is marked. */
  fill(settings: FormSettings<O>, duplicateOf?: string): void;
  /** The runs there are, newest first: how long those like it took is told. */
  know(rows: readonly RunRow[]): void;
  /** The launch was refused, for this reason. */
  refuse(message: string): void;
  /** What the fields offer or say depends on something else that has changed. */
  refresh(): void;
}

/** What is wrong with the fields beyond what each of them takes by itself. */
export interface Review<O extends Options> {
  readonly wrong?: Wrong<O>;
  /** Something is still being read: nothing can be started before. */
  readonly waits?: boolean;
  /** Fields that do not count, as they go with something that was not chosen. */
  readonly unused?: readonly FormKey<O>[];
}

/** What its fields call. */
export interface FormEvents {
  readonly changed: () => void;
  readonly submit: () => void;
}

export interface FormSpec<O extends Options> {
  readonly name: string;
  readonly launch: string;
  readonly fields: { readonly [K in FormKey<O>]: Field };
  /** In the order of the form. */
  readonly layout: readonly HTMLElement[];
  /** Lets the fields offer and explain what goes with what the others hold. */
  adapt(choices: Choices): void;
  /** `settings` has what could be read of the draft. */
  review(draft: Draft<O>, choices: Choices, settings: Partial<FormSettings<O>>): Review<O>;
  start(settings: FormSettings<O>, extras: { readonly extras?: LaunchExtras }): void;
}

/** A form for a command that checks itself with each change and can be launched only without mistakes. */
export function createForm<O extends Options>(
  command: CommandDeclaration<O>,
  saved: Partial<Draft<O>>,
  onChange: () => void,
  specify: (events: FormEvents) => FormSpec<O>,
): Form<O> {
  let choices: Choices | undefined;
  let runs: readonly RunRow[] = [];
  const check = (offered: Choices) => {
    const typed = draft();
    const { wrong, waits, unused } = spec.review(typed, offered, readDraft(command, typed).settings);
    const read = readDraft(command, typed, unused);
    const all: Wrong<O> = {};
    for (const name of names) all[name] = wrong?.[name] ?? read.wrong[name];
    const fits = read.complete && waits !== true && names.every(name => all[name] === undefined);
    return { wrong: all, settings: fits ? (read.settings as FormSettings<O>) : undefined };
  };
  const submit = () => {
    const settings = choices && check(choices).settings;
    const read = extras.read();
    if (settings === undefined || read === undefined || choices?.disabled !== undefined) return;
    launch.refuse(undefined);
    launch.busy(true);
    spec.start(settings, Object.keys(read).length === 0 ? {} : { extras: read });
    extras.clear();
    duplicate.clear();
    setTimeout(() => launch.busy(false), 1000);
  };
  const refresh = () => {
    if (!choices) return;
    spec.adapt(choices);
    const { settings, wrong } = check(choices);
    for (const name of names) spec.fields[name].complain(wrong[name]);
    duplicate.compare(draft());
    const held = readDraft(command, draft()).settings;
    const { keptIn } = choices;
    launch.tell(
      keptIn === undefined ? undefined : `Kept in ${keptIn}, the folder of the file edited last.`,
      expectedTime(command.name as RunForm, held, runs, sizeOf(held, choices)),
    );
    launch.allow(settings !== undefined && extras.read() !== undefined, choices.disabled);
  };
  const changed = () => {
    launch.refuse(undefined);
    refresh();
    onChange();
  };
  const spec = specify({ changed, submit });
  const extras = createLaunchExtras(refresh, submit);
  const names = formKeys(command);
  const draft = () =>
    Object.fromEntries(names.map(name => [name, spec.fields[name].control.value()])) as Draft<O>;
  const put = (values: Draft<O>) => {
    for (const name of names) spec.fields[name].control.set(values[name]);
  };
  put({ ...firstDraft(command), ...saved });
  const launch = createLaunch(spec.launch, submit);
  const duplicate = createDuplicateNote(command, spec.fields);
  return {
    element: h(
      'div',
      { class: 'form', role: 'form', 'aria-label': spec.name },
      duplicate.element,
      ...spec.layout,
      extras.element,
      launch.element,
    ),
    draft,
    offer(next) {
      choices = next;
      refresh();
    },
    fill(settings, duplicateOf) {
      put(draftOf(command, settings));
      if (duplicateOf === undefined) duplicate.clear();
      else duplicate.begin(duplicateOf, draft());
      changed();
    },
    know(rows) {
      runs = rows;
    },
    refuse(message) {
      launch.busy(false);
      launch.refuse(message);
    },
    refresh,
  };
}

/** How many cells the space has that a form holds, where that is known. */
export function sizeOf(held: { readonly space?: unknown }, { spaces }: Choices): number | undefined {
  return spaces.find(({ argument }) => argument === held.space)?.cells;
}

/** Why no more cells than these can be scored or measured. */
export function tooManyCells(cells: number): string {
  return `Enter at most ${formatSize(cells)}: the space has no more cells.`;
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
  /** What is known of the run to be, in sentences: where it is kept, how long it may take. */
  tell(...sentences: readonly (string | undefined)[]): void;
  /** From the click until the answer. */
  busy(busy: boolean): void;
}

function createLaunch(text: string, onClick: () => void): Launch {
  const launch = button({ text, icon: 'play', onClick });
  const refusalText = h('span');
  const refusal = h('div', { class: 'notice bad', role: 'alert', hidden: '' }, icon('error'), refusalText);
  const waitText = h('span');
  const wait = h('div', { class: 'notice warn', hidden: '' }, icon('shield'), waitText);
  const expected = h('p', { class: 'explanation expected', hidden: '' });
  let allowed = false;
  let busy = false;
  const update = () => enable(launch, allowed && !busy);
  return {
    element: h('div', { class: 'launch' }, refusal, wait, launch, expected),
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
    tell(...sentences) {
      const text = sentences.filter(each => each !== undefined).join(' ');
      show(expected, text !== '');
      setText(expected, text);
    },
    busy(next) {
      busy = next;
      update();
    },
  };
}
