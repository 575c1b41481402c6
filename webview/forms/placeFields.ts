import { measureCommand } from '../../src/protocol/commands/measure';
import { whyNoCommand } from '../../src/protocol/placeholders';
import type { MeasuringPlace } from '../../src/protocol/runForms';
import { partitionIn, slurmOptions, timeIn, withPartition } from '../../src/protocol/slurm/options';
import { type Cluster, daysOr, describePartition, type Partition } from '../../src/protocol/slurm/partitions';
import type { Choice } from '../kit/controls';
import { h, icon, setText, show } from '../kit/dom';
import { choiceField, optionFields } from './fields';
import { type FormEvents, group, side } from './form';

const places: readonly Choice[] = [
  { value: 'local', text: 'This machine' },
  { value: 'slurm', text: 'Slurm cluster' },
];
const devices: readonly Choice[] = measureCommand.options.trainOn.choices.map(value => ({
  value,
  text: { auto: 'A GPU where there is one', cpu: 'CPU', cuda: 'GPU (CUDA)' }[value],
}));

/** Where cells are trained: on this machine, or as jobs of the Slurm cluster that it reaches. */
export function createPlaceFields(events: FormEvents) {
  let cluster: Cluster | undefined;
  let asked = false;
  const { choice, number, line } = optionFields(measureCommand, events);
  const on = choice('on');
  on.control.offer(places);
  const partition = choiceField({
    name: 'Partition',
    explanation: '',
    onChange: () => {
      slurm.control.set(withPartition(slurm.control.value(), partition.control.value()));
      events.changed();
    },
  });
  const slurm = line('slurm', 'Of sbatch, for each training.', '--gres=gpu:1 --time=4:00:00');
  const warning = h('span');
  const doubt = h('div', { class: 'doubt', role: 'status', hidden: '' }, icon('warning'), warning);
  const setup = line(
    'setup',
    'What bash runs before each training.',
    'module load cuda; source venv/bin/activate',
  );
  for (const { control } of [slurm, setup]) control.element.classList.add('long');
  const slots = number('slots', '');
  const threads = number('threads', 'Of each training.');
  const trainOn = choice('trainOn');
  trainOn.control.offer(devices);
  const absent = h(
    'div',
    { class: 'explanation', hidden: '' },
    'Trainings run on this machine. With VS Code connected to the login node of a cluster, they can run as its Slurm jobs.',
  );
  const fields = { on, slurm, setup, slots, threads, trainOn };
  /** `staysAlive`: what measures cells can't run on a cluster. */
  const isSlurm = (staysAlive: boolean) => !staysAlive && on.control.value() === 'slurm';
  return {
    fields,
    layout: group(
      'Machine',
      on.element,
      absent,
      partition.element,
      slurm.element,
      doubt,
      setup.element,
      side(slots, threads),
      trainOn.element,
    ),
    /** The cluster that is reached from here, once that is known, and what was used last. */
    offer(next: Cluster | undefined, remembered: MeasuringPlace | undefined) {
      cluster = next;
      asked = true;
      for (const key of ['on', 'slurm', 'setup', 'slots'] as const) {
        const value = remembered?.[key];
        if (value !== undefined) fields[key].control.set(String(value));
      }
    },
    adapt(staysAlive: boolean) {
      const chosen = isSlurm(staysAlive);
      const offered = !staysAlive && (cluster !== undefined || on.control.value() === 'slurm');
      show(on.element, offered);
      show(absent, asked && !offered && !staysAlive);
      for (const field of [partition, slurm]) show(field.element, chosen);
      show(setup.element, !staysAlive);
      if (chosen && asked && !cluster) on.explain('There is no sinfo here, so a run can’t reach a cluster.');
      else on.explain(chosen ? 'As jobs of the cluster, with the files on its shared disk.' : '');
      slots.explain(chosen ? 'Jobs queued or running at most.' : 'How many cells are trained at once.');
      const named = partitionIn(slurm.control.value()) ?? '';
      const all = cluster?.partitions ?? [];
      const own = all.find(each => each.default);
      const known = all.find(each => each.name === named);
      partition.control.offer([
        { value: '', text: own ? `${own.name} (the default)` : 'The default of the cluster' },
        ...all.filter(each => each !== own || named === each.name).map(partitionChoice),
        ...(named !== '' && !known ? [{ value: named, text: named }] : []),
      ]);
      partition.control.set(named);
      const taken = known ?? (named === '' ? own : undefined);
      partition.explain(cluster?.problem ?? (taken ? capital(`${describePartition(taken)}.`) : ''));
      const why = chosen ? doubtOf(slurm.control.value(), all, taken) : undefined;
      show(doubt, why !== undefined);
      setText(warning, why ?? '');
    },
    review(staysAlive: boolean) {
      if (staysAlive) {
        const elsewhere = on.control.value() === 'slurm' ? (['on'] as const) : [];
        return { wrong: {}, unused: [...elsewhere, ...(['slurm', 'setup'] as const)] };
      }
      const chosen = isSlurm(staysAlive);
      const options = chosen ? slurmOptions(slurm.control.value(), 'This') : [];
      return {
        wrong: {
          slurm: typeof options === 'string' ? options : undefined,
          setup: setup.control.value() === '' ? undefined : whyNoSetup(setup.control.value()),
        },
        unused: chosen ? [] : (['slurm'] as const),
      };
    },
  };
}

function partitionChoice(each: Partition): Choice {
  return { value: each.name, text: each.state === 'up' ? each.name : `${each.name} (${each.state})` };
}

/** What sbatch may take, and the cluster would not run: a sentence. */
function doubtOf(text: string, all: readonly Partition[], taken: Partition | undefined): string | undefined {
  const named = partitionIn(text);
  if (named !== undefined && !named.includes(',') && all.length > 0 && !taken)
    return `sinfo shows no partition ${named}, but ${all.map(({ name }) => name).join(', ')}.`;
  const time = timeIn(text);
  const { name, timeLimit, gpus } = taken ?? {};
  if (time !== undefined && timeLimit != null && time > timeLimit)
    return `Jobs of ${name} may take ${daysOr(timeLimit)} at most: with this --time they would wait for ever.`;
  if (taken && gpus?.length === 0 && /(^|\s)(--gres[= ]+gpu|--gpus|-G\s*\d)/.test(text))
    return `sinfo shows no GPUs in ${name}.`;
  return undefined;
}

function whyNoSetup(text: string): string | undefined {
  const why = whyNoCommand(text);
  return why?.startsWith('The quote') ? why : undefined;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
