import type { SearchSpace } from '../../cells/space';
import { indent } from './python';
import { convolution, type UsedClasses } from './pytorchLayers';

/** The network that the cell is stacked into (see `skeletonCost`), and what stands between its stacks. */
export function networkClasses(space: SearchSpace, cell: string, used: UsedClasses): string[][] {
  const { image, stem, stacks, cells, classes, between } = space.skeleton;
  const onVertices = space.operationsOn === 'vertices';
  const residual = between === 'residual';
  const conv = convolution(used, 'Conv');
  const layers = residual
    ? [
        'layers = [',
        `    nn.Conv2d(${image.channels}, channels, 3, padding=1, bias=False),`,
        '    nn.BatchNorm2d(channels),',
        ']',
      ]
    : [`layers = [${conv}(${image.channels}, channels, 3)]`];
  const separator = residual
    ? 'Reduction(channels, 2 * channels)'
    : onVertices
      ? 'nn.MaxPool2d(2, ceil_mode=True)'
      : 'Between()';
  const grow = ['if stack > 0:', `    layers.append(${separator})`, '    channels *= 2'];
  const perStack =
    onVertices && !residual
      ? [
          'inputs = channels',
          ...grow,
          `for _ in range(${cells}):`,
          `    layers.append(${cell}(inputs, channels))`,
          '    inputs = channels',
        ]
      : [
          ...grow,
          `layers += [${cell}(${onVertices ? 'channels, channels' : 'channels'}) for _ in range(${cells})]`,
        ];
  const end = residual ? ['layers += [nn.BatchNorm2d(channels), nn.ReLU()]'] : [];
  const network = [
    'class Network(nn.Module):',
    ...indent([
      `"""Stem, ${stacks} ${stacks === 1 ? 'stack' : 'stacks'} of ${cells} ${cells === 1 ? 'cell' : 'cells'}, global average pooling, classifier."""`,
      '',
      `def __init__(self, channels=${stem}, classes=${classes}):`,
      ...indent([
        'super().__init__()',
        ...layers,
        `for stack in range(${stacks}):`,
        ...indent(perStack),
        ...end,
        'self.features = nn.Sequential(*layers)',
        'self.classifier = nn.Linear(channels, classes)',
      ]),
      '',
      'def forward(self, images):',
      '    return self.classifier(self.features(images).mean((2, 3)))',
    ]),
  ];
  if (residual) return [reductionClass(conv), network];
  return onVertices ? [network] : [betweenClass, network];
}

function reductionClass(conv: string): string[] {
  return [
    'class Reduction(nn.Module):',
    ...indent([
      '"""A residual block that halves the resolution."""',
      '',
      'def __init__(self, inputs, outputs):',
      ...indent([
        'super().__init__()',
        `self.a = ${conv}(inputs, outputs, 3, stride=2)`,
        `self.b = ${conv}(outputs, outputs, 3)`,
        'self.pool = nn.AvgPool2d(2, ceil_mode=True)',
        'self.shortcut = nn.Conv2d(inputs, outputs, 1, bias=False)',
      ]),
      '',
      'def forward(self, x):',
      '    return self.shortcut(self.pool(x)) + self.b(self.a(x))',
    ]),
  ];
}

const betweenClass = [
  'class Between(nn.Module):',
  ...indent([
    '"""Halves the resolution; each channel stands twice, so that they double without weights."""',
    '',
    'def __init__(self):',
    '    super().__init__()',
    '    self.pool = nn.MaxPool2d(2, ceil_mode=True)',
    '',
    'def forward(self, x):',
    '    x = self.pool(x)',
    '    return torch.cat([x, x], dim=1)',
  ]),
];
