import type { RunRow } from '../../src/protocol/run';
import { textArea } from '../kit/controls';
import { h, icon, setText, show } from '../kit/dom';

export interface NoteField {
  readonly element: HTMLElement;
  update(row: RunRow): void;
}

const writeAfter = 600;

/** What the user notes of a run. It is written once typing pauses, and when another run is shown. */
export function createNoteField(onNote: (run: string, note: string) => void): NoteField {
  let run: string | undefined;
  let known = '';
  let timer: number | undefined;
  const write = () => {
    clearTimeout(timer);
    timer = undefined;
    if (run === undefined || field.value() === known) return;
    known = field.value();
    onNote(run, known);
  };
  const field = textArea('Note', 'Note', () => {
    clearTimeout(timer);
    timer = window.setTimeout(write, writeAfter);
  });
  field.element.addEventListener('focusout', write);
  const problem = h('span');
  const warning = h('p', { class: 'notice warn' }, icon('warning'), problem);
  return {
    element: h('div', { class: 'run-note' }, warning, field.element),
    update(row) {
      if (row.id !== run) {
        write();
        run = row.id;
        known = row.notes?.note ?? '';
        field.set(known);
      } else if (timer === undefined && !field.element.matches(':focus-within')) {
        known = row.notes?.note ?? '';
        if (field.value() !== known) field.set(known);
      }
      show(warning, row.notesProblem !== undefined);
      setText(
        problem,
        `${row.notesProblem ?? ''}, so the name, star and note in it are not shown. It is kept: mend it in the run's folder, or write a note, which sets it aside as notes.json.unread-1.`,
      );
    },
  };
}
