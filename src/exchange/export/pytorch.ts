import { isPreActivated, type NamedCell } from './buildNetwork';
import { className, partNames } from './partNames';
import { indent, moduleDocstring, shareFunction } from './python';
import { edgeCellClass } from './pytorchEdgeCell';
import { convolutionClasses, type UsedClasses } from './pytorchLayers';
import { networkClasses } from './pytorchNetwork';
import { vertexCellClass } from './pytorchVertexCell';

/**
 * A Python module with the cell as a `torch.nn.Module` and, unless it is to stand alone, the network it is stacked into.
 * Convolutions have no bias and batch norms an epsilon of 1e-5, PyTorch's own, as both benchmarks have them. The trained
 * parameters are those that `cellCosts` counts.
 */
export function writePyTorch(named: NamedCell, alone: boolean): string {
  const { space, cell, name, names } = named;
  const used: UsedClasses = { preActivated: isPreActivated(space), classes: new Set(), imports: new Set() };
  const parts = partNames(space, cell, names);
  const title = className(name);
  const cellClass =
    space.operationsOn === 'vertices'
      ? vertexCellClass(space, cell, parts, title, used)
      : edgeCellClass(space, cell, parts, title, used);
  const network = alone ? [] : networkClasses(space, title, used);
  const blocks = [
    ...convolutionClasses(used),
    ...(cellClass.shares ? [shareFunction] : []),
    cellClass.lines,
    ...network,
  ];
  const example = alone
    ? space.operationsOn === 'vertices'
      ? `${title}(${space.skeleton.stem}, ${space.skeleton.stem})`
      : `${title}(${space.skeleton.stem})`
    : 'Network()';
  const head = [
    moduleDocstring(named, 'PyTorch', alone),
    ...(used.imports.has('math') ? ['import math\n\nimport torch'] : ['import torch']),
  ];
  return `${head.join('\n\n')}\nfrom torch import nn\n\n\n${blocks.map(lines => lines.join('\n')).join('\n\n\n')}\n\n\n${mainBlock(named, alone, example)}\n`;
}

/** Run as a program, the module says what it is: the shape it gives and its parameters. */
function mainBlock({ space: { skeleton } }: NamedCell, alone: boolean, example: string): string {
  const { height, width, channels } = skeleton.image;
  const lines = [
    `model = ${example}.eval()`,
    `shape = model(torch.zeros(2, ${alone ? skeleton.stem : channels}, ${height}, ${width})).shape`,
    'parameters = sum(weight.numel() for weight in model.parameters())',
    'print(f"{tuple(shape)}, {parameters:,} parameters")',
  ];
  return ['if __name__ == "__main__":', ...indent(lines)].join('\n');
}
