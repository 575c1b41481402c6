/** Which images a figure is of, as far as its name or the words before it tell. */
export type Part = 'train' | 'valid' | 'test';

const parts: Readonly<Record<string, Part>> = {
  train: 'train',
  training: 'train',
  tr: 'train',
  trn: 'train',
  val: 'valid',
  valid: 'valid',
  validate: 'valid',
  validating: 'valid',
  validation: 'valid',
  dev: 'valid',
  eval: 'valid',
  evaluation: 'valid',
  evaluate: 'valid',
  evaluating: 'valid',
  heldout: 'valid',
  holdout: 'valid',
  test: 'test',
  testing: 'test',
};

/** Words that say nothing about what a figure is. */
const fillers = new Set([
  ...[
    'the',
    'of',
    'on',
    'at',
    'is',
    'was',
    'a',
    'an',
    'in',
    'for',
    'our',
    'with',
    'by',
    'and',
    'all',
    'after',
    'this',
  ],
  ...[
    'average',
    'avg',
    'mean',
    'overall',
    'total',
    'current',
    'final',
    'last',
    'epoch',
    'result',
    'results',
    'metric',
  ],
  ...[
    'images',
    'image',
    'samples',
    'examples',
    'set',
    'data',
    'dataset',
    'network',
    'net',
    'model',
    'step',
    'ema',
  ],
  ...[
    'metrics',
    'score',
    'dataloader',
    'loader',
    'idx',
    'info',
    'running',
    'smoothed',
    'got',
    'has',
    'rate',
    'best',
    'so',
    'far',
  ],
]);

const synonyms: Readonly<Record<string, string>> = {
  acc: 'accuracy',
  accuracies: 'accuracy',
  top1: 'accuracy',
  acc1: 'accuracy',
  prec1: 'accuracy',
  precision1: 'accuracy',
  accuracy1: 'accuracy',
  err: 'error',
  err1: 'error',
  error1: 'error',
  errors: 'error',
  losses: 'loss',
  ppl: 'perplexity',
  f: 'f1',
};

/** What a name means: two names with the same `core` name the same figure. */
export interface Meaning {
  /** The words of the figure itself, sorted: of `Val Acc@1` "accuracy". Empty: it names no figure. */
  readonly core: string;
  readonly part: Part | undefined;
  /** The best of several epochs. */
  readonly best: boolean;
}

/** Reads the name of a figure, as `val_acc`, `Validation Accuracy`, `eval/top-1` or `Acc@5`. */
export function meaningOf(name: string): Meaning {
  // `Acc@1`, `top-1` and `top 1` are one word; what else has digits alone is a count.
  const joined = name
    .slice(0, 200)
    .replace(/(?<![A-Za-z])(top|acc|accuracy|prec|precision|err|error)[@\- _]?([1-9]\d?)(?!\d)/gi, '$1$2')
    // What stands alone or counts loaders says nothing of the figure, unlike the 50 of `mAP_50`.
    .replace(/(?<!\S)\d+(?!\S)|dataloader_idx_\d+/gi, ' ')
    .replace(/held[-_ ]out/gi, 'heldout');
  const words = joined
    .split(/[^A-Za-z0-9%]+/)
    .flatMap(piece => piece.match(/[A-Z]{2,}(?![a-z])\d*|[A-Z]?[a-z]+\d*|[A-Z]\d*|\d+/g) ?? [])
    .map(word => word.toLowerCase());
  const part = words.map(word => (Object.hasOwn(parts, word) ? parts[word] : undefined)).find(Boolean);
  const core = words
    .filter(word => !Object.hasOwn(parts, word) && !fillers.has(word))
    .map(word => (Object.hasOwn(synonyms, word) ? synonyms[word]! : word));
  const isError = core.includes('error');
  const own = [...new Set(isError ? core.filter(word => word !== 'accuracy') : core)].sort();
  return { core: own.join(' '), part, best: words.includes('best') || words.includes('max') };
}

/** A name without what changes from epoch to epoch, to tell whether two lines name one figure. */
export function nameKey(name: string): string {
  return name
    .toLowerCase()
    .replace(/(?<!\S)\d+(?!\S)/g, '#')
    .replace(/[^a-z0-9#@]+/g, '_')
    .replace(/^_+|_+$/g, '');
}
