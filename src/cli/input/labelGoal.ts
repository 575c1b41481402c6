import { type Goal, goalOfName } from '../../cells/goal';

/** Which values of a label are better, and the sentence that says so and where it is known from. */
export interface LabelGoal {
  readonly goal: Goal;
  readonly sentence: string;
}

/** The goal stated with `--goal`, else the `known` one (of `measured` lines, or of a predictor's card), else that of the name. */
export function labelGoal(label: string, stated: Goal | undefined, known?: Goal): LabelGoal {
  const goal = stated ?? known ?? goalOfName(label);
  const which = (of: Goal) => (of === 'min' ? 'Lower' : 'Higher');
  if (goal !== undefined) return { goal, sentence: `${which(goal)} ${label} is better.` };
  return {
    goal: 'max',
    sentence: `Higher ${label} is taken to be better, as its name does not say: --goal min says otherwise.`,
  };
}

/** The goal of a column that is only reported beside the label: that of its name, else the label's. */
export function testGoal(testLabel: string, label: Goal): Goal {
  return goalOfName(testLabel) ?? label;
}
