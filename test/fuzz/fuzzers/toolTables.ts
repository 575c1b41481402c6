const archs = ['nor_conv_3x3', 'nor_conv_1x1', 'avg_pool_3x3'].map(
  operation => `|${operation}~0|+|skip_connect~0|nor_conv_3x3~1|+|none~0|nor_conv_3x3~1|${operation}~2|`,
);
const edges = ['0_1', '0_2', '1_2', '0_3', '1_3', '2_3'];
const operationsOf = (arch: string) => [...arch.matchAll(/(\w+)~/g)].map(([, name]) => name!);
const lines = (header: string, rows: readonly (readonly (string | number)[])[]) =>
  `${[header, ...rows.map(row => row.join(','))].join('\n')}\n`;
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

/** Small tables as tools write them, by file name; the label is `accuracy`. */
export const toolTables: Readonly<Record<string, string>> = {
  // Optuna: a column for each choice, and how each trial ended.
  'choices.csv': lines(`number,${edges.map(edge => `params_${edge}`).join(',')},state,accuracy`, [
    ...archs.map((arch, i) => [i, ...operationsOf(arch), 'COMPLETE', 90 + i]),
    [3, ...operationsOf(archs[0]!), 'FAIL', ''],
  ]),
  // Syne Tune, Ray Tune: a row for each epoch of a trial.
  'epochs.csv': lines(
    'trial_id,config_arch,epoch,seed,accuracy',
    archs.flatMap((arch, i) => [1, 2, 3].map(epoch => [`t${i}`, arch, epoch, 0, 80 + epoch + i])),
  ),
  // Weights & Biases: dictionaries as text.
  'dictionaries.csv': lines(
    'name,config,summary',
    archs.map((arch, i) => [
      `run-${i}`,
      quoted(JSON.stringify({ arch, dataset: 'cifar10', lr: 0.1 })),
      quoted(`{'accuracy': ${90 + i}, 'best': None}`),
    ]),
  ),
  'records.json': JSON.stringify(archs.map((arch_str, i) => ({ arch_str, accuracy: 90 + i }))),
  'columns.json': JSON.stringify({ arch_str: archs, accuracy: [90, 91, 92] }),
  'by-cell.json': JSON.stringify(
    Object.fromEntries(archs.map((arch, i) => [arch, { cifar10: { accuracy: 90 + i } }])),
  ),
  'result.jsonl': archs
    .map((arch, i) => `${JSON.stringify({ config: { arch }, accuracy: 90 + i, done: true })}\n`)
    .join(''),
  // Of a spreadsheet: a title, decimal commas, a deviation.
  'sheet.csv': `Results of Tuesday\n\narch_str;accuracy\n${archs.map((arch, i) => `${arch};${90 + i},5 ± 0,1\n`).join('')}`,
};
