import { md5 } from 'js-md5';
import type { GraphCell } from '../../cell';
import { findOperation } from '../../operations';
import type { GraphSpace } from '../../space';

const published = ['conv3x3-bn-relu', 'conv1x1-bn-relu', 'maxpool3x3'];

export function hasModuleHashes(space: GraphSpace): boolean {
  return space.operationsOn === 'vertices' && published.every(name => findOperation(space, name) >= 0);
}

/**
 * The `module_hash` of NAS-Bench-101 (`graph_util.hash_module`), under which the benchmark publishes its cells.
 * `undefined` for a space that has not its three operations under these names, or a cell that uses another.
 *
 * Not the canonical hash: that one tells any two graphs apart, and knows any operation.
 */
export function moduleHash(space: GraphSpace, cell: GraphCell): string | undefined {
  if (!hasModuleHashes(space)) return undefined;
  const indices = published.map(name => findOperation(space, name));
  const labels = [-1, ...cell.operations.map(operation => indices.indexOf(operation)), -2];
  if (labels.slice(1, -1).includes(-1)) return undefined;

  const n = cell.vertices;
  const inputs: number[][] = labels.map(() => []);
  const outputs: number[][] = labels.map(() => []);
  for (let u = 0; u < n; u++)
    for (let v = u + 1; v < n; v++)
      if (cell.edges[u * n + v]) {
        outputs[u]!.push(v);
        inputs[v]!.push(u);
      }
  let hashes = labels.map((label, v) => md5(`(${outputs[v]!.length}, ${inputs[v]!.length}, ${label})`));
  const joined = (vertices: readonly number[]) =>
    vertices
      .map(v => hashes[v]!)
      .sort()
      .join('');
  for (let round = 0; round < n; round++)
    hashes = hashes.map((hash, v) => md5(`${joined(inputs[v]!)}|${joined(outputs[v]!)}|${hash}`));
  return md5(
    `[${hashes
      .sort()
      .map(hash => `'${hash}'`)
      .join(', ')}]`,
  );
}
