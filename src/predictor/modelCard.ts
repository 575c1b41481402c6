import type { Goal } from '../cells/goal';
import type { SearchSpace } from '../cells/space';
import type { LabelCurve } from './labelCurve';
import type { TopFigures } from './metrics';
import type { Reference } from './reference';

/** What a predictor is and how good: `card.json` of a model's folder. */
export interface ModelCard {
  readonly format: 1;
  /** `nasbench101, default, 424 cells` */
  readonly name: string;
  readonly recipe: string;
  readonly space: SearchSpace;
  /** What it learned from, for people: `424 cells, validation_accuracy of nasbench101.csv.gz`. */
  readonly source: string;
  readonly data: TableSource;
  readonly label: string;
  /** Which values of the label are better; absent: the higher ones. */
  readonly goal?: Goal;
  readonly trained: number;
  readonly seed: number;
  /** Kendall's τ on the cells not trained on: the first of `figures`; absent where there were none. */
  readonly kendallTau?: number;
  /** On cells not trained on: against the test label first, where one was given, then the label. */
  readonly figures: readonly Figures[];
  /** The figures are by cross-validation in so many folds: over all cells trained on, each left out once. */
  readonly folds?: number;
  /** Share of those cells whose true place was within the interval given, which is meant to hold four of five. */
  readonly intervalsHold?: number;
  /** Numbers in the saved model. */
  readonly numbers: number;
  /** SHA-256 of `weights.bin`, in hexadecimal digits. Absent in predictors saved before there was one. */
  readonly weightsSha256?: string;
  readonly reference: Reference;
  /** What scores say in the label's unit. Absent in predictors saved before there was one, and where cells were too few. */
  readonly values?: LabelCurve;
  readonly versions: Readonly<Record<string, string>>;
  /** ISO 8601. */
  readonly created: string;
  /** What training took, without the figures and the reference. */
  readonly trainSeconds: number;
  /** SHA-256 of the card itself; see `cardChecksum`. Absent in predictors saved before there was one. */
  readonly cardSha256?: string;
}

export interface TableSource {
  readonly file: string;
  readonly sha256: string;
  /** Sample standard deviation of one measurement of the label, over the cells that were measured several times or that state one. */
  readonly deviation?: number;
}

/** How well predicted and measured values agree over `cells` cells. */
export interface Figures {
  readonly label: string;
  /** Which values of this column are better; absent: the higher ones. */
  readonly goal?: Goal;
  readonly cells: number;
  readonly kendallTau: number;
  readonly spearmanRho: number;
  readonly top: TopFigures;
}
