import type { OperationDefinition } from '../../cells/space';
import { call, indent } from './python';

type Convolution = 'Conv' | 'Separable' | 'Depthwise';

/** What the code being written needs; filled while it is written. */
export interface UsedClasses {
  readonly preActivated: boolean;
  readonly classes: Set<Convolution | 'Pool'>;
  readonly imports: Set<'math'>;
}

/**
 * The module of an operation on `channels` (a Python expression); `undefined` where there is none to build: nothing
 * happens to the value, or nothing is left of it.
 */
export function operationModule(
  definition: OperationDefinition,
  channels: string,
  used: UsedClasses,
  column: number,
): string | undefined {
  switch (definition.kind) {
    case 'conv': {
      const { kernel, dilation, groups } = definition;
      const more: string[] = [];
      if (dilation !== 1) more.push(`dilation=${dilation}`);
      if (groups !== 1) {
        used.imports.add('math');
        more.push(`groups=math.gcd(${groups}, ${channels})`);
      }
      return call(convolution(used, 'Conv'), [channels, channels, `${kernel}`, ...more], column);
    }
    case 'separable': {
      const more = definition.dilation === 1 ? [] : [`dilation=${definition.dilation}`];
      return call(convolution(used, 'Separable'), [channels, `${definition.kernel}`, ...more], column);
    }
    case 'depthwise':
      return `${convolution(used, 'Depthwise')}(${channels}, ${definition.kernel})`;
    case 'maxpool':
      return pool(used, definition.kernel, `nn.MaxPool2d(${poolArguments(definition.kernel)})`);
    case 'avgpool':
      return pool(
        used,
        definition.kernel,
        `nn.AvgPool2d(${poolArguments(definition.kernel)}, count_include_pad=False)`,
      );
    case 'identity':
    case 'zero':
      return undefined;
  }
}

/** The class of a convolution with its batch norm and ReLU. */
export function convolution(used: UsedClasses, kind: Convolution): string {
  used.classes.add(kind);
  return used.preActivated ? `Relu${kind}Bn` : `${kind}BnRelu`;
}

/** The definitions of the classes used. */
export function convolutionClasses(used: UsedClasses): string[][] {
  const blocks: string[][] = [];
  if (used.classes.has('Conv'))
    blocks.push(
      convolutionClass(used, 'Conv', 'inputs, outputs, kernel, stride=1, dilation=1, groups=1', [
        [
          'conv',
          'nn.Conv2d(',
          '    inputs,',
          '    outputs,',
          '    kernel,',
          '    stride,',
          '    "same" if stride == 1 else kernel // 2,',
          '    dilation,',
          '    groups,',
          '    bias=False,',
          ')',
        ],
      ]),
    );
  if (used.classes.has('Separable'))
    blocks.push(
      convolutionClass(used, 'Separable', 'channels, kernel, dilation=1', [
        [
          'depth',
          'nn.Conv2d(',
          '    channels, channels, kernel, 1, "same", dilation, groups=channels, bias=False',
          ')',
        ],
        ['point', 'nn.Conv2d(channels, channels, 1, bias=False)'],
      ]),
    );
  if (used.classes.has('Depthwise'))
    blocks.push(
      convolutionClass(used, 'Depthwise', 'channels, kernel', [
        ['conv', 'nn.Conv2d(channels, channels, kernel, 1, "same", groups=channels, bias=False)'],
      ]),
    );
  if (used.classes.has('Pool')) blocks.push(poolClass);
  return blocks;
}

const descriptions = {
  Conv: ['convolution', 'Convolution'],
  Separable: ['depthwise and pointwise convolution', 'Depthwise and pointwise convolution'],
  Depthwise: ['depthwise convolution', 'Depthwise convolution'],
} as const;

function convolutionClass(
  used: UsedClasses,
  kind: Convolution,
  signature: string,
  convolutions: readonly (readonly [string, ...string[]])[],
): string[] {
  const [inner, outer] = descriptions[kind];
  const applied = convolutions.reduce(
    (value, [name]) => `self.${name}(${value})`,
    used.preActivated ? 'torch.relu(x)' : 'x',
  );
  const channels = kind === 'Conv' ? 'outputs' : 'channels';
  return [
    `class ${convolution(used, kind)}(nn.Module):`,
    ...indent([
      used.preActivated ? `"""ReLU, ${inner}, batch norm."""` : `"""${outer}, batch norm, ReLU."""`,
      '',
      `def __init__(self, ${signature}):`,
      ...indent([
        'super().__init__()',
        ...convolutions.flatMap(([name, first, ...rest]) => [`self.${name} = ${first}`, ...rest]),
        `self.norm = nn.BatchNorm2d(${channels})`,
      ]),
      '',
      'def forward(self, x):',
      `    return ${used.preActivated ? `self.norm(${applied})` : `torch.relu(self.norm(${applied}))`}`,
    ]),
  ];
}

function poolArguments(kernel: number): string {
  return `${kernel}, stride=1, padding=${Math.floor(kernel / 2)}`;
}

/** An even window can't be centred: padded on both sides, it gives one row and one column too many. */
function pool(used: UsedClasses, kernel: number, module: string): string {
  if (kernel % 2 === 1) return module;
  used.classes.add('Pool');
  return `Pool(${module})`;
}

const poolClass = [
  'class Pool(nn.Module):',
  ...indent([
    '"""A pool with an even window that keeps the resolution."""',
    '',
    'def __init__(self, pool):',
    '    super().__init__()',
    '    self.pool = pool',
    '',
    'def forward(self, x):',
    '    return self.pool(x)[:, :, 1:, 1:]',
  ]),
];
