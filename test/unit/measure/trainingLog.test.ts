import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LogQuestion, readTrainingLog } from '../../../src/measure/log/readTrainingLog';
import { expectLinear } from '../../growth';

const faults = path.resolve(import.meta.dirname, '../../../../shared/faults/49-training-logs');

/** The measured value, or what else came of it with the candidates' names. */
function read(text: string, question: LogQuestion = {}) {
  const reading = readTrainingLog(text, question);
  if (reading.kind === 'values') return [reading.name, Object.values(reading.values)[0], reading.goal];
  if (reading.kind === 'ambiguous') return reading.candidates.map(({ name, value }) => [name, value]);
  return reading.kind;
}

describe.skipIf(!existsSync(faults))('the last lines of public scripts', () => {
  it.each([
    ['darts', ['valid_acc', 91.370003, 'max']],
    ['imagenet', ['Acc@1', 76.13, 'max']],
    ['keras', ['val_accuracy', 0.8951, 'max']],
    ['lightning', ['test_acc', 0.9123999834060669, 'max']],
    ['nanogpt', ['val loss', 1.7213, 'min']],
    ['autoresearch', ['val_bpb', 0.9979, 'min']],
    ['diverged', 'diverged'],
  ])('%s', (name, expected) => {
    expect(read(readFileSync(path.join(faults, `${name}.txt`), 'utf8'))).toEqual(expected);
  });

  it('keeps the peak memory as a second value', () => {
    const reading = readTrainingLog(readFileSync(path.join(faults, 'autoresearch.txt'), 'utf8'));
    expect(reading).toMatchObject({ values: { val_bpb: 0.9979, peak_vram_mb: 45060.2 } });
  });
});

