/** Which values of a measured figure are better: higher ones (`max`) or lower ones (`min`). */
export type Goal = 'max' | 'min';

/** Words of a name that say that lower is better. */
const lowerIsBetter = new Set([
  ...['loss', 'losses', 'error', 'errors', 'err', 'perplexity', 'ppl', 'bpb', 'bpc', 'bpd', 'nll', 'entropy'],
  ...['mse', 'rmse', 'mae', 'mape', 'msle', 'rmsle', 'per', 'wer', 'cer', 'ter', 'eer', 'epe', 'fid', 'kid'],
  ...['ce', 'bce', 'xent', 'crossentropy', 'logloss', 'kl', 'kld', 'smape', 'mase', 'rmsd', 'huber'],
  ...[
    'latency',
    'time',
    'runtime',
    'seconds',
    'duration',
    'energy',
    'memory',
    'cost',
    'regret',
    'divergence',
  ],
  ...['parameters', 'params', 'flops', 'mflops', 'macs', 'ece', 'brier', 'lpips', 'deviation', 'drop'],
]);

/** Words of a name that say that higher is better. */
const higherIsBetter = new Set([
  ...[
    'acc',
    'accs',
    'accuracy',
    'accuracies',
    'precision',
    'recall',
    'sensitivity',
    'specificity',
    'top',
    'hits',
  ],
  ...[
    'auc',
    'auroc',
    'auprc',
    'roc',
    'ap',
    'map',
    'ndcg',
    'mrr',
    'iou',
    'miou',
    'dice',
    'jaccard',
    'f',
    'f1',
  ],
  ...[
    'bleu',
    'rouge',
    'meteor',
    'psnr',
    'ssim',
    'r2',
    'score',
    'reward',
    'kappa',
    'mcc',
    'tau',
    'correlation',
  ],
  ...['throughput', 'fps', 'likelihood', 'pck', 'success', 'win', 'elo'],
]);

/** `bits_per_byte`, `BitsPerChar`: a rate whose lower values are better, unlike `images_per_second`. */
const bitRate = /bits?[^a-z0-9]*per[^a-z0-9]*(byte|char|character|dim|dimension|token|pixel)/i;
/** `images_per_second`, `tokens/sec`: so much in a time. */
const speed = /(?:\/|[^a-z]per[^a-z]*)(?:s|secs?|seconds?|ms|min|minutes?|h|hours?)$/i;
/** `acc_per_mflops`: the figure is what stands before. */
const ratio = /^(.*[A-Za-z].*?)(?:[^A-Za-z]per[^A-Za-z]|Per[A-Z]).+$/;
/** `1-acc`, `100 - top1`, `1/latency`, `-loss`, `inverse_latency`, `neg_mean_squared_error`: the other way round. */
const turned = /^\s*(?:(?:1|1\.0|100)\s*[-−/]\s*|[-−]\s*(?=[A-Za-z]))/;
const turningWords = new Set(['neg', 'negative', 'minus', 'inverse', 'inv', 'reciprocal']);
/** `acc_at_min_loss`, `acc_after_loss_scaling`: the figure is what stands before. */
const circumstance =
  /^(.*[A-Za-z].*?)[^A-Za-z](?:at|after|before|when|where|by|for|with|without)[^A-Za-z].+$/i;
/** `Score (↓)`, `Top-1 $\uparrow$`: as tables of papers say it. */
const arrows: Readonly<Record<Goal, RegExp>> = { max: /[↑⬆⇑▲]|\\[Uu]parrow/, min: /[↓⬇⇓▼]|\\[Dd]ownarrow/ };
/** At the end of a name they say what is counted of the figure: how much less of a loss, how far from the best. */
const isMore = new Set(['reduction', 'improvement', 'gain', 'speedup', 'saving', 'savings', 'saved']);
const isLess = new Set(['rank', 'std', 'stdev', 'stddev', 'stderr', 'variance', 'gap', 'spread']);

/**
 * The goal of a figure as far as its name tells: `val_loss`, `top1-error`, `perplexity` and `latency` are to be low,
 * `valid_acc` and `cifar10.test_accuracy` high. A sign before a name turns it round, as scikit-learn's
 * `neg_mean_squared_error` and `1-acc`. `undefined`: the name does not tell, as `value` or `cifar10-valid`.
 */
export function goalOfName(name: string): Goal | undefined {
  const [isUp, isDown] = [arrows.max.test(name), arrows.min.test(name)];
  if (isUp !== isDown) return isUp ? 'max' : 'min';
  if (turned.test(name)) return opposite(goalOfName(name.replace(turned, '')));
  if (bitRate.test(name)) return 'min';
  const [, figure] = ratio.exec(name) ?? [];
  const goal = figure === undefined ? undefined : goalOfName(figure);
  if (goal !== undefined) return goal;
  if (speed.test(name)) return 'max';
  if (figure !== undefined) return undefined;
  const [, before] = circumstance.exec(name) ?? [];
  const ofBefore = before === undefined ? undefined : goalOfName(before);
  if (ofBefore !== undefined) return ofBefore;
  const words = wordsOf(name);
  return words.some(word => turningWords.has(word)) ? opposite(goalOfWords(words)) : goalOfWords(words);
}

function goalOfWords(words: readonly string[]): Goal | undefined {
  const last = words.at(-1) ?? '';
  if (isMore.has(last)) return 'max';
  if (isLess.has(last) || isRank(words)) return 'min';
  // A word for a loss decides: `accuracy_loss` and `top1_error` are losses.
  if (words.some((word, i) => isLower(word, i === words.length - 1))) return 'min';
  // An objective called `f` alone may be anything; an F measure has another word or its number.
  const isKnown = words.some(word => higherIsBetter.has(word) && (word !== 'f' || words.length > 2));
  return isKnown ? 'max' : undefined;
}

/** `rank_test_score` is a place; `rank_correlation` and the `rank-1 accuracy` of retrieval are none. */
function isRank([first, second = '', ...others]: readonly string[]): boolean {
  return first === 'rank' && !/^\d|^corr|^tau$/.test(second) && !others.includes('correlation');
}

function opposite(goal: Goal | undefined): Goal | undefined {
  return goal === undefined ? undefined : goal === 'min' ? 'max' : 'min';
}

/** `valLoss@10` has `valloss`, `10`, and of these `val`, `loss`; `mIoU` and `R2` are words as they stand. */
function wordsOf(name: string): readonly string[] {
  const pieces = name.split(/[^A-Za-z0-9]+/).filter(piece => piece !== '');
  const parts = pieces.flatMap(piece => piece.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g) ?? []);
  return [...pieces, ...parts].map(word => word.toLowerCase());
}

/** `per` (phoneme error rate) only at the end of a name: elsewhere it is a preposition. */
function isLower(word: string, last: boolean): boolean {
  if (word === 'per') return last;
  return lowerIsBetter.has(word) || /.(loss|error|err|perplexity|latency)$/.test(word);
}

/** Values with the better ones higher: as they are, or with their sign turned. Its own inverse. */
export function oriented(value: number, goal: Goal): number {
  // Not −0, which prints as "-0".
  return goal === 'max' || value === 0 ? value : -value;
}
