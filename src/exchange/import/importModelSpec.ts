import type { SearchSpace } from '../../cells/space';
import { readSpelling } from '../../cells/spelling';
import { assignedName, candidates, firstCell, type ImportedCell, type Spaces } from './importedCell';
import { numbersOf, type PythonValue, readPythonValue, unwrapped } from './pythonLiteral';

/** A matrix of more vertices than any space here has is refused before it is looked at. */
const mostVertices = 64;

/**
 * Reads NAS-Bench-101's `ModelSpec(matrix=[[…]], ops=[…])`: with `api.` before it, with NumPy arrays, with the README's
 * constants (`CONV3X3`), or as the pair `module_adjacency`, `module_operations` of the benchmark's own dictionaries.
 * `undefined`: the text has none.
 */
export function importModelSpec(text: string, spaces: Spaces): ImportedCell | string | undefined {
  const found = findModelSpec(text);
  if (found === undefined || typeof found === 'string') return found;
  const { matrix, ops, name } = found;
  const rows = unwrapped(matrix)?.items.map(numbersOf);
  if (!rows || rows.length === 0 || rows.some(row => row === undefined))
    return 'The matrix must be a list of rows of 0 and 1.';
  const n = rows.length;
  if (n > mostVertices) return `The matrix has ${n} rows, and no search space here has so many vertices.`;
  const wrong = rows.findIndex(row => row!.length !== n);
  if (wrong >= 0)
    return `The matrix must be square, and row ${wrong + 1} of its ${n} has ${rows[wrong]!.length} entries.`;
  const bits = rows.flat() as number[];
  if (bits.some(bit => bit !== 0 && bit !== 1)) return 'The matrix may hold 0 and 1 alone.';
  const labels = unwrapped(ops)?.items.map(item =>
    item.kind === 'text' || item.kind === 'name' ? item.text : undefined,
  );
  if (!labels || labels.includes(undefined)) return 'The operations must be a list of names.';
  if (labels.length !== n)
    return `There must be an operation for each of the ${n} vertices, input and output included, and there are ${labels.length}.`;
  return firstCell(candidates(spaces, 'nasbench101', 'vertices'), space => {
    const spelling = `${bits.join('')}:${labels.map(label => knownName(space, label!)).join(',')}`;
    const cell = readSpelling(space, spelling);
    return typeof cell === 'string' ? cell : { space, cell, name };
  });
}

interface ModelSpec {
  readonly matrix: PythonValue | undefined;
  readonly ops: PythonValue | undefined;
  readonly name: string;
}

function findModelSpec(text: string): ModelSpec | string | undefined {
  const call = /\bModelSpec\s*(?=\()/.exec(text);
  if (call) {
    const value = readPythonValue(text, call.index);
    if (value?.kind !== 'group')
      return 'The ModelSpec(…) is not complete, or holds more than lists, names and numbers.';
    return {
      matrix: value.named.get('matrix') ?? value.items[0],
      ops: value.named.get('ops') ?? value.items[1],
      name: assignedName(text.slice(Math.max(0, call.index - 200), call.index)),
    };
  }
  const matrix = valueAfter(text, /\b(?:module_adjacency|raw_adjacency|adjacency|matrix)['"]?\s*[=:]/);
  const ops = valueAfter(text, /\b(?:module_operations|raw_operations|operations|ops)['"]?\s*[=:]/);
  return matrix && ops ? { matrix, ops, name: 'imported' } : undefined;
}

function valueAfter(text: string, pattern: RegExp): PythonValue | undefined {
  const found = pattern.exec(text);
  return found ? readPythonValue(text, found.index + found[0].length) : undefined;
}

/** `CONV1X1` and `Conv 1x1` are `conv1x1`; what is unknown stays as it is. */
function knownName(space: SearchSpace, label: string): string {
  const plain = (name: string) => name.replace(/[^A-Za-z0-9]/g, '').toLowerCase();
  const wanted = plain(label.slice(label.lastIndexOf('.') + 1));
  if (wanted === 'input' || wanted === 'output') return wanted;
  const known = space.operations.find(({ name, aliases }) =>
    [name, ...aliases].some(each => plain(each) === wanted),
  );
  return known?.name ?? label;
}