const esc = '\u001b';
const kinds: Readonly<Record<string, readonly [log: string, expected: unknown, label?: string]>> = {
  "PyTorch's MNIST example": [
    'Train Epoch: 14 [59520/60000 (99%)]\tLoss: 0.004136\n\nTest set: Average loss: 0.0262, Accuracy: 9913/10000 (99%)\n',
    ['Accuracy', 99.13, 'max'],
  ],
  "PyTorch's first tutorial": [
    'Epoch 5\n-------------------------------\nloss: 1.156347  [51264/60000]\nTest Error: \n Accuracy: 64.7%, Avg loss: 1.090347 \n\nDone!\n',
    ['Accuracy', 64.7, 'max'],
  ],
  "PyTorch's CIFAR tutorial": [
    '[2, 12000] loss: 1.271\nFinished Training\nAccuracy of the network on the 10000 test images: 56 %\n',
    ['Accuracy of the network on the 10000 test images', 56, 'max'],
  ],
  'PyTorch transfer learning, whose best epoch is another than its last': [
    'Epoch 1/1\n----------\ntrain Loss: 0.5012 Acc: 0.7951\nval Loss: 0.2371 Acc: 0.9085\n\nTraining complete in 1m 3s\nBest val Acc: 0.9346\n',
    [
      ['Acc', 0.9085],
      ['Best val Acc', 0.9346],
    ],
  ],
  'the same where the user says which': [
    'train Loss: 0.5012 Acc: 0.7951\nval Loss: 0.2371 Acc: 0.9085\n\nBest val Acc: 0.9346\n',
    ['Best val Acc', 0.9346, 'max'],
    'best val acc',
  ],
  'tqdm bars with postfixes': [
    'Epoch 3:  50%|█████     | 5/10 [00:01<00:01,  4.1it/s, loss=0.51, acc=0.81]\rEpoch 3: 100%|██████████| 10/10 [00:02<00:00,  4.2it/s, loss=0.49, acc=0.83]\nval: 100%|██████████| 2/2 [00:00<00:00, 9.1it/s]\nval_loss=0.4412 val_acc=0.8521\n',
    ['val_acc', 0.8521, 'max'],
  ],
  'Lightning while it trains': [
    'Epoch 9: 100%|██████████| 391/391 [00:12<00:00, 31.1it/s, v_num=0, train_loss=0.31, val_loss=0.41, val_acc=0.871]\n`Trainer.fit` stopped: `max_epochs=10` reached.\n',
    ['val_acc', 0.871, 'max'],
  ],
  "Lightning's table of a test": [
    `┏━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┓\n┃${esc}[1m  Test metric  ${esc}[0m┃${esc}[1m DataLoader 0  ${esc}[0m┃\n┡━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━┩\n│${esc}[36m      acc      ${esc}[0m│${esc}[35m 0.90310001373 ${esc}[0m│\n│${esc}[36m     loss      ${esc}[0m│${esc}[35m 0.31002345681 ${esc}[0m│\n└───────────────┴───────────────┘\n`,
    ['acc', 0.90310001373, 'max'],
  ],
  'Keras 3 with colours': [
    `Epoch 2/2\n${esc}[1m391/391${esc}[0m ${esc}[32m━━━━━━━━━━━━━━━━━━━━${esc}[0m${esc}[37m${esc}[0m ${esc}[1m5s${esc}[0m 12ms/step - accuracy: 0.8812 - loss: 0.3412 - val_accuracy: 0.8701 - val_loss: 0.3712\n`,
    ['val_accuracy', 0.8701, 'max'],
  ],
  'Keras without validation images, whose accuracy may be of training images': [
    'Epoch 2/2\n391/391 [==============================] - 5s 12ms/step - loss: 0.3412 - accuracy: 0.8812\n',
    [['accuracy', 0.8812]],
  ],
  'HF Trainer': [
    "{'loss': 0.3112, 'grad_norm': 1.92, 'learning_rate': 2.1e-05, 'epoch': 2.0}\n{'eval_loss': 0.2931, 'eval_accuracy': 0.9151, 'eval_runtime': 12.31, 'eval_samples_per_second': 70.8, 'epoch': 3.0}\n{'train_runtime': 312.4, 'train_loss': 0.2712, 'epoch': 3.0}\n",
    ['eval_accuracy', 0.9151, 'max'],
  ],
  "HF's final lines": [
    '***** eval metrics *****\n  epoch                   =        3.0\n  eval_accuracy           =     0.9151\n  eval_loss               =     0.2931\n  eval_runtime            = 0:00:12.31\n',
    ['eval_accuracy', 0.9151, 'max'],
  ],
  'a causal language model of HF, of which nothing but its loss is told': [
    "{'eval_loss': 2.8123, 'eval_runtime': 4.1, 'epoch': 1.0}\n",
    ['eval_loss', 2.8123, 'min'],
  ],
  'timm while it trains': [
    'Train: 9 [ 390/391 (100%)]  Loss:  0.812 (0.905)  Time: 0.212s (0.220s)  LR: 1.000e-03  Acc@1: 71.2 (70.1)\nTest: [  78/78]  Time: 0.031 (0.040)  Loss:   0.7812 (0.8911)  Acc@1:  81.2500 ( 79.4200)  Acc@5:  93.7500 ( 94.7800)\n',
    ['Acc@1', 79.42, 'max'],
  ],
  'timm validating, which has the error in brackets': [
    ' * Acc@1 79.420 (20.580) Acc@5 94.786 (5.214)\n',
    ['Acc@1', 79.42, 'max'],
  ],
  'the error rate of the same': [
    '{"model": "resnet18", "top1": 79.42, "top1_err": 20.58, "top5": 94.78, "top5_err": 5.22, "param_count": 11.69}\n',
    ['top1_err', 20.58, 'min'],
    'error',
  ],
  fastai: [
    'epoch     train_loss  valid_loss  accuracy  time    \n0         0.612345    0.512345    0.801234  00:12     \n1         0.412345    0.398765    0.861234  00:12     \n',
    ['accuracy', 0.861234, 'max'],
  ],
  'a CSV logger': [
    'epoch,train_loss,train_acc,val_loss,val_acc\n0,0.9,0.7,0.8,0.72\n1,0.5,0.83,0.6,0.79\n',
    ['val_acc', 0.79, 'max'],
  ],
  'a CSV logger that says something in between': [
    'epoch,train_acc,val_acc\n0,0.7,0.72\nSaving the checkpoint to last.ckpt\n1,0.83,0.79\n',
    ['val_acc', 0.79, 'max'],
  ],
  'fastai with a warning in between, and a sentence of as many words as columns': [
    'epoch  train_loss  valid_loss  accuracy  time\n0  0.61  0.51  0.80  00:12\nUserWarning: not writable\n1  0.41  0.39  0.86  00:12\nlast loss 0.3 rate 0.1\n',
    ['accuracy', 0.86, 'max'],
  ],
  'DARTS, whose times are in the morning or in the afternoon': [
    '05/01 03:04:05 PM train_acc 99.1\n05/01 11:04:05 PM valid_acc 97.240000\n',
    ['valid_acc', 97.24, 'max'],
  ],
  'a table with bars': [
    '| epoch | train acc | val acc | lr |\n|-------|-----------|---------|----|\n| 1 | 71.2 | 69.1 | 0.1 |\n| 2 | 81.2 | 77.4 | 0.05 |\n',
    ['val acc', 77.4, 'max'],
  ],
  mmcv: [
    '2026-01-02 03:04:05,678 - mmcls - INFO - Epoch [10][300/391]\tlr: 1.000e-02, eta: 0:00:12, time: 0.041, data_time: 0.002, memory: 811, loss: 0.4123\n2026-01-02 03:04:15,678 - mmcls - INFO - Epoch(val) [10][79]\taccuracy_top-1: 93.1200, accuracy_top-5: 99.7900\n',
    ['accuracy_top-1', 93.12, 'max'],
  ],
  mmengine: [
    '01/02 03:04:05 - mmengine - INFO - Epoch(train) [10][391/391]  lr: 1.0e-02  eta: 0:00:00  time: 0.0412  data_time: 0.0021  memory: 811  loss: 0.4123\n01/02 03:04:15 - mmengine - INFO - Epoch(val) [10][79/79]    accuracy/top1: 93.1200  data_time: 0.0101  time: 0.0412\n',
    ['accuracy/top1', 93.12, 'max'],
  ],
  'mean average precision of mmdet': [
    '2026-01-02 03:04:05,678 - mmdet - INFO - Epoch(val) [12][5000]    bbox_mAP: 0.3740, bbox_mAP_50: 0.5810, bbox_mAP_75: 0.4040\n',
    ['bbox_mAP', 0.374, 'max'],
    'bbox_mAP',
  ],
  YOLO: [
    '                 Class     Images  Instances      Box(P          R      mAP50  mAP50-95): 100%|██████████| 4/4 [00:01<00:00]\n                   all        128        929       0.64      0.537      0.605      0.446\n',
    ['mAP50-95', 0.446, 'max'],
    'mAP50-95',
  ],
  'processes of torchrun that agree': [
    '[default0]:val_acc: 91.25\n[default1]:val_acc: 91.25\n',
    ['val_acc', 91.25, 'max'],
  ],
  'processes of torchrun that do not': [
    '[default0]:epoch 2 val_acc: 91.25\n[default1]:epoch 2 val_acc: 90.75\n',
    [
      ['val_acc', 91.25],
      ['val_acc', 90.75],
    ],
  ],
  'processes in brackets of a logger': [
    '2026-01-02 03:04:05 [rank 0] INFO val_acc=91.2\n2026-01-02 03:04:05 [rank 1] INFO val_acc=90.7\n',
    [
      ['val_acc', 91.2],
      ['val_acc', 90.7],
    ],
  ],
  'processes that do not say which they are, in a run that says it is distributed': [
    'Init process group: world_size=2\n * Acc@1 76.130 Acc@5 92.862\n * Acc@1 75.880 Acc@5 92.701\n',
    [
      ['Acc@1', 76.13],
      ['Acc@1', 75.88],
    ],
  ],
  'the same line of each epoch, in one process': [
    ' * Acc@1 70.130 Acc@5 90.862\n * Acc@1 75.880 Acc@5 92.701\n',
    ['Acc@1', 75.88, 'max'],
  ],
  'validation and test in one output': [
    'epoch 9 val_acc 91.2\ntest_acc 90.4\n',
    [
      ['val_acc', 91.2],
      ['test_acc', 90.4],
    ],
  ],
  'the same where the label says which': [
    'epoch 9 val_acc 91.2\ntest_acc 90.4\n',
    ['test_acc', 90.4, 'max'],
    'test_acc',
  ],
  'one value as a share and in per cent': [
    'val_acc 0.9137\nValidation accuracy: 91.37%\n',
    ['Validation accuracy', 91.37, 'max'],
  ],
  'training values alone': ['epoch 3: train_loss 0.51, train_acc 0.81\n', 'none'],
  'an accuracy behind a training loss': ['epoch 3: train_loss 0.51, accuracy 0.81\n', [['accuracy', 0.81]]],
  'a section of several lines': [
    'Training\nloss 0.4 accuracy 0.93\nValidation\nloss 0.5 accuracy 0.90\n',
    ['accuracy', 0.9, 'max'],
  ],
  'perplexity of a language model': [
    '| end of epoch   6 | time: 11.81s | valid loss  5.02 | valid ppl   151.12 |\n',
    ['valid ppl', 151.12, 'min'],
    'perplexity',
  ],
  'two figures of validation and no label': [
    '| end of epoch   6 | time: 11.81s | valid loss  5.02 | valid ppl   151.12 |\n',
    [
      ['valid loss', 5.02],
      ['valid ppl', 151.12],
    ],
  ],
  'word error rate': ['Eval WER = 7.31 %, CER = 2.12 %\n', ['Eval WER', 7.31, 'min'], 'wer'],
  'milliseconds of a board': [
    'warm-up done\nlatency: 12.41 ms\npeak memory: 231.5 KiB\n',
    ['latency', 12.41, 'min'],
    'latency',
  ],
  'a loss that was lost early and came back': [
    'Epoch 1: loss nan, val_acc 10.0\nEpoch 2: loss 0.91, val_acc 71.0\n',
    ['val_acc', 71, 'max'],
  ],
  'a loss that stays lost': ['Loss is nan, stopping training\n', 'diverged'],
  'a value that is lost': ['val_acc: nan\n', 'diverged'],
  nothing: ['Hello 3 world 4\n', 'none'],
};

