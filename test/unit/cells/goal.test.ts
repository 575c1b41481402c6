import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { goalOfName, oriented } from '../../../src/cells/goal';

describe('the goal that the name of a figure tells', () => {
  it.each([
    ...[
      'val_loss',
      'loss',
      'eval/loss',
      'valLoss',
      'test.error',
      'top1_error',
      'top1err',
      'perplexity',
      'ppl',
    ],
    ...[
      'val_bpb',
      'bits per byte',
      'BitsPerChar',
      'PER',
      'dev_wer',
      'MSE',
      'rmse',
      'edgegpu_latency',
      'time_s',
    ],
    ...['metric_valid_error', 'accuracy_loss', 'train.seconds', 'cross_entropy', 'testloss', 'neg_accuracy'],
  ])('%s: lower is better', name => expect(goalOfName(name)).toBe('min'));

  it.each([
    ...[
      'acc',
      'valid_acc',
      'cifar10_test_accuracy',
      'accuracy/top1',
      'acc@1',
      'val.F1',
      'mAP',
      'PSNR',
      'BLEU',
    ],
    ...[
      'neg_mean_squared_error',
      'neg_loss',
      'mIoU',
      'throughput',
      'accuracy_per_class',
      'R2',
      'images_per_second',
    ],
  ])('%s: higher is better', name => expect(goalOfName(name)).toBe('max'));

  it.each(['value', 'cifar10-valid', 'metric', 'lossless', 'mirror', 'x', '', 'f', 'cells_per_stage'])(
    '%s does not tell',
    name => expect(goalOfName(name)).toBeUndefined(),
  );

  it.each([
    ['rank_test_score', 'min'],
    ['rank_correlation', 'max'],
    ['rank-1 accuracy', 'max'],
    ['acc_at_min_loss', 'max'],
    ['loss at best accuracy', 'min'],
    ['memory_saving', 'max'],
    ['Score (↓)', 'min'],
    ['Top-1 $\\uparrow$', 'max'],
    ['Score $\\downarrow$', 'min'],
    ['Verlust ↓', 'min'],
  ] as const)('%s: %s, by its arrow or the words around it', (name, goal) =>
    expect(goalOfName(name)).toBe(goal),
  );

  it('does not depend on how its words are joined', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('val', 'loss', 'acc', 'test', 'error', 'top', 'x'), { minLength: 1 }),
        fc.constantFrom('_', '-', '.', '/', ' ', ':', '@'),
        (words, joint) => {
          expect(goalOfName(words.join(joint))).toBe(goalOfName(words.join('_')));
        },
      ),
    );
  });
});

describe('a value as it is compared', () => {
  it('is turned round where lower is better, and back by the same', () => {
    expect([oriented(3, 'max'), oriented(3, 'min'), oriented(0, 'min')]).toEqual([3, -3, 0]);
    fc.assert(
      fc.property(
        fc.double({ noNaN: true }),
        value => oriented(oriented(value, 'min'), 'min') + 0 === value + 0,
      ),
    );
  });
});
