import { type LaunchExtras, maxSeeds } from '../../src/protocol/runForms';
import { h } from '../kit/dom';
import { type Field, numberField, textLineField } from './fields';
import { wholeNumber } from './typedNumbers';

/** What a form asks beside the options of its command: a name and a note of the run, and how many seeds. */
export interface LaunchExtrasFields {
  readonly element: HTMLElement;
  /** `undefined`: something is wrong, and said so. */
  read(): LaunchExtras | undefined;
  /** After a launch: the next run is another one. */
  clear(): void;
}

export function createLaunchExtras(changed: () => void, submit: () => void): LaunchExtrasFields {
  const seeds: Field = numberField({
    name: 'Runs',
    explanation: 'The number of runs, with consecutive seeds. Several show how much results vary.',
    onInput: changed,
    onEnter: submit,
  });
  seeds.control.set('1');
  const text = (name: string, explanation: string) =>
    textLineField({ name, explanation, onInput: changed, onEnter: submit });
  const name = text('Name', 'Replaces the automatic name.');
  const note = text('Note', 'What this run is for.');
  const element = h(
    'div',
    { class: 'group', role: 'group', 'aria-label': 'Run' },
    h('h2', {}, 'Run'),
    h('div', { class: 'pair' }, name.element, note.element),
    seeds.element,
  );
  return {
    element,
    read() {
      const count = wholeNumber(seeds.control.value());
      const fits = count !== undefined && count >= 1 && count <= maxSeeds;
      seeds.complain(fits ? undefined : `Enter a whole number from 1 to ${maxSeeds}.`);
      if (!fits) return undefined;
      const [ownName, ownNote] = [name.control.value().trim(), note.control.value().trim()];
      return {
        ...(count === 1 ? {} : { seeds: count }),
        ...(ownName === '' ? {} : { name: ownName }),
        ...(ownNote === '' ? {} : { note: ownNote }),
      };
    },
    clear() {
      seeds.control.set('1');
      name.control.set('');
      note.control.set('');
    },
  };
}
