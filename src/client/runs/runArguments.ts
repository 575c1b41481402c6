import type { LoopSettings, SearchSettings, TrainSettings } from '../../protocol/runForms';

/** The arguments of `renas train`; a run writes its predictor into its own directory. */
export function trainArguments(settings: TrainSettings): readonly string[] {
  return [
    ...option('--space', settings.space),
    ...option('--data', settings.data),
    ...option('--label', settings.label),
    ...option('--samples', settings.samples),
    ...option('--seed', settings.seed),
    ...option('--recipe', settings.recipe),
    ...option('--test-label', settings.testLabel),
    ...option('--engine', settings.engine),
  ];
}

/** The arguments of `renas loop`; a run writes the cells measured into its own directory. */
export function loopArguments(settings: LoopSettings): readonly string[] {
  return [
    ...option('--space', settings.space),
    ...option('--oracle', settings.oracle),
    ...option('--label', settings.label),
    ...option('--test-label', settings.testLabel),
    ...option('--budget', settings.budget),
    ...option('--seed', settings.seed),
  ];
}

/**
 * The arguments of `renas search`, which writes the cells found into the run's own directory. `model` is the predictor's
 * folder; undefined: the shipped one.
 */
export function searchArguments(settings: SearchSettings, model: string | undefined): readonly string[] {
  return [
    ...option('--space', settings.space),
    ...option('--model', model),
    ...option('--strategy', settings.strategy),
    ...option('--budget', settings.budget),
    ...option('--top', settings.top),
    ...option('--seed', settings.seed),
    ...option('--max-params', settings.maxParameters),
    ...option('--max-flops', settings.maxFlops),
    ...option('--latency', settings.latency),
    ...option('--device', settings.device),
    ...option('--max-latency', settings.maxLatency),
    ...option('--pareto', settings.pareto),
    ...option('--start', settings.start),
  ];
}

/** `nasbench101`, or the name after the last colon of `FILE.cell:NAME`. */
export function spaceName(argument: string): string {
  return argument.slice(argument.lastIndexOf(':') + 1);
}

function option(name: string, value: string | number | undefined): readonly string[] {
  return value === undefined ? [] : [name, String(value)];
}
