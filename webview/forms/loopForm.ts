import { loopCommand } from '../../src/protocol/commands/loop';
import type { Draft } from '../../src/protocol/options/form';
import type { FromPage } from '../../src/protocol/panel';
import { formatCount } from '../../src/protocol/words';
import { createCostFields } from './costFields';
import { optionFields } from './fields';
import { createForm, group, side } from './form';
import type { TableChecks } from './tableChecks';
import { createTableFields, type TableFields, type TableForm, withTable } from './tableFields';

export type LoopDraft = Draft<typeof loopCommand.options>;
export type LoopForm = TableForm<typeof loopCommand.options>;

/** *Measure in a loop*: in which table measurements are looked up, and how many of them. */
export function createLoopForm(
  saved: Partial<LoopDraft>,
  checks: TableChecks,
  post: (message: FromPage) => void,
  onChange: () => void,
): LoopForm {
  let tables!: TableFields;
  const form = createForm(loopCommand, saved, onChange, events => {
    tables = createTableFields(
      {
        form: 'loop',
        label: 'What is measured, and what the loop goes by.',
        testLabel: 'Another column to report, such as test accuracy. Nothing is chosen by it.',
        spaceChosen: (saved.space ?? '') !== '',
        checks,
        post,
      },
      events,
    );
    const { number } = optionFields(loopCommand, events);
    const { space, table, label, testLabel, goal, cells, where, epoch, preview } = tables;
    const budget = number('budget', 'How many to measure at most.');
    const seed = number('seed', 'Equal seeds measure equal cells.');
    const costs = createCostFields(
      {
        title: 'Weigh the label against',
        explanation: 'Looks for the cells that no other beats in both, instead of the best one.',
      },
      post,
      events,
    );
    return {
      name: 'Measure in a loop',
      launch: 'Measure',
      fields: {
        ...{ space, oracle: table, label, goal, cells, where, epoch, testLabel, budget, seed },
        ...costs.fields,
      },
      layout: [
        group(
          'Measurements',
          table.element,
          cells.element,
          preview,
          space.element,
          side(label, goal),
          testLabel.element,
          side(where, epoch),
        ),
        group('Loop', side(budget, seed)),
        costs.layout,
      ],
      adapt(choices) {
        tables.adapt(choices);
        costs.adapt(choices);
      },
      review(_, choices, settings) {
        const { wrong, cells, waits } = tables.review(choices);
        const { table: oracle, ...others } = wrong;
        const budget =
          cells !== undefined && (settings.budget ?? 0) > cells
            ? `Enter at most ${formatCount(cells)}: the table has no more cells to measure.`
            : undefined;
        const costly = costs.review(choices);
        return {
          waits: waits || costly.waits,
          wrong: { ...others, oracle, budget, ...costly.wrong },
          unused: costly.unused,
        };
      },
      start: (settings, extras) => post({ kind: 'loop', settings, ...extras }),
    };
  });
  return withTable(form, tables);
}
