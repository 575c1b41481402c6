import { isZero } from '../../cells/limits';
import { isPreActivated, type NamedCell } from './buildNetwork';
import { kerasCell } from './kerasCell';
import { type KerasUse, layerFunctions } from './kerasLayers';
import { kerasNetwork } from './kerasNetwork';
import { className, partNames } from './partNames';
import { indent, moduleDocstring, shareFunction } from './python';

/**
 * A Python module for Keras 3 with the cell as a function of tensors and, unless it is to stand alone, the network it is
 * stacked into. The same network as the PyTorch export, channels last; but what leads to no output (an edge into a vertex
 * that nothing uses) is no part of a Keras model and has no weights there.
 */
export function writeKeras(named: NamedCell, alone: boolean): string {
  const { space, cell, name, names } = named;
  const use: KerasUse = { preActivated: isPreActivated(space), functions: new Set(), imports: new Set() };
  const written = kerasCell(space, cell, partNames(space, cell, names), use);
  const network = alone ? [] : kerasNetwork(space, className(name), use);
  const { image, stem } = space.skeleton;
  const main = alone
    ? [
        `inputs = keras.Input((${image.height}, ${image.width}, ${stem}))`,
        `keras.Model(inputs, cell(inputs${space.operationsOn === 'vertices' ? `, ${stem}` : ''})).summary()`,
      ]
    : ['network().summary()'];
  const blocks = [
    ...layerFunctions(use),
    ...(written.shares ? [shareFunction] : []),
    written.lines,
    ...network,
    ['if __name__ == "__main__":', ...indent(main)],
  ];
  const imports = use.imports.has('math') ? 'import math\n\nimport keras' : 'import keras';
  return `${moduleDocstring(named, 'Keras 3', alone, hasUnusedEdge(named) ? unused : [])}\n\n${imports}\nfrom keras import layers\n\n\n${blocks.map(lines => lines.join('\n')).join('\n\n\n')}\n`;
}

const unused = ['Keras leaves operations that lead to no output out of the model, and their parameters.'];

/** Whether an operation on an edge leads into a vertex from which no path reaches the output. */
function hasUnusedEdge({ space, cell: { vertices: n, edges } }: NamedCell): boolean {
  if (space.operationsOn === 'vertices') return false;
  const used = new Set([n - 1]);
  const flows = (from: number, to: number) => !isZero(space, edges[from * n + to]!);
  for (let v = n - 2; v > 0; v--) if ([...used].some(w => w > v && flows(v, w))) used.add(v);
  return Array.from({ length: n }, (_, v) => v).some(
    v => v > 0 && !used.has(v) && Array.from({ length: v }, (_, u) => u).some(u => flows(u, v)),
  );
}
