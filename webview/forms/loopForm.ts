import type { FromPage } from '../../src/protocol/panel';
import type { LoopSettings } from '../../src/protocol/runForms';
import { numberField } from './fields';
import { createForm, type Form, group, side } from './form';
import { checkLoop, type LoopDraft } from './formChecks';
import type { TableChecks } from './tableChecks';
import { createTableFields, type TableFields } from './tableFields';

export interface LoopForm extends Form<LoopDraft, LoopSettings> {
  pickTable(table: string): void;
}

/** *Measure in a loop*: in which table measurements are looked up, and how many of them. */
export function createLoopForm(
  saved: Partial<LoopDraft>,
  checks: TableChecks,
  post: (message: FromPage) => void,
  onChange: () => void,
): LoopForm {
  let tables!: TableFields;
  const form = createForm<LoopDraft, LoopSettings>(saved, onChange, events => {
    tables = createTableFields(
      {
        form: 'loop',
        label: 'What is measured, and what the loop goes by; more is better.',
        testLabel: 'Another column to report, such as test accuracy. Nothing is chosen by it.',
        spaceChosen: (saved.space ?? '') !== '',
        checks,
        post,
      },
      events,
    );
    const number = (name: string, explanation: string) =>
      numberField({ name, explanation, onInput: events.changed, onEnter: events.submit });
    const budget = number('Cells to measure', 'How many to measure at most.');
    const seed = number('Seed', 'Equal seeds measure equal cells.');
    const { space, data, label, testLabel, preview } = tables;
    return {
      name: 'Measure in a loop',
      launch: 'Measure',
      fields: { space, data, label, testLabel, budget, seed },
      layout: [
        group('Measurements', data.element, preview, space.element, side(label, testLabel)),
        group('Loop', side(budget, seed)),
      ],
      first: { space: '', data: '', label: '', testLabel: '', budget: '50', seed: '0' },
      adapt: tables.adapt,
      check: (draft, choices) => checkLoop(draft, choices, tables.check()),
      start: settings => post({ kind: 'loop', settings }),
      draftOf: settings => ({
        space: settings.space,
        data: settings.oracle,
        label: settings.label,
        testLabel: settings.testLabel ?? '',
        budget: settings.budget.toString(),
        seed: settings.seed.toString(),
      }),
    };
  });
  return {
    ...form,
    fill(settings) {
      tables.keepSpace();
      form.fill(settings);
    },
    pickTable: tables.pick,
  };
}