describe('what training scripts print', () => {
  it.each(Object.entries(kinds))('%s', (_, [log, expected, label]) => {
    expect(read(log, label === undefined ? {} : { label })).toEqual(expected);
  });

  it('names what it found where the label is not among it', () => {
    expect(readTrainingLog('epoch 3 val_loss 0.41 val_iou 0.71 lr 0.1\n', { label: 'accuracy' })).toEqual({
      kind: 'none',
      others: ['val_loss', 'val_iou'],
    });
  });

  it('follows a pattern of the user alone', () => {
    const log = 'val_acc 91.2\nscore<final>=17.25 ms=3\nscore<final>=18.50 ms=4\n';
    expect(readTrainingLog(log, { pattern: /score<final>=([\d.]+)/ })).toMatchObject({
      values: { value: 18.5 },
    });
    expect(
      readTrainingLog(log, { label: 'score', goal: 'min', pattern: /=(?<score>[\d.]+) ms=(?<latency>\d+)/g }),
    ).toEqual({ kind: 'values', name: 'score', goal: 'min', values: { score: 18.5, latency: 4 } });
    expect(readTrainingLog(log, { pattern: /points: (\d+)/ }).kind).toBe('none');
  });

  it('never throws, and reads no more than there is', () => {
    const piece = fc.constantFrom(
      ...Object.values(kinds).flatMap(([log]) => log.split(/(?<=\s)/)),
      ...[
        '\r',
        '\n',
        '\t',
        '│',
        '[',
        '{',
        "'",
        '"',
        `${esc}[`,
        `${esc}]`,
        '1e999',
        '-',
        '.',
        ':',
        'nan',
        '１',
        '\u0000',
      ],
    );
    const text = fc.oneof(
      fc.array(piece, { maxLength: 60 }).map(pieces => pieces.join('')),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(text, fc.option(fc.string(), { nil: undefined }), (log, label) => {
        const reading = readTrainingLog(log, label === undefined ? {} : { label });
        if (reading.kind === 'values') {
          for (const value of Object.values(reading.values)) expect(Number.isFinite(value)).toBe(true);
          expect(log.replaceAll(/\s+/g, '')).toContain(
            reading.name.slice(0, 5).replaceAll(/\s+/g, '').slice(0, 3),
          );
        }
        if (reading.kind === 'ambiguous') expect(reading.candidates.length).toBeGreaterThan(0);
      }),
      { numRuns: 2000 },
    );
  });

  it('takes no number that it has cut off', () => {
    const line = 'val_acc: 0.98765 - '.repeat(2000);
    for (const spaces of [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18])
      expect(read(`${' '.repeat(spaces)}${line}\n`, { label: 'val_acc' })).toEqual([
        'val_acc',
        0.98765,
        'max',
      ]);
  });

  it('takes time linear in what was printed, however it is made', () => {
    const hostile = [
      ...[
        'a',
        ' ',
        '1',
        '-',
        ': ',
        '((((',
        '1 (',
        'acc ',
        'acc: 1 ',
        'val_',
        '| ',
        '1/',
        `${esc}]`,
        `${esc}[1;`,
        '\r',
        '. ',
        '=\t',
        'is ',
      ],
      ...['nan', 'epoch,acc,loss\n', 'acc loss top1\n', '[rank', '1,', 'e5'],
    ];
    for (const piece of hostile)
      expectLinear(size => readTrainingLog(piece.repeat(size)), Math.ceil(50_000 / piece.length));
  }, 120_000);
});
