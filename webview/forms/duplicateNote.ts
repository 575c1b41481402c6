import { type Draft, type FormKey, formKeys } from '../../src/protocol/options/form';
import type { CommandDeclaration, Option, Options } from '../../src/protocol/options/option';
import { iconButton } from '../kit/controls';
import { h, icon, setText, show } from '../kit/dom';
import type { Field } from './fields';

/** Above a form that was filled in from a run: which one, and what was changed since. */
export interface DuplicateNote<O extends Options> {
  readonly element: HTMLElement;
  /** From now on the form is compared with what it holds of the run named. */
  begin(of: string, draft: Draft<O>): void;
  clear(): void;
  compare(draft: Draft<O>): void;
}

export function createDuplicateNote<O extends Options>(
  command: CommandDeclaration<O>,
  fields: { readonly [K in FormKey<O>]: Field },
): DuplicateNote<O> {
  let began: { readonly of: string; readonly draft: Draft<O> } | undefined;
  const text = h('span');
  const clear = () => {
    began = undefined;
    show(element, false);
    for (const key of formKeys(command)) fields[key].changedFrom(undefined);
  };
  const element = h(
    'div',
    { class: 'notice duplicate', role: 'status', hidden: '' },
    icon('copy'),
    text,
    iconButton({ icon: 'close', name: 'Do Not Compare', onClick: clear }),
  );
  return {
    element,
    begin(of, draft) {
      began = { of, draft };
      show(element, true);
    },
    clear,
    compare(draft) {
      if (!began) return;
      const { of, draft: before } = began;
      const changed = formKeys(command).filter(key => draft[key] !== before[key]);
      for (const key of formKeys(command))
        fields[key].changedFrom(changed.includes(key) ? before[key] : undefined);
      const names = changed.map(key => (command.options[key] as Option).title ?? key);
      setText(
        text,
        `Duplicate of “${of}”. ${names.length === 0 ? 'Nothing is changed yet.' : `Changed: ${names.join(', ')}.`}`,
      );
    },
  };
}
