import { costTitle, readLimit } from '../../src/protocol/costWords';
import { limitOptions } from '../../src/protocol/options/limits';
import { declareCommand } from '../../src/protocol/options/option';
import type { FromPage } from '../../src/protocol/panel';
import type { Choices } from '../../src/protocol/runForms';
import type { Choice } from '../kit/controls';
import { show } from '../kit/dom';
import { listSeparator } from './draft';
import { optionFields } from './fields';
import { type FormEvents, group, side } from './form';

type CostKey =
  | 'maxParameters'
  | 'maxFlops'
  | 'max'
  | 'costs'
  | 'latency'
  | 'device'
  | 'maxLatency'
  | 'pareto';

/** Costs that every cell has. */
const counted = ['parameters', 'flops', 'macs', 'memory'];
/** What tables of operations have most often. */
const ofTables = ['latency_ms', 'energy_mJ'];

/** Of a table of latencies: they say which cell a row is of. */
const indexColumns = new Set(['index', 'arch_index']);

/** The fields of a form for what a cell may cost, and what it is weighed against: *Limits*. */
export function createCostFields(
  weighing: { readonly title: string; readonly explanation: string },
  post: (message: FromPage) => void,
  events: FormEvents,
) {
  const pareto = { ...limitOptions.pareto, title: weighing.title };
  const command = declareCommand({ name: 'limits', summary: '', options: { ...limitOptions, pareto } });
  const { choice, number, line } = optionFields(command, events);
  const maxParameters = number('maxParameters', 'Of the whole network, such as 5M.');
  const maxFlops = number('maxFlops', 'Of the whole network, such as 2.5G.');
  const max = line('max', `Such as macs=300M, or memory=2MiB${listSeparator}latency_ms=5.`);
  const costs = line(
    'costs',
    'A file with what each operation costs, a look-up table as published, or the folder of a predictor of a cost.',
  );
  const latency = choice('latency', 'A table with the latency of each cell, in milliseconds.');
  const device = choice('device', 'The column of that table.');
  const maxLatency = number('maxLatency', 'In milliseconds; cells not in the table are passed over.');
  const weighed = choice('pareto', weighing.explanation);
  const reading = new Set<string>();
  let offered = false;
  const limits = () =>
    max.control
      .value()
      .split(listSeparator)
      .filter(text => text.trim() !== '');

  return {
    fields: { maxParameters, maxFlops, max, costs, latency, device, maxLatency, pareto: weighed },
    layout: group(
      'Limits',
      side(maxParameters, maxFlops),
      side(max, costs),
      latency.element,
      side(device, maxLatency),
      weighed.element,
    ),
    adapt({ tables, costs: ofSetting }: Choices): void {
      if (!offered && costs.control.value() === '' && ofSetting.length > 0)
        costs.control.set(ofSetting.join(listSeparator));
      offered = true;
      latency.control.offer([
        { value: '', text: 'None' },
        ...tables.map(({ path }) => ({ value: path, text: path })),
      ]);
      const table = tables.find(({ path }) => path === latency.control.value());
      if (table && !table.columns && table.problem === undefined && !reading.has(table.path)) {
        reading.add(table.path);
        post({ kind: 'readTable', table: table.path });
      }
      const devices = (table?.columns ?? []).filter(name => !indexColumns.has(name));
      device.control.offer(devices.map(name => ({ value: name, text: name })));
      show(device.element, table !== undefined);
      show(maxLatency.element, table !== undefined);
      weighed.control.offer(paretoChoices());
    },
    review(choices: Choices): {
      readonly wrong: Partial<Record<CostKey, string>>;
      readonly waits: boolean;
      readonly unused: readonly CostKey[];
    } {
      const wrong: Partial<Record<CostKey, string>> = {};
      const timed = latency.control.value() !== '';
      const table = choices.tables.find(({ path }) => path === latency.control.value());
      if (timed && !table?.columns && table?.problem !== undefined) wrong.latency = table.problem;
      else if (timed && table?.columns && !table.columns.includes(device.control.value()))
        wrong.device = 'Choose the column of the device.';
      if (!timed && costs.control.value() === '' && weighed.control.value() === 'latency')
        wrong.pareto = 'Choose a table of latencies first, or weigh against another cost.';
      for (const text of limits()) {
        const read = readLimit(text);
        if (!read.ok) wrong.max ??= read.message;
      }
      return { wrong, waits: timed && !table?.columns, unused: timed ? [] : ['device', 'maxLatency'] };
    },
  };

  function paretoChoices(): readonly Choice[] {
    const wanted = weighed.control.value();
    const named = limits().flatMap(text => {
      const read = readLimit(text);
      return read.ok ? [read.name] : [];
    });
    const known = [...counted, 'latency', ...(costs.control.value() === '' ? [] : ofTables), ...named];
    const all = new Set(wanted === '' ? known : [...known, wanted]);
    return [{ value: '', text: 'Nothing' }, ...[...all].map(value => ({ value, text: costTitle(value) }))];
  }
}
